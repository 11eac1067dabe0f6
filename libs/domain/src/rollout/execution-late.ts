import { timestamp } from '../ports/clock.ts';
import type { Execution, ExecutionReason } from './execution.ts';
import type { ExecutionContext, InformFacts } from './execution-event.ts';
import { listsTransfers, type Step, stays } from './execution-moves.ts';
import { showsImage } from './execution-version.ts';

/** What a version that comes late can't mend. */
const LASTING: ReadonlySet<ExecutionReason> = new Set<ExecutionReason>(['unhealthy', 'postCheck', 'reverted']);

/** A device that was given up calls in with the version after all: its checks are run before it counts. */
export function finishedLate(execution: Execution, inform: InformFacts, context: ExecutionContext): Step {
  const after = informedAfterEnd(execution, inform, context);
  if (!isAmendable(execution) || !showsImage(execution, inform, context))
    return asksWhetherIdle(after, inform, context);
  const { sessionId } = inform;
  const evidence = { ...after.evidence, versionAt: timestamp(context.nowMs) };
  return stays({ ...after, sessionId, evidence }, { do: 'postCheck', sessionId });
}

/** The one change of a final state there is: the permit it burned is freed. */
export function finishedLateChecked(execution: Execution, sessionId: string, { nowMs }: ExecutionContext): Step {
  if (!isAmendable(execution) || execution.sessionId !== sessionId) return stays(execution);
  const { sessionId: _, reason: __, detail: ___, ...rest } = execution;
  return stays({
    ...rest,
    state: 'succeeded',
    since: timestamp(nowMs),
    transferOpen: false,
    account: execution.account === 'failed' ? 'completed' : execution.account,
    evidence: { ...execution.evidence, late: true },
  });
}

function isAmendable({ reason, step, path, attempts }: Execution): boolean {
  return attempts.length > 0 && step === path.length && (reason === undefined || !LASTING.has(reason));
}

/** A device that may still be fetching is asked in each session: nobody else may send it anything. */
export function asksWhetherIdle(after: Execution, inform: InformFacts, context: ExecutionContext): Step {
  const { sessionId, transferComplete } = inform;
  if (!after.transferOpen || transferComplete || !listsTransfers(context)) return stays(after);
  return stays(after, { do: 'listTransfers', sessionId });
}

/** Proof that the device is idle: a boot since the Download, or the version of the image. Time alone proves nothing. */
export function informedAfterEnd(execution: Execution, inform: InformFacts, context: ExecutionContext): Execution {
  if (!execution.transferOpen) return execution;
  const isIdle = (inform.booted && !inform.transferComplete) || showsImage(execution, inform, context);
  return isIdle ? { ...execution, transferOpen: false } : execution;
}
