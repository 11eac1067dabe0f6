import { type ValueShape, valueProblem } from '../desired/value-check.ts';
import type { Scalar } from './profile.ts';
import { type ProfileProblem, problemAt } from './profile-problem.ts';

/** A value with references is known only when the device is. */
export function literalProblem(
  value: Scalar | undefined,
  shape: ValueShape,
  pointer: string,
): readonly ProfileProblem[] {
  if (value === undefined || String(value).includes('${')) return [];
  const wrong = valueProblem(String(value), shape);
  return wrong === undefined ? [] : [problemAt(pointer, 'bad_value', `The value ${wrong}.`)];
}
