import { timestamp } from '../ports/clock.ts';
import { holdMs } from './hold.ts';
import { MAX_PLANS_PER_SESSION } from './rounds.ts';
import type { BackOff, BackOffReason } from './sync.ts';
import { MAX_TROUBLES } from './troubles.ts';

/** Why a device is to be left alone for a while. */
export interface Failure {
  readonly reason: BackOffReason;
  /** One sentence. */
  readonly why: string;
}

export const TOO_MANY_PLANS: Failure = {
  reason: 'TooManyPlans',
  why: `${MAX_PLANS_PER_SESSION} plans in one session did not make the device as declared.`,
};

export const TOO_MANY_TROUBLES: Failure = {
  reason: 'TooManyTroubles',
  why: `The CPE refuses, or does not keep, ${MAX_TROUBLES} and more of what is declared.`,
};

/** One more failure: longer each time in a row. `seed` spreads what is tried again. */
export function backedOff(known: BackOff | undefined, { reason, why }: Failure, nowMs: number, seed: string): BackOff {
  const failures = (known?.failures ?? 0) + 1;
  return { reason, failures, until: timestamp(nowMs + holdMs('plan', failures, seed)), why };
}

export function isOff(backOff: BackOff | undefined, nowMs: number): backOff is BackOff {
  return backOff !== undefined && Date.parse(backOff.until) > nowMs;
}
