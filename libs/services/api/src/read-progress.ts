import {
  type BucketCounter,
  type Clock,
  type ExecutionStore,
  isFinal,
  type JudgedRule,
  type Progress,
  type ProgressStore,
  progressOf,
  type Rollout,
  type RolloutProgress,
  rulesIn,
} from '#libs/domain';

export interface ReadProgress extends Progress {
  readonly rules: readonly JudgedRule[];
  /** What is kept of it, where it was looked at by who carries it out. */
  readonly kept?: Pick<RolloutProgress, 'curve' | 'enrolling'>;
}

/**
 * How far a rollout is: one small document while it runs. Who carries rollouts out judges none that does not run: what its halt
 * rules say of that is made of the counters.
 */
export class ReadRolloutProgress {
  readonly #kept: ProgressStore;
  readonly #executions: ExecutionStore;
  readonly #clock: Clock;

  constructor(kept: ProgressStore, executions: ExecutionStore, clock: Clock) {
    this.#kept = kept;
    this.#executions = executions;
    this.#clock = clock;
  }

  async execute(rollout: Rollout): Promise<ReadProgress> {
    const kept = await this.#kept.get(rollout.id);
    if (kept !== undefined && (kept.rules.length > 0 || isFinal(rollout.status.phase))) return { ...kept, kept };
    const counters = await this.#executions.counters(rollout.id);
    const progress = { ...progressOf(counters, this.#clock.now()), rules: rulesOf(rollout, counters) };
    return { ...progress, ...(kept && { kept }) };
  }
}

function rulesOf(rollout: Rollout, counters: readonly BucketCounter[]): readonly JudgedRule[] {
  return [...Map.groupBy(counters, ({ wave }) => wave)].flatMap(([number, own]) => {
    return rulesIn(rollout, rollout.waves.find((one) => one.number === number) ?? { number }, own);
  });
}
