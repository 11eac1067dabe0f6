import {
  type Clock,
  type EnrollingProgress,
  type ExecutionStore,
  enrolmentDone,
  movedRollout,
  NOT_ENROLLED,
  planWaves,
  type Rollout,
  type RolloutId,
  stoppedRollout,
} from '#libs/domain';
import type { CountFleet } from './count-fleet.ts';
import type { EnrolDevices } from './enrol-devices.ts';

export interface EnrolStep {
  /** To be saved; the same object when there is nothing to save. */
  readonly rollout: Rollout;
  readonly enrolling: EnrollingProgress | undefined;
  /** There is more to do now. */
  readonly isMore: boolean;
}

interface Joining {
  readonly enrolling: EnrollingProgress;
  readonly dueMs: number;
}

/**
 * Devices are counted, the waves cut, and every device put into its wave; after that, those that fit since join where the
 * target grows. Some pages at a time, so that other rollouts do not have to wait.
 */
export class EnrolRollout {
  /** Rounds after the first are begun anew after a crash. */
  private readonly joining = new Map<RolloutId, Joining>();

  constructor(
    private readonly count: CountFleet,
    private readonly enrol: EnrolDevices,
    private readonly executions: ExecutionStore,
    private readonly clock: Clock,
    private readonly joinEveryMs: number,
  ) {}

  async run(rollout: Rollout, enrolling: EnrollingProgress | undefined): Promise<EnrolStep> {
    if (rollout.enrolment === undefined) return this.plan(rollout);
    if (rollout.enrolment.completedAt !== undefined) return this.join(rollout, enrolling);
    const round = await this.enrol.run(rollout, enrolling ?? NOT_ENROLLED);
    if (!round.isDone) return { rollout, enrolling: round.enrolling, isMore: true };
    const counters = await this.executions.counters(rollout.id);
    const done = enrolmentDone(rollout, counters, this.clock.now());
    return { rollout: done, enrolling: round.enrolling, isMore: true };
  }

  forget(id: RolloutId): void {
    this.count.forget(id);
    this.joining.delete(id);
  }

  private async plan(rollout: Rollout): Promise<EnrolStep> {
    const ranks = await this.count.run(rollout);
    if (ranks === undefined) return { rollout, enrolling: undefined, isMore: true };
    const nowMs = this.clock.now();
    const { max } = rollout.document.target;
    if (max === undefined || ranks.count <= max) {
      return { rollout: planWaves(rollout, ranks, nowMs), enrolling: undefined, isMore: true };
    }
    const reason = `Its filter fits ${ranks.count} devices, and it is for at most ${max}.`;
    const halted = movedRollout(rollout, { type: 'halt', by: 'max', reason }, nowMs);
    return { rollout: stoppedRollout(halted, 'max', nowMs), enrolling: undefined, isMore: false };
  }

  private async join(rollout: Rollout, enrolling: EnrollingProgress | undefined): Promise<EnrolStep> {
    const nowMs = this.clock.now();
    const known = this.joining.get(rollout.id) ?? { enrolling: NOT_ENROLLED, dueMs: nowMs + this.joinEveryMs };
    const isWaiting = nowMs < known.dueMs && known.dueMs - nowMs <= this.joinEveryMs;
    if (isWaiting) {
      this.joining.set(rollout.id, known);
      return { rollout, enrolling, isMore: false };
    }
    const round = await this.enrol.run(rollout, known.enrolling);
    const next = round.isDone
      ? { enrolling: NOT_ENROLLED, dueMs: nowMs + this.joinEveryMs }
      : { enrolling: round.enrolling, dueMs: nowMs };
    this.joining.set(rollout.id, next);
    return { rollout, enrolling, isMore: !round.isDone };
  }
}
