import { type BucketCounter, type Clock, isSameTally, type PermitBuckets, type RolloutId } from '#libs/domain';
import type { Logger } from '#libs/platform';
import type { RolloutMetrics } from './rollout-metrics.ts';

const BUCKETS_AT_ONCE = 16;

interface Round {
  readonly left: readonly BucketCounter[];
  readonly dueMs: number;
}

/** Counts executions anew every now and then. What differs from the counters is a fault of ours: it is put right, and told. */
export class RecountBuckets {
  private readonly rounds = new Map<RolloutId, Round>();

  constructor(
    private readonly buckets: PermitBuckets,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly metrics: RolloutMetrics,
    private readonly everyMs: number,
  ) {}

  /** Goes on with the round of a rollout, or begins one when it is time. True: there is more to do now. */
  async run(rollout: RolloutId, counters: readonly BucketCounter[]): Promise<boolean> {
    const nowMs = this.clock.now();
    // The first round comes an interval after the start: a rolling restart must not bring one each time.
    const round = this.rounds.get(rollout) ?? { left: [], dueMs: nowMs + this.everyMs };
    const isWaiting = nowMs < round.dueMs && round.dueMs - nowMs <= this.everyMs;
    const left = round.left.length === 0 && !isWaiting ? counters : round.left;
    for (const counter of left.slice(0, BUCKETS_AT_ONCE)) await this.recount(counter);
    const rest = left.slice(BUCKETS_AT_ONCE);
    const isBegun = left !== round.left;
    this.rounds.set(rollout, { left: rest, dueMs: isBegun ? nowMs + this.everyMs : round.dueMs });
    return rest.length > 0;
  }

  forget(rollout: RolloutId): void {
    this.rounds.delete(rollout);
  }

  private async recount({ rollout, wave, bucket }: BucketCounter): Promise<void> {
    const { counted, found } = await this.buckets.recount({ rollout, wave, bucket });
    if (isSameTally(counted, found)) return;
    this.metrics.drifted++;
    this.logger.error({ rollout, wave, bucket, counted, found }, 'a counter of permits was wrong and was put right');
  }
}
