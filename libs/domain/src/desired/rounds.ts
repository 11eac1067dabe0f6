import type { SyncState } from './sync.ts';

/** More plans than this in one session and the device is left alone: learn, change, look again, and some left for refusals. */
export const MAX_PLANS_PER_SESSION = 12;

/** Whether one more plan in a session were too many. */
export function plansSpent({ rounds }: SyncState, sessionId: string): boolean {
  return rounds.sessionId === sessionId && rounds.plans >= MAX_PLANS_PER_SESSION;
}

/** One more plan in a session. */
export function withPlan(sync: SyncState, sessionId: string): SyncState {
  const plans = sync.rounds.sessionId === sessionId ? sync.rounds.plans + 1 : 1;
  return { ...sync, rounds: { sessionId, plans } };
}
