import {
  type Clock,
  type Execution,
  type ExecutionStore,
  type Rollout,
  type RolloutId,
  type RolloutStore,
  timestamp,
} from '#libs/domain';
import type { StepExecutions } from './step-executions.ts';

const BATCH = 500;

/**
 * Steps executions whose time is over, level-triggered from the stored deadlines. Any number of processes may do it at once: of
 * two that step the same one, the second finds that nothing is left to do.
 */
export class SweepExecutions {
  constructor(
    private readonly executions: ExecutionStore,
    private readonly rollouts: RolloutStore,
    private readonly steps: StepExecutions,
    private readonly clock: Clock,
  ) {}

  /** Resolves with how many were stepped; as many as a batch: there may be more. */
  async run(): Promise<{ readonly stepped: number; readonly isMore: boolean }> {
    const due = await this.executions.due(timestamp(this.clock.now()), BATCH);
    const rollouts = new Map<RolloutId, Rollout | undefined>();
    let stepped = 0;
    for (const execution of due) {
      const rollout = await this.rolloutOf(execution, rollouts);
      if (rollout === undefined) continue;
      const after = await this.steps.step(execution, { type: 'deadline' }, rollout);
      if (after !== execution) stepped++;
    }
    return { stepped, isMore: due.length === BATCH && stepped > 0 };
  }

  private async rolloutOf({ rollout }: Execution, known: Map<RolloutId, Rollout | undefined>) {
    if (!known.has(rollout)) known.set(rollout, await this.rollouts.get(rollout));
    return known.get(rollout);
  }
}
