import type { Command, Device, DeviceEventRecord, DeviceId, Execution } from '#libs/domain';
import type { ReportedTreeMap } from './look-up.ts';

/** What the handling of one event leaves to that of the next one of the same session. */
export interface KnownDevice {
  /** As saved. */
  readonly device: Device;
  /** Those that were open then, as saved. */
  readonly open: readonly Command[];
  /** All that is known of its parameters, as saved; absent: not known. */
  readonly tree?: ReportedTreeMap;
  /** The rollout that has the device, or had it last, as saved; absent: there is none. */
  readonly execution?: Execution;
  /** The device was marked as settled. */
  readonly isMarked: boolean;
}

/** Devices in a session, each with its document and its open commands. */
const MAX_DEVICES = 1_000;
/** Of all of them together: some 50 MB. */
const MAX_PARAMETERS = 200_000;

/** They go on with what was decided before, or with what the device answered; all others come from outside. */
const WITHIN: ReadonlySet<DeviceEventRecord['type']> = new Set(['rpc.sent', 'rpc.answered', 'session.ended']);

/** Somebody else may have saved the device or its commands. Published before the next event of which we must know. */
const FROM_OUTSIDE: ReadonlySet<DeviceEventRecord['type']> = new Set([
  'device.informed',
  'device.declared',
  'device.registered',
  'command.queued',
  'command.cancelled',
  'command.overdue',
  'reconcile.requested',
  'transfer.completed',
  'du.changed',
  'download.requested',
  'device.kicked',
]);

/**
 * What was saved of devices in a session, so that the next event of it need not read it again. It may be behind what
 * others have saved by as much as this process is behind in the device's events, and never is believed alone: a save names
 * the revision, and what an operator may have cancelled is read again before it is handed out.
 */
export class RecentDevices {
  private readonly known = new Map<DeviceId, KnownDevice>();
  /** Grows whenever others may have handled events of our devices. */
  private era = 0;

  private parameters = 0;

  /** Takes out what is known for an event; it is kept again when the event is worked in, and only then. */
  take({ type, deviceId }: DeviceEventRecord): KnownDevice | undefined {
    const known = this.known.get(deviceId);
    if (known === undefined) return undefined;
    if (WITHIN.has(type) || FROM_OUTSIDE.has(type)) this.forget(deviceId);
    return WITHIN.has(type) ? known : undefined;
  }

  has({ deviceId, data }: Extract<DeviceEventRecord, { type: 'command.queued' }>): boolean {
    return this.known.get(deviceId)?.open.some(({ id }) => id === data.commandId) ?? false;
  }

  /** Returns a function that keeps something, unless `forgetAll` was called since. */
  keeper(deviceId: DeviceId): (known: KnownDevice) => void {
    const { era } = this;
    return (known) => {
      if (era !== this.era) return;
      this.forget(deviceId);
      this.known.set(deviceId, known);
      this.parameters += sizeOf(known);
      for (const oldest of this.known.keys()) {
        if (this.known.size <= MAX_DEVICES && this.parameters <= MAX_PARAMETERS) break;
        this.forget(oldest);
      }
    };
  }

  forgetAll(): void {
    this.era++;
    this.known.clear();
    this.parameters = 0;
  }

  private forget(deviceId: DeviceId): void {
    this.parameters -= sizeOf(this.known.get(deviceId));
    this.known.delete(deviceId);
  }
}

function sizeOf(known: KnownDevice | undefined): number {
  return known?.tree?.size ?? 0;
}
