import { type Clock, type ImageCatalog, type ImageStore, type ReceivedFiles, timestamp } from '#libs/domain';
import type { Logger } from '#libs/platform';

const EVERY_MS = 600_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PAGE = 500;

/**
 * Removes what nobody comes back for: uploads that were given up, the bytes of images that are not in the catalogue, received
 * files that are old. Any number of processes may do it at once.
 */
export class SweepFiles {
  private stopTimer: () => void = () => undefined;

  constructor(
    private readonly store: ImageStore,
    private readonly catalog: ImageCatalog,
    private readonly received: ReceivedFiles,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly receivedRetentionDays: number,
  ) {}

  start(): void {
    this.stopTimer = this.clock.after(EVERY_MS, () => {
      this.sweep()
        .catch((err: unknown) => this.logger.warn({ err }, 'old files could not be removed'))
        .finally(() => this.start());
    });
  }

  stop(): void {
    this.stopTimer();
  }

  async sweep(): Promise<void> {
    const nowMs = this.clock.now();
    for (let after = ''; ; ) {
      const page = await this.store.list({ after, limit: PAGE });
      for (const { id, kind, changedAtMs } of page) {
        const ageMs = nowMs - changedAtMs;
        // An image is completed before it is in the catalogue.
        const isStray =
          kind === 'upload' ? ageMs > DAY_MS : ageMs > HOUR_MS && (await this.catalog.get(id)) === undefined;
        if (isStray) await this.store.remove(id);
      }
      if (page.length < PAGE) break;
      after = page.at(-1)?.id ?? '';
    }
    const before = timestamp(nowMs - this.receivedRetentionDays * DAY_MS);
    while ((await this.received.prune(before, PAGE)) === PAGE);
  }
}
