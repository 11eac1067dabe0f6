/** What became of one item of a batch. */
export type Outcome<Result> = { readonly result: Result } | { readonly error: unknown };

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Weight of one batch. More would make the first of its items wait for the last. */
const MAX_WEIGHT = 256;

/**
 * Does together what many ask for: what comes while a batch is under way makes up the next one, so that nothing waits for
 * company. A batch has no part that came after it began.
 */
export class Gather<Item, Result> {
  readonly #doAll: (items: readonly Item[]) => Promise<readonly Outcome<Result>[]>;
  readonly #isForAll: (error: unknown) => boolean;
  readonly #weigh: (item: Item) => number;
  #waiting: Waiting<Item, Result>[] = [];
  #busy = false;

  /** `isForAll` tells of an error of a whole batch whether each of its items alone would have met it, too. Default weight: 1. */
  constructor(
    doAll: (items: readonly Item[]) => Promise<readonly Outcome<Result>[]>,
    isForAll: (error: unknown) => boolean,
    weigh: (item: Item) => number = () => 1,
  ) {
    this.#doAll = doAll;
    this.#isForAll = isForAll;
    this.#weigh = weigh;
  }

  run(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      if (this.#busy) return;
      this.#busy = true;
      // What else this turn of the event loop brings goes with it.
      setImmediate(() => void this.#next());
    });
  }

  async #next(): Promise<void> {
    while (this.#waiting.length > 0) await this.#settle(this.#take());
    this.#busy = false;
  }

  #take(): readonly Waiting<Item, Result>[] {
    let weight = 0;
    const end = this.#waiting.findIndex(({ item }, index) => {
      weight += this.#weigh(item);
      return index > 0 && weight > MAX_WEIGHT;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
  }

  async #settle(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const outcomes = await this.#doAll(batch.map(({ item }) => item));
      for (const [index, waiting] of batch.entries()) settle(waiting, outcomes[index] ?? NO_OUTCOME);
    } catch (error) {
      if (batch.length === 1 || this.#isForAll(error)) for (const waiting of batch) waiting.reject(error);
      // One that the driver refuses to send must not fail the others.
      else for (const waiting of batch) await this.#settle([waiting]);
    }
  }
}

const NO_OUTCOME = { error: new Error('A batch came back without the outcome of one of its items.') };

function settle<Result>({ resolve, reject }: Waiting<unknown, Result>, outcome: Outcome<Result>): void {
  if ('result' in outcome) resolve(outcome.result);
  else reject(outcome.error);
}
