import { timestamp } from '../ports/clock.ts';
import type { Rollout } from './rollout.ts';
import { withAct } from './rollout-acts.ts';
import {
  isApproved,
  moveRollout,
  ROLLOUT_MOVES,
  type RolloutAction,
  type RolloutFacts,
  type RolloutMove,
} from './rollout-phase.ts';

export type RolloutRefusal =
  | Extract<RolloutMove, { ok: false }>['reason']
  /** What devices were enrolled by can't be changed any more. */
  | 'fixed'
  /** It would not be lower. */
  | 'not_lower'
  /** There is no such gate, or one before it is shut. */
  | 'no_gate';

export type RolloutOutcome =
  | { readonly status: 'changed'; readonly rollout: Rollout }
  /** It is as it should be already. */
  | { readonly status: 'same' }
  | { readonly status: 'refused'; readonly reason: RolloutRefusal; readonly detail: string };

/** The rollout after an action, or why it is refused. A repeat by the same person for the same reason changes nothing. */
export function changeRollout(rollout: Rollout, action: RolloutAction, nowMs: number): RolloutOutcome {
  const move = moveRollout(rollout.status, action, rolloutFacts(rollout, nowMs));
  if (!move.ok) return isRepeat(rollout, action) ? { status: 'same' } : refusedChange(move.reason, move.detail);
  const reason = 'reason' in action ? action.reason : undefined;
  const act = { what: action.type, by: move.status.by, at: timestamp(nowMs), ...(reason !== undefined && { reason }) };
  return { status: 'changed', rollout: withAct({ ...rollout, status: move.status }, act) };
}

/** What `moveRollout` has to know of a rollout. */
export function rolloutFacts({ author, generation, document }: Rollout, nowMs: number): RolloutFacts {
  return { author, generation, needsApproval: document.approval !== false, now: timestamp(nowMs) };
}

/** Whether the last thing that was done to the rollout is this very action. */
function isRepeat({ acts = [], status }: Rollout, action: RolloutAction): boolean {
  const last = acts.at(-1);
  if (last?.what !== action.type || status.since > last.at) return false;
  const reason = 'reason' in action ? action.reason : undefined;
  return 'by' in action && last.by === action.by && last.reason === reason;
}

export function refusedChange(reason: RolloutRefusal, detail: string): Extract<RolloutOutcome, { status: 'refused' }> {
  return { status: 'refused', reason, detail };
}

/** What people may do as the rollout stands; that one may be refused for other reasons all the same. */
export function possibleActions(
  rollout: Pick<Rollout, 'status' | 'generation' | 'document'>,
): readonly RolloutAction['type'][] {
  const { status, generation, document } = rollout;
  const approved = isApproved(status, { generation, needsApproval: document.approval !== false });
  const needless = (name: RolloutAction['type']): boolean => {
    if (name === 'approve') return approved && status.phase !== 'awaitingApproval';
    return name === 'complete' || name === 'expire' || (name === 'resume' && !approved);
  };
  const names = Object.keys(ROLLOUT_MOVES) as readonly RolloutAction['type'][];
  return names.filter((name) => ROLLOUT_MOVES[name][status.phase] !== undefined && !needless(name));
}
