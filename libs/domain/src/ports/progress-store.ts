import type { RolloutId } from '../rollout/rollout-id.ts';
import type { RolloutProgress } from '../rollout/rollout-progress.ts';

/** How far each rollout is, one small document for each. A write that resolved is durable. */
export abstract class ProgressStore {
  abstract get(rollout: RolloutId): Promise<RolloutProgress | undefined>;
  /** In place of what was there: who writes last is right, since it is all counted anew with every look. */
  abstract put(progress: RolloutProgress): Promise<void>;
}
