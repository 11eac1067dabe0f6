import { parseRolloutId, type RolloutId } from '#libs/domain';
import { noSuchRollout } from './rollout-problems.ts';

/** The rollout id of a path; what cannot be one is the id of no rollout. */
export function rolloutIdFrom(text: string): RolloutId {
  const id = parseRolloutId(text);
  if (id === undefined) throw noSuchRollout(text);
  return id;
}
