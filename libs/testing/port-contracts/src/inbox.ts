/** Takes what arrives, and wakes who waits for it. */
export class Inbox<T> {
  readonly items: T[] = [];
  #waiting: { readonly count: number; readonly resolve: (items: readonly T[]) => void }[] = [];

  add(item: T): void {
    this.items.push(item);
    const { length } = this.items;
    const isMet = ({ count }: { readonly count: number }) => count <= length;
    for (const { resolve } of this.#waiting.filter(isMet)) resolve(this.items);
    this.#waiting = this.#waiting.filter((waiter) => !isMet(waiter));
  }

  /** Resolves with everything as soon as there are so many. */
  atLeast(count: number): Promise<readonly T[]> {
    if (this.items.length >= count) return Promise.resolve(this.items);
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }
}
