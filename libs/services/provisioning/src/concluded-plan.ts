import type { Command, CommandOutcome, ConcludedPlan, PlanProgress } from '#libs/domain';
import type { Turn } from './turn.ts';

const NOTHING_DONE: ConcludedPlan['report'] = { set: {}, refused: [], deleted: [], status: 0, beacon: false };

/** A plan that is not gone on with, as far as it came. */
export function stoppedPlan(command: Command): ConcludedPlan | undefined {
  if (command.spec.kind !== 'reconcile') return undefined;
  return { id: command.id, plan: command.spec.plan, ...soFar(command), unfinished: true };
}

/** The plan that came to its end since the device was looked at last. */
export function concludedPlan({ finished, learnt, lookedAt }: Turn): ConcludedPlan | undefined {
  const last = finished.slice(lookedAt.finished).findLast(({ command }) => command.spec.kind === 'reconcile');
  if (last?.command.spec.kind !== 'reconcile') return undefined;
  const { command, outcome } = last;
  const told = learnt.findLast((lesson) => lesson.what === 'reconciled');
  const { report, rows, unresolved } =
    told?.what === 'reconciled' ? told : { ...soFar(command), unresolved: undefined };
  const failure = failureIn(outcome);
  return {
    id: command.id,
    plan: last.command.spec.plan,
    report,
    rows,
    ...(unresolved ? { unresolved } : {}),
    ...(failure ? { unfinished: true, failure } : {}),
  };
}

function failureIn(outcome: CommandOutcome): ConcludedPlan['failure'] {
  if (outcome.status !== 'failed') return undefined;
  return { reason: outcome.reason === 'timed_out' ? 'NoAnswer' : 'PlanFailed', why: outcome.detail };
}

function soFar({ progress }: Command): Pick<ConcludedPlan, 'report' | 'rows'> {
  const { report = NOTHING_DONE, rows = {} } = progress as Partial<PlanProgress>;
  return { report, rows };
}
