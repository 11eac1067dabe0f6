/** Who may take long: so many at once, and all of them end when the process does. */
export class ReportSlots {
  readonly #max: number;
  readonly #closing = new AbortController();
  #taken = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Undefined when as many are taken as may be. */
  take(): ReportSlot | undefined {
    if (this.#closing.signal.aborted || this.#taken >= this.#max) return undefined;
    this.#taken++;
    let left = false;
    return {
      closing: this.#closing.signal,
      leave: () => {
        if (!left) this.#taken--;
        left = true;
      },
    };
  }

  close(): void {
    this.#closing.abort();
  }
}

export interface ReportSlot {
  readonly closing: AbortSignal;
  leave(): void;
}
