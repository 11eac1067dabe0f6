import type { Clock } from '#libs/domain';

interface Read<T> {
  readonly atMs: number;
  readonly value: Promise<T>;
}

/** What was read a moment ago counts for a while; whoever asks at once shares one read. What failed is read again at once. */
export class Recently<T> {
  private readonly reads = new Map<string, Read<T>>();

  constructor(
    private readonly clock: Clock,
    private readonly forMs: number,
  ) {}

  get(key: string, read: () => Promise<T>): Promise<T> {
    const nowMs = this.clock.now();
    for (const [known, { atMs }] of this.reads) if (!this.isFresh(atMs, nowMs)) this.reads.delete(known);
    const recent = this.reads.get(key);
    if (recent !== undefined) return recent.value;
    const fresh = { atMs: nowMs, value: read() };
    this.reads.set(key, fresh);
    fresh.value.catch(() => {
      if (this.reads.get(key) === fresh) this.reads.delete(key);
    });
    return fresh.value;
  }

  private isFresh(atMs: number, nowMs: number): boolean {
    return nowMs >= atMs && nowMs - atMs < this.forMs;
  }
}
