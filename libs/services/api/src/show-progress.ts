import type { DeepReadonly, RolloutProgress } from '#libs/api-contract';
import { type BucketCounter, burned, evaluateHalt, progressOf, type Rollout } from '#libs/domain';

/** How far a rollout is, and what its halt rules say. */
export function showProgress(
  { document }: Pick<Rollout, 'document'>,
  counters: readonly BucketCounter[],
  nowMs: number,
): DeepReadonly<RolloutProgress> {
  const { waves, ...progress } = progressOf(counters, nowMs);
  return {
    ...progress,
    waves: waves.map(({ wave, tally }) => {
      const own = counters.filter((counter) => counter.wave === wave);
      const rules = evaluateHalt(document.halt ?? {}, own).map(({ limit, ...rule }) => {
        return { ...rule, limit: Number.isFinite(limit) ? limit : null };
      });
      const cap = own.reduce((sum, counter) => sum + counter.cap, 0);
      return { wave, tally, cap, burned: own.reduce((sum, one) => sum + burned(one.tally, one.tolerance), 0), rules };
    }),
  };
}
