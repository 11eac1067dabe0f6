import {
  type BucketCounter,
  type Clock,
  type EnrollingProgress,
  type EventBus,
  extendCurve,
  type JudgedRule,
  lastNoted,
  NO_CURVE,
  NO_TALLY,
  type ProgressStore,
  progressOf,
  type Rollout,
  type RolloutProgress,
  rolloutProgressed,
  untoldRolloutEvents,
} from '#libs/domain';

export interface LookFound {
  readonly counters: readonly BucketCounter[];
  readonly rules: readonly JudgedRule[];
  readonly enrolling?: EnrollingProgress | undefined;
}

/**
 * Keeps how far a rollout is for who asks, and tells what is new of it: each change by itself, in their order. What is published
 * is published before it is kept that it was.
 */
export class TellRollout {
  constructor(
    private readonly store: ProgressStore,
    private readonly bus: EventBus,
    private readonly clock: Clock,
  ) {}

  async run(rollout: Rollout, before: RolloutProgress | undefined, found: LookFound): Promise<RolloutProgress> {
    const nowMs = this.clock.now();
    const { counters, rules, enrolling } = found;
    const progress = progressOf(counters, nowMs);
    const told = before?.told?.revision ?? 0;
    const now: RolloutProgress = {
      ...progress,
      rollout: rollout.id,
      rules,
      curve: extendCurve(before?.curve ?? NO_CURVE, progress),
      ...(enrolling && { enrolling }),
      told: { revision: Math.max(told, lastNoted(rollout)) },
    };
    if (before !== undefined && isSame(withoutTime(before), withoutTime(now))) return before;
    const events = [
      ...untoldRolloutEvents(rollout, told),
      ...(isSame(before?.total ?? NO_TALLY, now.total) && (before?.cap ?? 0) === now.cap
        ? []
        : [rolloutProgressed(now)]),
    ];
    if (events.length > 0) await this.bus.publish(events);
    await this.store.put(now);
    return now;
  }
}

function withoutTime({ at: _, ...rest }: RolloutProgress): object {
  return rest;
}

/** As they are kept: members that are undefined make no difference, the order of members does and costs one event. */
function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
