import { timestamp } from '../ports/clock.ts';
import { holdMs } from './hold.ts';
import type { SyncState } from './sync.ts';

/** More plans than this in one session and the device is left alone: learn, change, look again, and some left for refusals. */
export const MAX_PLANS_PER_SESSION = 12;

/** One more plan in a session; undefined: it were too many. */
export function withPlan(sync: SyncState, sessionId: string): SyncState | undefined {
  const plans = sync.rounds.sessionId === sessionId ? sync.rounds.plans + 1 : 1;
  return plans > MAX_PLANS_PER_SESSION ? undefined : { ...sync, rounds: { sessionId, plans } };
}

/** Left alone, as plan after plan led nowhere. */
export function afterTooManyPlans(sync: SyncState, nowMs: number, seed: string): SyncState {
  const failures = (sync.backOff?.failures ?? 0) + 1;
  const why = `${MAX_PLANS_PER_SESSION} plans in one session did not make the device as declared.`;
  return { ...sync, backOff: { failures, until: timestamp(nowMs + holdMs('plan', failures, seed)), why } };
}
