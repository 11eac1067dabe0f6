import type { Clock, SessionStore } from '#libs/domain';
import type { Logger } from '#libs/platform';
import type { TakeTurn } from './take-turn.ts';

const SWEEP_MS = 1_000;
const BATCH = 1_000;

/** Ends sessions that were silent for longer than they may be. */
export class SweepSessions {
  private cancel: () => void = () => undefined;

  constructor(
    private readonly sessions: SessionStore,
    private readonly takeTurn: TakeTurn,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.cancel = this.clock.after(SWEEP_MS, () => {
      void this.run()
        .catch((error: unknown) => this.logger.warn({ err: error }, 'sweep of sessions failed; it is tried again'))
        .finally(() => this.start());
    });
  }

  stop(): void {
    this.cancel();
    this.cancel = () => undefined;
  }

  async run(): Promise<void> {
    for (;;) {
      const nowMs = this.clock.now();
      const expired = await this.sessions.takeExpired(nowMs, BATCH);
      for (const session of expired) await this.takeTurn.handle(session, { type: 'timedOut', nowMs });
      if (expired.length < BATCH) return;
    }
  }
}
