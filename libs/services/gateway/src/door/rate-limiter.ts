import { type Clock, type RateMark, type RatePolicy, takeOne } from '#libs/domain';

/** Senders remembered at most, twice over. */
const MAX_SENDERS = 50_000;

/**
 * A rate for each of many senders, in bounded memory: marks are kept in two generations, and when the newer one is full
 * or as old as a whole burst, the older one is dropped. Whoever is dropped after that time has its full burst anyway; a
 * flood from very many senders makes it sooner, and then the limits of all together hold.
 */
export class RateLimiter {
  private recent = new Map<string, RateMark>();
  private older = new Map<string, RateMark>();
  private recentSinceMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly clock: Clock,
    private readonly policy: RatePolicy | undefined,
    private readonly maxSenders = MAX_SENDERS,
  ) {}

  /** Whether one more of this sender is let through now. Always, when there is no policy. */
  take(sender: string): boolean {
    if (this.policy === undefined) return true;
    const nowMs = this.clock.now();
    this.age(nowMs, this.policy);
    const mark = takeOne(this.recent.get(sender) ?? this.older.get(sender), nowMs, this.policy);
    if (mark === undefined) return false;
    this.recent.set(sender, mark);
    return true;
  }

  /** Senders remembered now. */
  get size(): number {
    return this.recent.size + this.older.size;
  }

  private age(nowMs: number, { burst, intervalMs }: RatePolicy): void {
    if (this.recent.size < this.maxSenders && nowMs - this.recentSinceMs < burst * intervalMs) return;
    this.older = this.recent;
    this.recent = new Map();
    this.recentSinceMs = nowMs;
  }
}

/** The policy of a setting: so many per `perMs`, that many at once too; 0 is no limit. */
export function rateOf(count: number, perMs: number, burst = count): RatePolicy | undefined {
  return count === 0 ? undefined : { burst, intervalMs: perMs / count };
}
