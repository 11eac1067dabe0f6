import type { IncomingMessage } from 'node:http';
import { type Clock, type FileTicket, type ReceivedFiles, timestamp } from '#libs/domain';
import type { FileGuard } from './file-guard.ts';
import { isRefused, type Refused, refused } from './file-reply.ts';
import type { FirmwareMetrics } from './firmware-metrics.ts';
import type { TransferEvents } from './transfer-events.ts';
import type { Slot } from './transfer-slots.ts';

export interface ReceiveOptions {
  readonly maxBytes: number;
}

/** Keeps what a CPE sends with PUT or POST under the command that asked for it; once. */
export class ReceiveFile {
  constructor(
    private readonly guard: FileGuard,
    private readonly files: ReceivedFiles,
    private readonly events: TransferEvents,
    private readonly metrics: FirmwareMetrics,
    private readonly clock: Clock,
    private readonly options: ReceiveOptions,
  ) {}

  /** Resolves with undefined when the file is kept. `begin` is called right before the body is read. */
  async receive(
    ticket: FileTicket,
    request: IncomingMessage,
    takeSlot: () => Slot | Refused,
    begin: () => void,
  ): Promise<Refused | undefined> {
    const command = await this.guard.admitSend(ticket);
    if (isRefused(command)) return command;
    if ((await this.files.get(command.id)) !== undefined) return used;
    if (Number(request.headers['content-length'] ?? 0) > this.options.maxBytes) return this.tooLarge();
    const slot = takeSlot();
    if (isRefused(slot)) return slot;
    const cut = () => void request.destroy();
    slot.cut.addEventListener('abort', cut);
    try {
      begin();
      const { id: commandId, deviceId, spec } = command;
      const file = { commandId, deviceId, fileType: spec.fileType, receivedAt: timestamp(this.clock.now()) };
      // One that is too large still gets its answer.
      const body = request.iterator({ destroyOnReturn: false });
      const outcome = await this.files.keep(file, body, this.options.maxBytes);
      if (outcome.status === 'taken') return used;
      if (outcome.status === 'tooLarge') return this.tooLarge();
      const { size, sha256 } = outcome.file;
      this.metrics.uploads++;
      this.metrics.bytesReceived += size;
      const data = { commandId, commandKey: command.commandKey, fileType: spec.fileType, size, sha256 };
      this.events.tell(ticket, { type: 'file.received', data });
      return undefined;
    } finally {
      slot.cut.removeEventListener('abort', cut);
      slot.leave();
    }
  }

  private tooLarge(): Refused {
    return refused(413, 'tooLarge', `A file may have ${this.options.maxBytes} bytes at most.`);
  }
}

const used = refused(410, 'used', 'A file was sent here already.');
