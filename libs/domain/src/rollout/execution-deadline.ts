import { type Execution, type ExecutionReason, isFinalState } from './execution.ts';
import type { ExecutionContext } from './execution-event.ts';
import { putBack } from './execution-inform.ts';
import { ends, enters, gotSomething, permitBack, type Step, stays } from './execution-moves.ts';

/** The time of a state is over. One that comes early, twice or for a state that was left says nothing. */
export function overdue(execution: Execution, context: ExecutionContext): Step {
  const { state, deadlineAt } = execution;
  if (isFinalState(state) || deadlineAt === undefined || context.nowMs < Date.parse(deadlineAt))
    return stays(execution);
  switch (state) {
    case 'eligible':
    case 'scheduled':
      return waitsOn(execution, context);
    // What got something before and falls silent is lost, whatever it was to get next.
    case 'waitingRetry':
      return givenUp(execution, context, 'silent');
    case 'notified':
    // Nothing was sent in the session that is gone.
    case 'admitted':
      return putBack(execution, context);
    case 'sending':
      return stays(enters(execution, 'unknownSent', context));
    case 'unknownSent':
      return givenUp(execution, context, 'silent');
    case 'transferring':
      return execution.evidence.silentInforms
        ? givenUp(execution, context, 'rebootNoTransfer')
        : givenUp(execution, context, 'silent');
    case 'transferred':
      return transferredInVain(execution, context);
    case 'rebooting':
      return givenUp(execution, context, 'notApplied');
    case 'verifying':
      return unverified(execution, context);
    case 'soaking':
      return givenUp(execution, context, 'silent');
  }
}

/** It waits as long as the rollout lasts, which may have been given more time since. */
function waitsOn(execution: Execution, context: ExecutionContext): Step {
  const { deadlineAt } = context.rollout.document;
  if (context.nowMs < Date.parse(deadlineAt)) return stays({ ...execution, deadlineAt });
  return stays(waitedInVain(execution, context));
}

/** The rollout is over. What got nothing burns no permit. */
export function waitedInVain(execution: Execution, context: ExecutionContext): Execution {
  const reason = execution.attempts.at(-1)?.faultCode === OUTSIDE_WINDOW ? 'outsideWindow' : 'deadline';
  return ends(gotSomething(execution) ? execution : permitBack(execution), 'timedOut', context, { reason });
}

/** Unable to complete the download within the time windows (TR-069 A.5.1). */
const OUTSIDE_WINDOW = 9020;

/** It may still be fetching: the device is free again only when it shows that it is idle. */
function givenUp(execution: Execution, context: ExecutionContext, reason: ExecutionReason): Step {
  const { evidence, state } = execution;
  const wasSeen = evidence.seenAt !== undefined && state !== 'soaking' && state !== 'waitingRetry';
  const { transferOpen } = execution;
  if (reason === 'rebootNoTransfer') return stays(ends(execution, 'failed', context, { reason, transferOpen: false }));
  const known = reason === 'silent' && wasSeen ? 'deadline' : reason;
  return stays(ends(execution, 'timedOut', context, { reason: known, transferOpen }));
}

/** It reported success, and has not booted since: it is rebooted once, if the rollout does that. */
function transferredInVain(execution: Execution, context: ExecutionContext): Step {
  if (!context.rollout.document.rebootAfterTransfer) return givenUp(execution, context, 'notApplied');
  return stays(enters(execution, 'rebooting', context), { do: 'wake' });
}

function unverified(execution: Execution, context: ExecutionContext): Step {
  const { checkFailed, configLost } = execution.evidence;
  const detail = checkFailed ?? (configLost ? 'What is declared for it could not be put back.' : undefined);
  if (detail === undefined) return givenUp(execution, context, 'deadline');
  return stays(ends(execution, 'failed', context, { reason: 'postCheck', detail }));
}
