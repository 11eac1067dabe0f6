/** Runs the turns of one session after each other; turns of different sessions do not wait. */
export class OneAtATime {
  private readonly tails = new Map<string, { last: Promise<unknown>; length: number }>();

  constructor(private readonly maxWaiting: number) {}

  /** Undefined when too many wait already. */
  run<T>(key: string, work: () => Promise<T>): Promise<T> | undefined {
    const tail = this.tails.get(key);
    if (tail === undefined) return this.enter(key, { last: Promise.resolve(), length: 0 }, work());
    if (tail.length > this.maxWaiting) return undefined;
    return this.enter(key, tail, tail.last.then(work, work));
  }

  private enter<T>(key: string, tail: { last: Promise<unknown>; length: number }, running: Promise<T>): Promise<T> {
    tail.length++;
    tail.last = running;
    this.tails.set(key, tail);
    const leave = () => {
      if (--tail.length === 0) this.tails.delete(key);
    };
    running.then(leave, leave);
    return running;
  }
}
