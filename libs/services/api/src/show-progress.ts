import type { DeepReadonly, RolloutProgress } from '#libs/api-contract';
import type { JudgedRule } from '#libs/domain';
import type { ReadProgress } from './read-progress.ts';

/** How far a rollout is, as operators see it. */
export function showProgress(progress: ReadProgress): DeepReadonly<RolloutProgress> {
  const { at, enrolled, finished, burned, cap, total, waves, rules, kept } = progress;
  const { curve, enrolling } = kept ?? {};
  return {
    at,
    enrolled,
    finished,
    burned,
    cap,
    total,
    waves: waves.map(({ wave, tally }) => {
      return { wave, tally, rules: rules.filter((rule) => rule.wave === wave).map(showRule) };
    }),
    curve: curve?.points ?? [],
    ...(enrolling && { held: { devices: enrolling.held, examples: enrolling.heldBy } }),
  };
}

function showRule({ rule, action, value, limit, tripped, cell }: JudgedRule) {
  const shown = { rule, action, value, limit: Number.isFinite(limit) ? limit : null, tripped };
  return cell === undefined ? shown : { ...shown, cell };
}
