import type { Timestamp } from '../device/device.ts';
import { timestamp } from '../ports/clock.ts';
import type { BucketCounter } from './permits.ts';
import { burned } from './permits.ts';
import { enrolled, sumTallies, type Tally } from './tally.ts';

/** How far a rollout is. Made of counters, never of its devices. */
export interface Progress {
  readonly at: Timestamp;
  readonly total: Tally;
  readonly waves: readonly WaveProgress[];
  /** Devices in a final state. */
  readonly finished: number;
  readonly enrolled: number;
  readonly burned: number;
  readonly cap: number;
}

export interface WaveProgress {
  readonly wave: number;
  readonly tally: Tally;
}

export function progressOf(counters: readonly BucketCounter[], nowMs: number): Progress {
  const byWave = Map.groupBy(counters, ({ wave }) => wave);
  const waves = [...byWave]
    .map(([wave, own]) => ({ wave, tally: sumTallies(own.map(({ tally }) => tally)) }))
    .toSorted((a, b) => a.wave - b.wave);
  const total = sumTallies(waves.map(({ tally }) => tally));
  return {
    at: timestamp(nowMs),
    total,
    waves,
    finished: finishedOf(total),
    enrolled: enrolled(total),
    burned: counters.reduce((sum, { tally, tolerance }) => sum + burned(tally, tolerance), 0),
    cap: counters.reduce((sum, { cap }) => sum + cap, 0),
  };
}

function finishedOf({ states }: Tally): number {
  const { succeeded = 0, failed = 0, timedOut = 0, skipped = 0, cancelled = 0, superseded = 0 } = states;
  return succeeded + failed + timedOut + skipped + cancelled + superseded;
}

/** When `devices` in all will be finished at the pace between two looks; undefined while there is no pace. */
export function expectedEnd(earlier: Progress, later: Progress, devices: number): Timestamp | undefined {
  const left = devices - later.finished;
  if (left <= 0) return later.at;
  const elapsedMs = Date.parse(later.at) - Date.parse(earlier.at);
  const done = later.finished - earlier.finished;
  if (elapsedMs <= 0 || done <= 0) return undefined;
  return timestamp(Date.parse(later.at) + Math.round((left * elapsedMs) / done));
}

/**
 * Milliseconds a wave takes at least, before anything is known of it: permits, the time of one device, and the share of a day
 * in which windows are open.
 */
export function expectedDurationMs(plan: {
  readonly devices: number;
  readonly cap: number;
  readonly perDeviceMs: number;
  readonly openShare: number;
}): number {
  const rounds = Math.ceil(plan.devices / Math.max(1, plan.cap));
  return plan.openShare <= 0 ? Number.POSITIVE_INFINITY : Math.round((rounds * plan.perDeviceMs) / plan.openShare);
}
