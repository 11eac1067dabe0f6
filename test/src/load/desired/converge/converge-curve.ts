import type { StormCall } from '../../boot-storm/storm-fleet.ts';

/** What the ACS said at a moment, in milliseconds since the first CPE called in. */
export interface Sample {
  readonly atMs: number;
  /** Devices that are as declared. */
  readonly inSync: number;
  /** Events that provisioning is not done with. */
  readonly lag: number;
}

/** One second of a fleet that converges. */
export interface ConvergeSecond {
  /** At its end, as the ACS said last; absent before it said anything. */
  readonly inSync?: number;
  readonly waiting?: number;
  readonly lag?: number;
  /** Sessions that came to their end, and Informs that were answered with 503. */
  readonly sessions: number;
  readonly refused: number;
}

/** What it looked like, second by second. */
export function convergeCurve(
  cpes: number,
  calls: readonly StormCall[],
  samples: readonly Sample[],
): readonly ConvergeSecond[] {
  const ended = Map.groupBy(calls, ({ endedMs }) => Math.floor(endedMs / 1_000));
  const last = Math.max(0, ...ended.keys(), ...samples.map(({ atMs }) => Math.floor(atMs / 1_000)));
  return Array.from({ length: last + 1 }, (_, second) => {
    const here = Map.groupBy(ended.get(second) ?? [], ({ outcome }) => outcome);
    const sample = samples.findLast(({ atMs }) => atMs < (second + 1) * 1_000);
    return {
      ...(sample === undefined ? {} : { inSync: sample.inSync, waiting: cpes - sample.inSync, lag: sample.lag }),
      sessions: here.get('served')?.length ?? 0,
      refused: here.get('refused')?.length ?? 0,
    };
  });
}

/** When so many devices were as declared for the first time; undefined when they never were. */
export function reachedMs(samples: readonly Sample[], devices: number): number | undefined {
  return samples.find(({ inSync }) => inSync >= devices)?.atMs;
}
