import type { Timestamp } from '../device/device.ts';

/**
 * running: devices are admitted. paused: none is, those under way go on. halted: as paused, and what was not fetched yet can't
 * be fetched any more; it takes a name and a reason to go on. The last three are final.
 */
export const ROLLOUT_PHASES = [
  'draft',
  'awaitingApproval',
  'ready',
  'running',
  'paused',
  'halted',
  'completed',
  'cancelled',
  'expired',
] as const;
export type RolloutPhase = (typeof ROLLOUT_PHASES)[number];

export interface RolloutStatus {
  readonly phase: RolloutPhase;
  readonly since: Timestamp;
  /** Who or what did it: the name of a person, or of a rule. */
  readonly by: string;
  readonly reason?: string;
  /** Of the document that was approved. */
  readonly approved?: { readonly generation: number; readonly by: string; readonly at: Timestamp };
}

/** What may be done to a rollout. */
export type RolloutAction =
  | { readonly type: 'submit'; readonly by: string }
  | { readonly type: 'approve'; readonly by: string }
  | { readonly type: 'reject'; readonly by: string; readonly reason: string }
  /** The document is another one now. */
  | { readonly type: 'edit'; readonly by: string }
  | { readonly type: 'start'; readonly by: string }
  | { readonly type: 'pause'; readonly by: string; readonly reason: string }
  | { readonly type: 'halt'; readonly by: string; readonly reason: string }
  | { readonly type: 'resume'; readonly by: string; readonly reason?: string }
  | { readonly type: 'cancel'; readonly by: string; readonly reason: string }
  /** Nothing is left to do. */
  | { readonly type: 'complete' }
  /** Its deadline is over. */
  | { readonly type: 'expire' };

export interface RolloutFacts {
  readonly author: string;
  readonly generation: number;
  readonly needsApproval: boolean;
  readonly now: Timestamp;
}

export type RolloutMove =
  | { readonly ok: true; readonly status: RolloutStatus }
  | {
      readonly ok: false;
      readonly reason: 'wrong_phase' | 'own_approval' | 'not_approved' | 'no_reason';
      readonly detail: string;
    };

type Table = Readonly<Record<RolloutAction['type'], Readonly<Partial<Record<RolloutPhase, RolloutPhase>>>>>;

/** Where each action leads from each phase; what is absent is refused. */
export const ROLLOUT_MOVES: Table = {
  submit: { draft: 'awaitingApproval' },
  // Also of a document that was changed meanwhile.
  approve: { awaitingApproval: 'ready', paused: 'paused', halted: 'halted' },
  reject: { awaitingApproval: 'draft', ready: 'draft' },
  // A rollout that runs under another document than the approved one must not go on before that is approved.
  edit: { draft: 'draft', awaitingApproval: 'draft', ready: 'draft', paused: 'paused', halted: 'halted' },
  start: { ready: 'running' },
  pause: { running: 'paused' },
  halt: { running: 'halted', paused: 'halted' },
  resume: { paused: 'running', halted: 'running' },
  cancel: {
    draft: 'cancelled',
    awaitingApproval: 'cancelled',
    ready: 'cancelled',
    running: 'cancelled',
    paused: 'cancelled',
    halted: 'cancelled',
  },
  complete: { running: 'completed', paused: 'completed' },
  expire: {
    awaitingApproval: 'expired',
    ready: 'expired',
    running: 'expired',
    paused: 'expired',
    halted: 'expired',
  },
};

/** The status after an action, or why it is refused. */
export function moveRollout(status: RolloutStatus, action: RolloutAction, facts: RolloutFacts): RolloutMove {
  const to = ROLLOUT_MOVES[action.type][status.phase];
  if (to === undefined) return refused('wrong_phase', `A rollout that is ${status.phase} can't ${action.type}.`);
  const by = 'by' in action ? action.by : action.type;
  const reason = 'reason' in action ? action.reason : undefined;
  const refusal = refusalOf(status, action, facts);
  if (refusal) return refusal;
  return { ok: true, status: nextStatus(status, action, { to, by, reason }, facts) };
}

function refusalOf(status: RolloutStatus, action: RolloutAction, facts: RolloutFacts): RolloutMove | undefined {
  switch (action.type) {
    case 'approve':
      if (facts.needsApproval && action.by === facts.author) {
        return refused('own_approval', 'Somebody else than its author has to approve a rollout.');
      }
      return undefined;
    case 'start':
      return isApproved(status, facts) ? undefined : refused('not_approved', 'Its document is not approved.');
    case 'resume':
      if (!isApproved(status, facts)) return refused('not_approved', 'Its document was changed and is not approved.');
      if (status.phase !== 'halted' || (isText(action.by) && isText(action.reason))) return undefined;
      return refused('no_reason', 'To resume a halted rollout takes a name and a reason.');
    default:
      return undefined;
  }
}

function isText(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== '';
}

/** Whether the present document may be carried out. */
export function isApproved(
  { approved }: RolloutStatus,
  { needsApproval, generation }: Omit<RolloutFacts, 'author' | 'now'>,
) {
  return !needsApproval || approved?.generation === generation;
}

interface Move {
  readonly to: RolloutPhase;
  readonly by: string;
  readonly reason: string | undefined;
}

function nextStatus(
  status: RolloutStatus,
  action: RolloutAction,
  { to, by, reason }: Move,
  facts: RolloutFacts,
): RolloutStatus {
  const { now, generation, needsApproval } = facts;
  const phase = action.type === 'submit' && !needsApproval ? 'ready' : to;
  const { approved } = status;
  const kept =
    action.type === 'approve' ? { generation, by, at: now } : action.type === 'reject' ? undefined : approved;
  return {
    phase,
    since: phase === status.phase ? status.since : now,
    by,
    ...(reason !== undefined && { reason }),
    ...(kept && { approved: kept }),
  };
}

export function isFinal(phase: RolloutPhase): boolean {
  return phase === 'completed' || phase === 'cancelled' || phase === 'expired';
}

function refused(reason: Extract<RolloutMove, { ok: false }>['reason'], detail: string): RolloutMove {
  return { ok: false, reason, detail };
}
