import { type BucketCounter, burned } from './permits.ts';
import type { Pardon, Wave } from './rollout.ts';
import { NO_TALLY, subtractTally, sumTallies } from './tally.ts';

/** What there is to pardon in a wave now; undefined: nothing was counted. */
export function pardonOf(counters: readonly BucketCounter[]): Pardon | undefined {
  if (counters.length === 0) return undefined;
  const byBucket = counters.toSorted((a, b) => a.bucket - b.bucket);
  return {
    tally: sumTallies(counters.map(({ tally }) => tally)),
    runs: longestRuns(counters),
    burned: byBucket.map(({ tally, tolerance }) => burned(tally, tolerance)),
  };
}

/** Permits of the wave that the cap of the document does not tell of. */
export function pardonedPermits({ pardon }: Pick<Wave, 'pardon'>): number {
  return pardon?.burned.reduce((sum, permits) => sum + permits, 0) ?? 0;
}

/** What was counted since the pardon, for `evaluateHalt`. */
export function countedSince(
  { pardon }: Pick<Wave, 'pardon'>,
  counters: readonly BucketCounter[],
): Pick<BucketCounter, 'tally' | 'runs'> {
  const tally = sumTallies(counters.map((counter) => counter.tally));
  const runs = longestRuns(counters);
  if (pardon === undefined) return { tally, runs };
  const since = Object.entries(runs).map(([cell, run]) => {
    const before = pardon.runs[cell] ?? 0;
    // A shorter one began after a success.
    return [cell, run >= before ? run - before : run] as const;
  });
  return {
    tally: subtractTally(tally, pardon.tally),
    runs: Object.fromEntries(since.filter(([, run]) => run > 0)),
  };
}

/** The wave and its counters without the failures that were pardoned, for `judgeWave`. */
export function withoutPardoned(
  wave: Wave,
  counters: readonly BucketCounter[],
): { readonly wave: Wave; readonly counters: readonly BucketCounter[] } {
  const [first, ...others] = counters;
  const { failed = 0, timedOut = 0 } = (wave.pardon?.tally ?? NO_TALLY).states;
  if (first === undefined || failed + timedOut === 0) return { wave, counters };
  const { states } = first.tally;
  // Below zero here, perhaps: only the sum over all buckets is looked at.
  const left = { ...states, failed: (states.failed ?? 0) - failed, timedOut: (states.timedOut ?? 0) - timedOut };
  return {
    wave: { ...wave, size: wave.size - failed - timedOut },
    counters: [{ ...first, tally: { ...first.tally, states: left } }, ...others],
  };
}

function longestRuns(counters: readonly Pick<BucketCounter, 'runs'>[]): Readonly<Record<string, number>> {
  const longest: Record<string, number> = {};
  for (const { runs } of counters) {
    for (const [cell, run] of Object.entries(runs)) longest[cell] = Math.max(run, longest[cell] ?? 0);
  }
  return longest;
}
