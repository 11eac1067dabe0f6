import { timestamp } from '../ports/clock.ts';
import { holdMs } from './hold.ts';
import { MAX_PLANS_PER_SESSION } from './rounds.ts';
import type { BackOff, BackOffReason } from './sync.ts';
import { MAX_TROUBLES } from './troubles.ts';

/** Why a device is to be left alone for a while. */
export interface Failure {
  readonly reason: BackOffReason;
  /** In sentences. */
  readonly why: string;
  /** Hash of the plan, if it was to change something. */
  readonly plan?: string;
}

/** One plan fails so often before the device is parked: what did not work by then wears out what it is tried on. */
const PARKED_AFTER = 3;

export const TOO_MANY_PLANS: Failure = {
  reason: 'TooManyPlans',
  why: `${MAX_PLANS_PER_SESSION} plans in one session did not make the device as declared.`,
};

export const TOO_MANY_TROUBLES: Failure = {
  reason: 'TooManyTroubles',
  why: `The CPE refuses, or does not keep, ${MAX_TROUBLES} and more of what is declared.`,
};

/** One more failure: longer each time in a row, and for good after the same plan failed too often. `seed` spreads what is tried again. */
export function backedOff(known: BackOff | undefined, failure: Failure, nowMs: number, seed: string): BackOff {
  const { reason, why } = failure;
  const failures = (known?.failures ?? 0) + 1;
  const plan = planAfter(known?.plan, failure.plan);
  const ofPlan = plan === undefined ? {} : { plan };
  if (failure.plan !== undefined && (plan?.failures ?? 0) >= PARKED_AFTER) {
    return { reason: 'Parked', failures, ...ofPlan, why: `The same plan failed ${PARKED_AFTER} times. ${why}` };
  }
  return { reason, failures, until: timestamp(nowMs + holdMs('plan', failures, seed)), ...ofPlan, why };
}

function planAfter(known: BackOff['plan'], hash: string | undefined): BackOff['plan'] {
  if (hash === undefined) return known;
  return { hash, failures: known?.hash === hash ? known.failures + 1 : 1 };
}

export function isOff(backOff: BackOff | undefined, nowMs: number): backOff is BackOff {
  return backOff !== undefined && (backOff.until === undefined || Date.parse(backOff.until) > nowMs);
}

/** When it is tried again, as a sentence. */
export function triedAfter({ until }: BackOff): string {
  if (until !== undefined) return `It is tried again after ${until}.`;
  return 'It is tried again when something else is declared for the device, its software is another, it is reset, or somebody asks for it.';
}
