import { setImmediate } from 'node:timers/promises';
import type { Clock } from '#libs/domain';

const MOST_MS = 8;

/** Lets others have their turn in long work of which no part waits: at least every few milliseconds. */
export class Breath {
  readonly #clock: Clock;
  #sinceMs: number;
  #taking: Promise<unknown> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#sinceMs = clock.now();
  }

  /** Those who ask at the same time wait together, and ask again when one of them had its turn. */
  async take(): Promise<void> {
    while (this.#taking !== undefined || this.#clock.now() - this.#sinceMs > MOST_MS) {
      this.#taking ??= setImmediate().then(() => {
        this.#sinceMs = this.#clock.now();
        this.#taking = undefined;
      });
      await this.#taking;
    }
  }
}
