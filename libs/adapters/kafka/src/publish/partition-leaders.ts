/** Which broker leads which partition, as far as is known; what the collector groups its requests by. */
export class PartitionLeaders {
  readonly #ask: (topic: string) => Promise<readonly number[]>;
  readonly #known = new Map<string, readonly number[]>();
  #asking: Promise<void> | undefined;

  constructor(ask: (topic: string) => Promise<readonly number[]>, topics: readonly string[]) {
    this.#ask = ask;
    for (const topic of topics) this.#known.set(topic, []);
  }

  /** The broker's id; undefined while there is none. */
  of(topic: string, partition: number): number | undefined {
    const leader = this.#known.get(topic)?.[partition];
    return leader === undefined || leader < 0 ? undefined : leader;
  }

  /** Asks again; what cannot be learned now stays as it was. */
  refresh(): Promise<void> {
    this.#asking ??= this.#refresh().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #refresh(): Promise<void> {
    for (const topic of this.#known.keys()) {
      const leaders = await this.#ask(topic).catch(() => undefined);
      if (leaders !== undefined) this.#known.set(topic, leaders);
    }
  }
}
