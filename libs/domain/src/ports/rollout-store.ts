import type { Rollout } from '../rollout/rollout.ts';
import type { RolloutId } from '../rollout/rollout-id.ts';
import type { RolloutPhase } from '../rollout/rollout-phase.ts';

export interface RolloutQuery {
  readonly phases?: readonly RolloutPhase[];
  readonly limit: number;
  readonly cursor?: string;
}

export interface RolloutPage {
  /** Newest first. */
  readonly rollouts: readonly Rollout[];
  readonly next?: string;
}

/** The rollouts as a whole; how they get on with each device is `ExecutionStore`'s. A write that resolved is durable. */
export abstract class RolloutStore {
  /** Stores a new rollout; if one has the same id or name, nothing is stored and that one is returned. */
  abstract add(rollout: Rollout): Promise<{ readonly rollout: Rollout; readonly added: boolean }>;
  abstract get(id: RolloutId): Promise<Rollout | undefined>;
  /** Saves what was loaded at `rollout.revision`; returns it with the next one. Rejects with RevisionConflict. */
  abstract save(rollout: Rollout): Promise<Rollout>;
  abstract list(query: RolloutQuery): Promise<RolloutPage>;
}
