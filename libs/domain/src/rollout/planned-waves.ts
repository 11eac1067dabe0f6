import { timestamp } from '../ports/clock.ts';
import { type BucketCounter, bucketsOf } from './permits.ts';
import type { RankCounter } from './rank-counter.ts';
import type { Rollout, Wave } from './rollout.ts';
import { enrolled, sumTallies } from './tally.ts';
import { waveSizes } from './waves.ts';

/** The rollout with its waves cut to the devices that were counted. None of them is in a wave yet. */
export function planWaves(rollout: Rollout, ranks: Pick<RankCounter, 'count' | 'below'>, nowMs: number): Rollout {
  const { waves: specs, permits } = rollout.document;
  const since = timestamp(nowMs);
  let end = 0;
  const waves = waveSizes(specs, ranks.count).map((size, index): Wave => {
    end += size;
    const isLast = index === specs.length - 1;
    return {
      number: index + 1,
      state: 'pending',
      since,
      size,
      buckets: bucketsOf(size, permits.cap),
      cap: permits.cap,
      ranksBelow: isLast ? 2 ** 32 : ranks.below(end),
    };
  });
  return { ...rollout, waves, enrolment: { counted: ranks.count, plannedAt: since } };
}

/** The rollout when every device is in its wave: from now on a wave is as large as it became. */
export function enrolmentDone(rollout: Rollout, counters: readonly BucketCounter[], nowMs: number): Rollout {
  const { enrolment } = rollout;
  if (enrolment === undefined || enrolment.completedAt !== undefined) return rollout;
  const byWave = Map.groupBy(counters, ({ wave }) => wave);
  const waves = rollout.waves.map((wave) => {
    const own = byWave.get(wave.number) ?? [];
    return { ...wave, size: enrolled(sumTallies(own.map(({ tally }) => tally))) };
  });
  return { ...rollout, waves, enrolment: { ...enrolment, completedAt: timestamp(nowMs) } };
}
