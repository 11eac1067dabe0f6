import { Gather, type Outcome } from './gather.ts';

/** A Gather for each key, there while something is asked of it: batches of one key follow each other, of several go on at once. */
export class GatherByKey<Item, Result> {
  readonly #doAll: (items: readonly Item[]) => Promise<readonly Outcome<Result>[]>;
  readonly #isForAll: (error: unknown) => boolean;
  readonly #lanes = new Map<string, { readonly gather: Gather<Item, Result>; asked: number }>();

  constructor(
    doAll: (items: readonly Item[]) => Promise<readonly Outcome<Result>[]>,
    isForAll: (error: unknown) => boolean,
  ) {
    this.#doAll = doAll;
    this.#isForAll = isForAll;
  }

  async run(key: string, item: Item): Promise<Result> {
    const lane = this.#lanes.get(key) ?? { gather: new Gather(this.#doAll, this.#isForAll), asked: 0 };
    this.#lanes.set(key, lane);
    lane.asked++;
    try {
      return await lane.gather.run(item);
    } finally {
      lane.asked--;
      if (lane.asked === 0) this.#lanes.delete(key);
    }
  }
}
