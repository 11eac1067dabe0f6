/** Fetches that may follow each other at once; as many again in BURST × EVERY_MS without any. */
const BURST = 16;
const EVERY_MS = 10;
const BREATH_MS = 5;

/**
 * How long to wait between what was fetched and the next fetch. While little happens not at all: a CPE is waiting for
 * the next event. At hundreds of events a second each would have a request of its own, which costs ten times what the
 * event does; then a few milliseconds gather them.
 */
export class Breath {
  #free = BURST;
  #countedAt: number;

  constructor(nowMs: number) {
    this.#countedAt = nowMs;
  }

  /** Records of a partition came; returns for how many milliseconds nothing more should be asked for. */
  after(nowMs: number): number {
    const earned = Math.floor((nowMs - this.#countedAt) / EVERY_MS);
    if (earned > 0) {
      this.#free = Math.min(BURST, this.#free + earned);
      this.#countedAt = this.#free === BURST ? nowMs : this.#countedAt + earned * EVERY_MS;
    } else if (earned < 0) this.#countedAt = nowMs;
    if (this.#free === 0) return BREATH_MS;
    this.#free--;
    return 0;
  }
}
