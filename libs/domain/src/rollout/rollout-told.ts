import type { Timestamp } from '../device/device.ts';
import type { NewEvent } from '../events/events.ts';
import type { WaveState } from './rollout.ts';
import type { RolloutActName } from './rollout-acts.ts';
import type { RolloutPhase } from './rollout-phase.ts';
import type { RolloutProgress } from './rollout-progress.ts';
import { enrolled as enrolledOf } from './tally.ts';

/** What was done to a rollout, or became of it, and where it stood then. */
export interface RolloutChanged {
  /** wave: `wave` is in another state. closeCell: a model and version gets nothing any more. Else what somebody, or a rule, did. */
  readonly what?: RolloutActName | 'wave' | 'closeCell';
  /** One sentence, where `what` does not say all. */
  readonly detail?: string;
  readonly name: string;
  /** Of the rollout: the higher one is the later one. */
  readonly revision: number;
  readonly phase: RolloutPhase;
  readonly since: Timestamp;
  /** The name of a person, or of a rule. */
  readonly by: string;
  readonly reason?: string;
  /** The wave that changed; else the one that is under way or comes next, the last one when all are over. */
  readonly wave?: number;
  readonly waveState?: WaveState;
  /** Models and versions that get nothing any more. */
  readonly closedCells: readonly string[];
}

/** How far a rollout is: the counts of its devices. */
export interface RolloutProgressed {
  readonly enrolled: number;
  /** In a final state. */
  readonly finished: number;
  readonly succeeded: number;
  /** Also those of which nothing was heard in time. */
  readonly failed: number;
  readonly skipped: number;
  readonly inFlight: number;
  /** Permits that failures took, of those there are. */
  readonly burned: number;
  readonly cap: number;
  readonly waves: readonly WaveProgressed[];
}

export interface WaveProgressed {
  readonly wave: number;
  readonly enrolled: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly inFlight: number;
}

export function rolloutProgressed(progress: RolloutProgress): NewEvent<'rollout.progressed'> {
  const { rollout, at, total, enrolled, finished, burned, cap, waves } = progress;
  const { skipped = 0 } = total.states;
  return {
    id: `rollout:${rollout}:progress:${at}`,
    type: 'rollout.progressed',
    rollout,
    time: at,
    data: {
      enrolled,
      finished,
      ...countsOf(total),
      skipped,
      burned,
      cap,
      waves: waves.map(({ wave, tally }) => ({ wave, enrolled: enrolledOf(tally), ...countsOf(tally) })),
    },
  };
}

function countsOf({ states, inFlight }: RolloutProgress['total']) {
  const { succeeded = 0, failed = 0, timedOut = 0 } = states;
  return { succeeded, failed: failed + timedOut, inFlight };
}
