import type { Timestamp } from '../device/device.ts';
import type { DeviceId } from '../device/device-id.ts';
import type { JudgedRule } from './judge-rollout.ts';
import type { Progress } from './progress.ts';
import type { Rollout, WaveState } from './rollout.ts';
import type { RolloutId } from './rollout-id.ts';
import type { RolloutPhase } from './rollout-phase.ts';

/** What is known of a rollout without a look at its devices. */
export interface RolloutProgress extends Progress {
  readonly rollout: RolloutId;
  /** The halt rules at the last look, with their values: also why it did not halt. */
  readonly rules: readonly JudgedRule[];
  readonly curve: ProgressCurve;
  readonly enrolling?: EnrollingProgress;
  /** Up to which revision its changes were published (`untoldRolloutEvents`). */
  readonly told?: { readonly revision: number };
}

/** How far the devices of a rollout are in their waves. */
export interface EnrollingProgress {
  /** Of the devices: all before it are through. Absent at the beginning. */
  readonly cursor?: string;
  readonly looked: number;
  /** Devices that another rollout holds: they were not taken. */
  readonly held: number;
  /** The first of them. */
  readonly heldBy: readonly { readonly deviceId: DeviceId; readonly rollout: RolloutId }[];
}

export const HELD_EXAMPLES = 20;

export const NOT_ENROLLED: EnrollingProgress = { looked: 0, held: 0, heldBy: [] };

/** How it went over time. */
export interface ProgressCurve {
  /** Between two points at least; it doubles when there are too many. */
  readonly everyMs: number;
  readonly points: readonly CurvePoint[];
}

export interface CurvePoint {
  readonly at: Timestamp;
  readonly succeeded: number;
  /** Also those of which nothing was heard in time. */
  readonly failed: number;
  readonly inFlight: number;
}

const MAX_POINTS = 240;
export const NO_CURVE: ProgressCurve = { everyMs: 10_000, points: [] };

/** The curve up to now, where there is something new to show. The last point is always the present. */
export function extendCurve(curve: ProgressCurve, { at, total }: Pick<Progress, 'at' | 'total'>): ProgressCurve {
  const { succeeded = 0, failed = 0, timedOut = 0 } = total.states;
  const point = { at, succeeded, failed: failed + timedOut, inFlight: total.inFlight };
  const [before, last] = curve.points.length === 1 ? [undefined, curve.points[0]] : curve.points.slice(-2);
  if (last && COUNTS.every((name) => last[name] === point[name])) return curve;
  const isClose = before && last && Date.parse(last.at) - Date.parse(before.at) < curve.everyMs;
  const points = [...(isClose ? curve.points.slice(0, -1) : curve.points), point];
  if (points.length <= MAX_POINTS) return { ...curve, points };
  // The first one stays, and the last.
  return { everyMs: 2 * curve.everyMs, points: points.filter((_, index) => index % 2 === 0) };
}

const COUNTS = ['succeeded', 'failed', 'inFlight'] as const;

/** Where a rollout stands, in a few words. */
export interface RolloutStanding {
  readonly phase: RolloutPhase;
  readonly since: Timestamp;
  readonly by: string;
  readonly reason?: string;
  /** The wave that is under way or comes next; the last one when all are over. */
  readonly wave?: number;
  readonly waveState?: WaveState;
  readonly closedCells: readonly string[];
}

export function standingOf({ status, waves, closedCells }: Rollout): RolloutStanding {
  const { phase, since, by, reason } = status;
  const wave = waves.find(({ state }) => state !== 'passed') ?? waves.at(-1);
  return {
    phase,
    since,
    by,
    ...(reason !== undefined && { reason }),
    ...(wave && { wave: wave.number, waveState: wave.state }),
    closedCells,
  };
}
