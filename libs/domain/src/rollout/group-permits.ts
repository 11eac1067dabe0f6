import type { Execution } from './execution.ts';
import { burned } from './permits.ts';

/** Devices of one group in a rollout, in all its waves and buckets: `inFlight + burned ≤ cap` holds for each group, too. */
export interface GroupCounter {
  readonly inFlight: number;
  readonly completed: number;
  readonly failed: number;
  /** How often the rollout had been resumed (`Rollout.pardons`) when it was counted last. */
  readonly pardons: number;
  /** Burned permits that are there anew since then. */
  readonly pardoned: number;
}

/** What the groups of a rollout may have. */
export interface GroupPermits {
  /** By group; the others have no limit. */
  readonly caps: Readonly<Record<string, number>>;
  /** Of `PermitSpec`. Default 0. */
  readonly tolerance?: number;
  /** Of the rollout. Default 0. */
  readonly pardons?: number;
}

export const NO_GROUP_LIMITS: GroupPermits = { caps: {} };
export const NOBODY_IN_GROUP: GroupCounter = { inFlight: 0, completed: 0, failed: 0, pardons: 0, pardoned: 0 };

/** Permits of a group that are under way or burned. */
export function usedByGroup(counter: GroupCounter, tolerance = 0): number {
  return counter.inFlight + Math.max(0, burned(counter, tolerance) - counter.pardoned);
}

/**
 * The counter of a group after one of its executions became another one; undefined when it takes a permit that is not there.
 * What had burned when the rollout was resumed is pardoned here, by whatever comes first: nobody goes through all groups then.
 */
export function countInGroup(
  counter: GroupCounter,
  group: string,
  before: Execution | undefined,
  after: Execution,
  { caps, tolerance = 0, pardons = 0 }: GroupPermits,
): GroupCounter | undefined {
  if (before?.account === after.account) return counter;
  const now = pardons > counter.pardons ? { ...counter, pardons, pardoned: burned(counter, tolerance) } : counter;
  const cap = caps[group] ?? Number.POSITIVE_INFINITY;
  if (after.account === 'inFlight' && usedByGroup(now, tolerance) >= cap) return undefined;
  const moved = (account: 'inFlight' | 'completed' | 'failed'): number => {
    return now[account] + (after.account === account ? 1 : 0) - (before?.account === account ? 1 : 0);
  };
  return { ...now, inFlight: moved('inFlight'), completed: moved('completed'), failed: moved('failed') };
}
