import type { Clock } from '#libs/domain';
import type { Logger } from '#libs/platform';
import type { ResealLogins } from './reseal-logins.ts';
import type { RotateSecrets } from './rotate-secrets.ts';

const EVERY_MS = 3_600_000;

/** Rotates secrets in the background: at the start, when a new key may have come, and every hour. Nest calls its hooks. */
export class SecretRotation {
  readonly #rotate: RotateSecrets;
  readonly #logins: ResealLogins;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #stopping = new AbortController();
  #cancel: () => void = () => undefined;
  #running: Promise<void> = Promise.resolve();
  #unreadable = 0;

  constructor(rotate: RotateSecrets, logins: ResealLogins, clock: Clock, logger: Logger) {
    this.#rotate = rotate;
    this.#logins = logins;
    this.#clock = clock;
    this.#logger = logger;
  }

  onApplicationBootstrap(): void {
    this.#begin();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#stopping.abort();
    this.#cancel();
    await this.#running;
  }

  /** Resolves when nothing is being done. */
  idle(): Promise<void> {
    return this.#running;
  }

  #begin(): void {
    this.#running = this.#run().finally(() => {
      if (!this.#stopping.signal.aborted) this.#cancel = this.#clock.after(EVERY_MS, () => this.#begin());
    });
  }

  async #run(): Promise<void> {
    try {
      const { signal } = this.#stopping;
      const { complete, contested, ...secrets } = await this.#rotate.execute(signal);
      const logins = await this.#logins.execute(signal);
      const resealed = secrets.resealed + logins.resealed;
      const unreadable = secrets.unreadable + logins.unreadable;
      if (resealed > 0) this.#logger.info({ resealed, complete }, 'secrets were sealed with the present key');
      // Told when it begins and when it changes, not every hour.
      if (unreadable > 0 && unreadable !== this.#unreadable) {
        this.#logger.error({ unreadable }, 'secrets cannot be opened: the key that sealed them is not configured');
      }
      this.#unreadable = unreadable;
      if (contested) {
        this.#logger.error(
          'another process seals secrets with another key: MUSTER_SECRET_KEYS must be the same for all',
        );
      }
    } catch (error) {
      this.#logger.warn({ err: error }, 'secrets could not be sealed with the present key; it is tried again');
    }
  }
}
