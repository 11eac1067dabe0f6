import {
  type Clock,
  decideRollout,
  type EventBus,
  EXECUTION_STATES,
  type Execution,
  type ExecutionState,
  type ExecutionStore,
  type ImageCatalog,
  imageChanged,
  isFinal,
  isFinalState,
  lastNoted,
  type PermitBuckets,
  type ProgressStore,
  quarantineImage,
  RevisionConflict,
  type Rollout,
  type RolloutEffect,
  type RolloutId,
  type RolloutProgress,
  type RolloutStore,
  type SettledMarks,
  waitsForDevice,
  withoutTold,
} from '#libs/domain';
import type { Logger } from '#libs/platform';
import type { EnrolRollout } from './enrol-rollout.ts';
import type { RecountBuckets } from './recount-buckets.ts';
import type { RolloutMetrics } from './rollout-metrics.ts';
import type { StepExecutions } from './step-executions.ts';
import type { TellRollout } from './tell-rollout.ts';
import type { WalkExecutions } from './walk-executions.ts';

/** Most sessions are over by then, and what was known of the rollout before. */
const SESSION_MS = 15_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const OPEN_STATES: readonly ExecutionState[] = EXECUTION_STATES.filter((state) => !isFinalState(state));
const WAITING_STATES: readonly ExecutionState[] = ['eligible', 'scheduled', 'notified', 'waitingRetry'];

/** What a look has to do with, beside the rollout. */
export interface LookTools {
  readonly rollouts: RolloutStore;
  readonly executions: ExecutionStore;
  readonly buckets: PermitBuckets;
  readonly images: ImageCatalog;
  readonly progress: ProgressStore;
  readonly marks: SettledMarks;
  readonly bus: EventBus;
  readonly enrol: EnrolRollout;
  readonly steps: StepExecutions;
  readonly walks: WalkExecutions;
  readonly recount: RecountBuckets;
  readonly tell: TellRollout;
  readonly metrics: RolloutMetrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * One look at one rollout: what was counted is read, what is to become of it decided (`decideRollout`) and done. Any number of
 * processes may look at the same one: it is saved by revision, and of what is done twice nothing happens twice.
 */
export class LookAtRollout {
  constructor(private readonly tools: LookTools) {}

  /** True: there is more to do now. */
  async run(rollout: Rollout): Promise<boolean> {
    const { executions, progress, clock, recount, tell, metrics } = this.tools;
    const { id } = rollout;
    const [counters, before] = await Promise.all([executions.counters(id), progress.get(id)]);
    const decision = decideRollout(rollout, counters, clock.now());
    await this.prepare(decision.effects, id);
    const decided = await this.save(rollout, decision.rollout, before);
    if (decided === undefined) return true;
    const done = await this.carryOut(decided, decision.effects, before);
    if (done === undefined) return true;
    const { rules } = decision;
    const kept = await tell.run(done.rollout, before, { counters, rules, enrolling: done.enrolling });
    metrics.saw(id, done.rollout.status.phase, kept);
    const isCounting = isFinal(done.rollout.status.phase) ? this.forget(rollout) : await recount.run(id, counters);
    return done.isMore || isCounting || done.rollout !== rollout;
  }

  /** Whether nothing is to be done about a rollout that is over. */
  async isOver(rollout: Rollout): Promise<boolean> {
    const { id, status } = rollout;
    const progress = await this.tools.progress.get(id);
    const isTold = (progress?.told?.revision ?? 0) >= lastNoted(rollout);
    return isFinal(status.phase) && isTold && progress?.finished === progress?.enrolled;
  }

  private forget({ id }: Rollout): boolean {
    this.tools.recount.forget(id);
    this.tools.enrol.forget(id);
    this.tools.walks.forget(`${id}:wave`);
    return false;
  }

  /** Undefined: somebody else saved it first. */
  private async save(before: Rollout, after: Rollout, progress?: RolloutProgress): Promise<Rollout | undefined> {
    if (after === before) return before;
    try {
      const saved = await this.tools.rollouts.save(withoutTold(after, progress?.told?.revision ?? 0));
      if (saved.status.phase !== before.status.phase) {
        const { phase, by, reason } = saved.status;
        this.tools.logger.info(
          { rollout: saved.id, name: saved.name, phase, by, reason },
          'a rollout is in another phase',
        );
      }
      return saved;
    } catch (error) {
      if (error instanceof RevisionConflict) return undefined;
      throw error;
    }
  }

  /** What must not be forgotten when this process dies after the rollout was saved. */
  private async prepare(effects: readonly RolloutEffect[], rollout: RolloutId): Promise<void> {
    const { executions } = this.tools;
    for (const effect of effects) {
      if (effect.do === 'setPermits') for (const permits of effect.permits) await executions.setPermits(permits);
      if (effect.do === 'quarantine') await this.quarantine(effect, rollout);
    }
  }

  private async quarantine(effect: Extract<RolloutEffect, { do: 'quarantine' }>, rollout: RolloutId): Promise<void> {
    const { images, bus, clock, logger } = this.tools;
    const image = await images.get(effect.image);
    if (image === undefined || image.state === 'quarantined') return;
    const outcome = quarantineImage(image, effect.reason);
    if (outcome.status === 'changed') {
      const event = imageChanged(image, outcome.image, clock.now(), rollout);
      if (event !== undefined) await bus.publish([event]);
      await images.save(outcome.image);
    }
    logger.warn({ image: image.id, version: image.version, reason: effect.reason }, 'an image was quarantined');
  }

  private async carryOut(decided: Rollout, effects: readonly RolloutEffect[], progress: RolloutProgress | undefined) {
    let rollout = decided;
    let enrolling = progress?.enrolling;
    let isMore = false;
    for (const effect of effects) {
      if (effect.do !== 'enrol') {
        isMore = (await this.carryOutOne(rollout, effect)) || isMore;
        continue;
      }
      const step = await this.tools.enrol.run(rollout, enrolling);
      const saved = await this.save(rollout, step.rollout);
      if (saved === undefined) return undefined;
      rollout = saved;
      enrolling = step.enrolling;
      isMore ||= step.isMore;
    }
    return { rollout, enrolling, isMore };
  }

  /** True: there is more of it to do now. */
  private async carryOutOne(rollout: Rollout, effect: RolloutEffect): Promise<boolean> {
    const { walks, marks, steps, buckets, clock } = this.tools;
    const { id } = rollout;
    switch (effect.do) {
      case 'movePermit':
        await buckets.move({ rollout: id, wave: effect.wave, bucket: effect.from }, effect.to);
        return false;
      case 'callIn': {
        const query = { rollout: id, wave: effect.wave, states: WAITING_STATES };
        const clear = ({ deviceId }: Execution) => marks.clear(deviceId);
        // A session that was open when the wave began may have set a mark after that.
        const since = rollout.waves.find(({ number }) => number === effect.wave)?.since ?? '';
        const isAgain = clock.now() - Date.parse(since) >= SESSION_MS;
        return walks.walk(`${id}:wave ${effect.wave}${isAgain ? ' again' : ''}`, query, HOUR_MS, clear);
      }
      case 'leaveCells': {
        const closed = new Set(rollout.closedCells);
        const query = { rollout: id, states: WAITING_STATES };
        const leave = async (execution: Execution) => {
          if (closed.has(execution.cell)) await steps.step(execution, { type: 'cancel', by: 'closedCell' }, rollout);
        };
        return walks.walk(`${id}:wave cells ${closed.size}`, query, HOUR_MS, leave);
      }
      case 'endExecutions': {
        const end = (execution: Execution) => {
          const isOverdue = Date.parse(execution.deadlineAt ?? '') <= clock.now() && waitsForDevice(execution);
          const event = isOverdue ? ({ type: 'deadline' } as const) : ({ type: 'cancel', by: effect.by } as const);
          return steps.step(execution, event, rollout);
        };
        return walks.walk(`${id}:end`, { rollout: id, states: OPEN_STATES }, MINUTE_MS, end);
      }
      case 'enrol':
      case 'setPermits':
      case 'quarantine':
        return false;
    }
  }
}
