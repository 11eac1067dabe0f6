import type { RolloutId } from '../rollout/rollout-id.ts';
import type { Tally } from '../rollout/tally.ts';

export interface BucketKey {
  readonly rollout: RolloutId;
  readonly wave: number;
  readonly bucket: number;
}

export interface Recount {
  /** As the counter had it. */
  readonly counted: Tally;
  /** As the executions are; the counter has it now. */
  readonly found: Tally;
}

/** Care for the counters that `ExecutionStore` keeps beside the executions. A write that resolved is durable. */
export abstract class PermitBuckets {
  /**
   * Moves one permit of a wave from a bucket to another one, in one step: no reader ever sees more permits than there were.
   * False when the first has no free one (`freePermits`): nothing was moved.
   */
  abstract move(from: BucketKey, toBucket: number): Promise<boolean>;
  /** Counts the executions of a bucket and puts its tally right, in one step with all that changes them. */
  abstract recount(bucket: BucketKey): Promise<Recount>;
}
