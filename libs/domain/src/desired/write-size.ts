import type { CpeFault } from '#libs/cwmp';
import type { PlanProgress } from './plan-progress.ts';

/** How many values of a step one request was refused with, and how many were taken. */
export interface WriteSize {
  /** The fewest that were too many. */
  readonly refused: number;
  /** The most below it that passed; 0: none yet. */
  readonly passed: number;
}

/** Resources exceeded and internal error (TR-069 A.5.1): that is how CPEs say that a request is too large for them. */
const TOO_MUCH: ReadonlySet<number> = new Set([9002, 9004]);

export function withTooMany(progress: PlanProgress, values: number, { faultCode }: CpeFault): PlanProgress {
  if (!TOO_MUCH.has(faultCode)) return progress;
  const { writeSize: known, ...rest } = progress;
  // One alone can't be too many: it was the value, and not the size.
  if (values <= 1) return rest;
  const refused = Math.min(known?.refused ?? values, values);
  const passed = known && known.passed < refused ? known.passed : 0;
  return { ...rest, writeSize: { refused, passed } };
}

export function withPassed(progress: PlanProgress, values: number): PlanProgress {
  const { writeSize } = progress;
  if (writeSize === undefined || values >= writeSize.refused) return progress;
  return { ...progress, writeSize: { ...writeSize, passed: Math.max(writeSize.passed, values) } };
}

/** Once all of a step passed in smaller requests, that is how many the devices of the model take. */
export function learntSize(
  { writeSize }: PlanProgress,
  left: NonNullable<PlanProgress['batches']>,
): readonly { readonly what: 'model'; readonly knowledge: { readonly writeBatch: number } }[] {
  if (left.length > 0 || !writeSize?.passed) return [];
  return [{ what: 'model', knowledge: { writeBatch: writeSize.passed } }];
}
