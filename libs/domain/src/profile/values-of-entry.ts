import type { Scalar, ValueEntry } from './profile.ts';
import { pointerTo } from './profile-problem.ts';

/** Values of an entry with their places. */
export function valuesOfEntry({ value, oneOf }: ValueEntry, pointer: string): readonly (readonly [Scalar, string])[] {
  if (oneOf !== undefined) return oneOf.map((one, index) => [one, pointerTo(`${pointer}/oneOf`, index)]);
  return value === undefined ? [] : [[value, `${pointer}/value`]];
}
