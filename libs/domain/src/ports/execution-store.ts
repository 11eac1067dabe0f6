import type { Timestamp } from '../device/device.ts';
import type { DeviceId } from '../device/device-id.ts';
import type { Execution, ExecutionState } from '../rollout/execution.ts';
import type { GroupPermits } from '../rollout/group-permits.ts';
import type { BucketCounter } from '../rollout/permits.ts';
import type { RolloutId } from '../rollout/rollout-id.ts';

export type BucketPermits = Pick<BucketCounter, 'rollout' | 'wave' | 'bucket' | 'cap' | 'tolerance'>;

export interface Enrolment {
  readonly added: number;
  /** Devices that another rollout holds (`holdsDevice`), and which one: they were not added. */
  readonly held: readonly { readonly deviceId: DeviceId; readonly rollout: RolloutId }[];
}

export type ExecutionChange =
  | { readonly status: 'saved'; readonly execution: Execution }
  /** It would take a permit of its bucket, or of the group, that is not there: nothing was saved. */
  | { readonly status: 'noPermit'; readonly group?: string };

export interface ExecutionQuery {
  readonly rollout: RolloutId;
  readonly wave?: number;
  /** Of the wave. */
  readonly bucket?: number;
  readonly states?: readonly ExecutionState[];
  readonly limit: number;
  readonly cursor?: string;
}

export interface ExecutionPage {
  /** By device id. */
  readonly executions: readonly Execution[];
  readonly next?: string;
}

/**
 * The rollouts on each device, and the permits they take. An execution and the counter of its bucket change in one step
 * (`countChange`), and of its groups: `inFlight + burned ≤ cap` holds with any number of writers, and after the death of any of them. A write
 * that resolved is durable; at most one execution holds a device.
 */
export abstract class ExecutionStore {
  /** Sets what a bucket may have; what was counted stays. A smaller cap takes nothing back. Resolves with the counter. */
  abstract setPermits(permits: BucketPermits): Promise<BucketCounter>;
  /** Adds new executions, all at revision 0; those of the rollout that are there stay as they are. */
  abstract enrol(executions: readonly Execution[]): Promise<Enrolment>;
  /**
   * That of the rollout on the device; without a rollout, the one that holds the device, or else the one that held it last:
   * what comes late may be for it.
   */
  abstract find(deviceId: DeviceId, rollout?: RolloutId): Promise<Execution | undefined>;
  /**
   * Saves what was loaded at `execution.revision`, with the change of the counters of its bucket and its groups
   * (`countInGroup`). Rejects with RevisionConflict.
   */
  abstract change(execution: Execution, groups?: GroupPermits): Promise<ExecutionChange>;
  abstract list(query: ExecutionQuery): Promise<ExecutionPage>;
  /** Those whose deadline is at or before `now`, the longest overdue first, at most `limit`. */
  abstract due(now: Timestamp, limit: number): Promise<readonly Execution[]>;
  /** Of all buckets, or of those of a wave. */
  abstract counters(rollout: RolloutId, wave?: number): Promise<readonly BucketCounter[]>;
}
