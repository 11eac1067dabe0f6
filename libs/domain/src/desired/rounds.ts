import type { SyncState } from './sync.ts';

/** More plans than this in one session and the device is left alone: learn, change, look again, and some left for refusals. */
export const MAX_PLANS_PER_SESSION = 12;

/** Whether one more plan in a session were too many. */
export function plansSpent({ rounds }: SyncState, sessionId: string): boolean {
  return rounds.sessionId === sessionId && rounds.plans >= MAX_PLANS_PER_SESSION;
}

/** One more plan in a session, by the id of its command: none is counted twice. */
export function withPlan(sync: SyncState, sessionId: string, last: string): SyncState {
  const { rounds } = sync;
  if (rounds.last === last) return sync;
  const plans = rounds.sessionId === sessionId ? rounds.plans + 1 : 1;
  return { ...sync, rounds: { sessionId, plans, last } };
}
