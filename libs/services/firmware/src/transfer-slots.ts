import type { DeviceId, FileTicket } from '#libs/domain';

/** A transfer under way. */
export interface Transfer {
  readonly ticket: FileTicket;
  /** Aborts when it is to end at once. */
  readonly cut: AbortSignal;
}

export interface Slot extends Transfer {
  /** Has it cut. */
  end(): void;
  leave(): void;
}

export interface SlotLimits {
  readonly most: number;
  readonly mostPerDevice: number;
}

/** The transfers under way, of which there may be so many at once, and so many of one device. */
export class TransferSlots {
  private readonly taken = new Map<Transfer, AbortController>();
  private readonly perDevice = new Map<DeviceId, number>();

  constructor(private readonly limits: SlotLimits) {}

  /** Undefined when there is no room. */
  take(ticket: FileTicket): Slot | undefined {
    const { deviceId } = ticket;
    const ofDevice = this.perDevice.get(deviceId) ?? 0;
    if (this.taken.size >= this.limits.most || ofDevice >= this.limits.mostPerDevice) return undefined;
    const controller = new AbortController();
    const transfer = { ticket, cut: controller.signal };
    this.taken.set(transfer, controller);
    this.perDevice.set(deviceId, ofDevice + 1);
    return { ...transfer, end: () => controller.abort(), leave: () => this.leave(transfer) };
  }

  get size(): number {
    return this.taken.size;
  }

  /** Ends those of which `isOver` says so. */
  async cutWhere(isOver: (ticket: FileTicket) => Promise<boolean>): Promise<void> {
    for (const [{ ticket }, controller] of [...this.taken]) {
      if (await isOver(ticket)) controller.abort();
    }
  }

  cutAll(): void {
    for (const controller of this.taken.values()) controller.abort();
  }

  private leave(transfer: Transfer): void {
    if (!this.taken.delete(transfer)) return;
    const { deviceId } = transfer.ticket;
    const left = (this.perDevice.get(deviceId) ?? 1) - 1;
    if (left > 0) this.perDevice.set(deviceId, left);
    else this.perDevice.delete(deviceId);
  }
}
