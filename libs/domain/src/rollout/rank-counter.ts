const RANKS = 2 ** 32;
/** Devices whose ranks are kept one by one: waves that end within them are exact. */
const KEPT = 10_000;
const BINS = 2 ** 16;
const BIN = RANKS / BINS;

/**
 * Where a fleet of any size has to be cut into waves, in the memory of a few hundred kilobytes: the lowest ranks are kept, the
 * others are counted in bins, so that a later cut is off by less than a bin, which is 1/65,536 of the fleet.
 */
export class RankCounter {
  #count = 0;
  /** Rising. */
  readonly #lowest: number[] = [];
  readonly #bins = new Uint32Array(BINS);
  readonly #kept: number;

  constructor(kept = KEPT) {
    this.#kept = kept;
  }

  get count(): number {
    return this.#count;
  }

  add(rank: number): void {
    this.#count++;
    const bin = Math.floor(rank / BIN);
    this.#bins[bin] = (this.#bins[bin] ?? 0) + 1;
    const highest = this.#lowest.at(-1);
    if (this.#lowest.length < this.#kept || highest === undefined) this.#keep(rank);
    else if (rank < highest) {
      this.#lowest.pop();
      this.#keep(rank);
    }
  }

  /** A number such that `devices` ranks are below it. Of devices with the same rank all are, or none. */
  below(devices: number): number {
    if (devices >= this.#count) return RANKS;
    const exact = this.#lowest[Math.max(0, devices)];
    return exact ?? this.#belowByBins(devices);
  }

  #belowByBins(devices: number): number {
    let before = 0;
    for (const [bin, inBin] of this.#bins.entries()) {
      if (before + inBin > devices) return Math.round((bin + (devices - before) / inBin) * BIN);
      before += inBin;
    }
    return RANKS;
  }

  #keep(rank: number): void {
    let low = 0;
    for (let high = this.#lowest.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if ((this.#lowest[middle] ?? RANKS) <= rank) low = middle + 1;
      else high = middle;
    }
    this.#lowest.splice(low, 0, rank);
  }
}
