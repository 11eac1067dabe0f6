import { setImmediate } from 'node:timers/promises';
import type { Clock } from '#libs/domain';

const MOST_MS = 8;

/** Lets others have their turn in long work of which no part waits: every few milliseconds. Those who ask together wait together. */
export class Breath {
  readonly #clock: Clock;
  #sinceMs: number;
  #taking: Promise<void> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#sinceMs = clock.now();
  }

  async take(): Promise<void> {
    if (this.#clock.now() - this.#sinceMs <= MOST_MS) return;
    this.#taking ??= setImmediate().then(() => {
      this.#sinceMs = this.#clock.now();
      this.#taking = undefined;
    });
    await this.#taking;
  }
}
