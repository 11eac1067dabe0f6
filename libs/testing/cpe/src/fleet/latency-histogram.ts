/** Eight buckets per doubling: a percentile is at most 9 % too high. */
const PER_DOUBLING = 8;

/** Durations in logarithmic buckets, so that millions cost nothing. */
export class LatencyHistogram {
  readonly #buckets: number[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(milliseconds: number): void {
    // From a hundredth of a millisecond on.
    const bucket = Math.max(0, Math.ceil(Math.log2(milliseconds * 100) * PER_DOUBLING));
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count += 1;
  }

  /** The duration in milliseconds that the given share (0–1) does not exceed; 0 if there are none. */
  percentile(share: number): number {
    let left = Math.ceil(this.#count * share);
    for (const [bucket, count = 0] of this.#buckets.entries()) {
      left -= count;
      if (left <= 0 && this.#count > 0) return 2 ** (bucket / PER_DOUBLING) / 100;
    }
    return 0;
  }
}
