import { randomBytes } from 'node:crypto';
import { type AnyNewEvent, type Clock, type EventBus, type EventDraft, type FileTicket, timestamp } from '#libs/domain';
import type { Logger } from '#libs/platform';

/** Tells what happens to files. A transfer never waits for it, nor fails by it. */
export class TransferEvents {
  private readonly pending = new Set<Promise<void>>();

  constructor(
    private readonly bus: EventBus,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  tell({ deviceId, commandKey }: FileTicket, draft: EventDraft): void {
    const id = `${commandKey}:${draft.type}:${randomBytes(6).toString('base64url')}`;
    const event = { ...draft, id, deviceId, time: timestamp(this.clock.now()) } as AnyNewEvent;
    const publishing = this.bus.publish([event]).then(
      () => undefined,
      (err: unknown) => this.logger.warn({ err, deviceId, commandKey }, 'an event about a file was lost'),
    );
    this.pending.add(publishing);
    void publishing.then(() => this.pending.delete(publishing));
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await Promise.all(this.pending);
  }
}
