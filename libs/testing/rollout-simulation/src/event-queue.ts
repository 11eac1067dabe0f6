/** What is due first comes first; what is due at the same time, in the order it came. A binary heap. */
export class EventQueue<T> {
  readonly #heap: { readonly at: number; readonly order: number; readonly value: T }[] = [];
  #order = 0;

  get size(): number {
    return this.#heap.length;
  }

  push(at: number, value: T): void {
    const heap = this.#heap;
    const entry = { at, order: this.#order++, value };
    let index = heap.length;
    heap.push(entry);
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || isBefore(parent, entry)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = entry;
  }

  pop(): { readonly at: number; readonly value: T } | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      const right = heap[below + 1];
      let child = heap[below];
      if (child === undefined) break;
      if (right !== undefined && isBefore(right, child)) {
        below++;
        child = right;
      }
      if (isBefore(last, child)) break;
      heap[index] = child;
      index = below;
    }
    heap[index] = last;
    return first;
  }
}

function isBefore(
  a: { readonly at: number; readonly order: number },
  b: { readonly at: number; readonly order: number },
) {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
