import { randomBytes } from 'node:crypto';
import {
  type AnyNewEvent,
  type Clock,
  type EventBus,
  type EventDraft,
  type FileTicket,
  type Timestamp,
  timestamp,
} from '#libs/domain';
import type { Logger } from '#libs/platform';

/** Tells what happens to files. A transfer never waits for it, nor fails by it. */
export class TransferEvents {
  private readonly pending = new Set<Promise<void>>();

  constructor(
    private readonly bus: EventBus,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  tell(ticket: FileTicket, draft: EventDraft | Promise<EventDraft>): void {
    const { deviceId, commandKey } = ticket;
    const publishing = this.publish(ticket, draft, timestamp(this.clock.now())).then(
      () => undefined,
      (err: unknown) => this.logger.warn({ err, deviceId, commandKey }, 'an event about a file was lost'),
    );
    this.pending.add(publishing);
    void publishing.then(() => this.pending.delete(publishing));
  }

  private async publish(
    { deviceId, commandKey }: FileTicket,
    draft: EventDraft | Promise<EventDraft>,
    time: Timestamp,
  ): Promise<void> {
    const told = await draft;
    const id = `${commandKey}:${told.type}:${randomBytes(6).toString('base64url')}`;
    await this.bus.publish([{ ...told, id, deviceId, time } as AnyNewEvent]);
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.pending);
  }
}
