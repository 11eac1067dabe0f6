import { type Execution, isFinalState } from './execution.ts';
import { overdue, waitedInVain } from './execution-deadline.ts';
import type { ExecutionContext, ExecutionEvent } from './execution-event.ts';
import { backToWaiting, informed, putBack } from './execution-inform.ts';
import { ends, enters, keyOf, permitBack, type Step, sends, stays, wasSent } from './execution-moves.ts';
import { faulted, transferCompleted } from './execution-transfer.ts';
import { configured, postChecked } from './execution-verify.ts';
import type { ImagePath } from './image-path.ts';
import { refuseSend } from './may-send.ts';
import { noteWait } from './wait-reason.ts';

type EventOf<T extends ExecutionEvent['type']> = Extract<ExecutionEvent, { readonly type: T }>;

/**
 * What an event makes of one rollout on one device. The state is saved first (with its permit, see `countChange`), and only
 * then are the effects carried out: what was sent is known, whatever dies. An event that comes twice changes nothing.
 */
export function stepExecution(execution: Execution, event: ExecutionEvent, context: ExecutionContext): Step {
  switch (event.type) {
    case 'planned':
      return execution.state === 'eligible' ? planned(execution, event.path, context) : stays(execution);
    case 'informed':
      return informed(execution, event, context);
    case 'wakeWanted':
      if (execution.state !== 'scheduled' || refuseSend(execution, context)) return stays(execution);
      return stays(enters(execution, 'notified', context), { do: 'wake' });
    case 'wakeFailed':
      return execution.state === 'notified' ? putBack(execution, context) : stays(execution);
    case 'held':
      return stays(noteWait(execution, event.wait, context.nowMs));
    case 'preChecked':
      return preChecked(execution, event, context);
    case 'downloadAnswered':
      return downloadAnswered(execution, event, context);
    case 'notSent':
      return notSent(execution, event, context);
    // What comes of it, an Inform tells.
    case 'rebootAnswered':
      return stays(execution);
    case 'sessionEnded':
      return sessionEnded(execution, event.sessionId, context);
    case 'transferCompleted':
      return transferCompleted(execution, event, context);
    case 'queueAnswered':
      return queueAnswered(execution, event, context);
    case 'postChecked':
      return postChecked(execution, event, context);
    case 'configured':
      return configured(execution, event.sessionId);
    case 'unhealthy': {
      if (execution.state !== 'soaking') return stays(execution);
      return stays(ends(execution, 'failed', context, { reason: 'unhealthy', detail: event.detail }));
    }
    case 'deadline':
      return overdue(execution, context);
    case 'cancel':
      return cancelled(execution, event.by, context);
    case 'cancelAnswered':
      return cancelAnswered(execution, event, context);
    case 'supersede':
      if (isFinalState(execution.state) || wasSent(execution) || execution.state === 'admitted')
        return stays(execution);
      return stays(ends(execution, 'superseded', context, { reason: 'priority', detail: event.by }));
  }
}

function planned(execution: Execution, path: ImagePath, context: ExecutionContext): Step {
  if (path.kind === 'path') return stays({ ...enters(execution, 'scheduled', context), path: path.steps });
  return stays(ends(execution, 'skipped', context, { reason: path.reason, detail: path.detail }));
}

function preChecked(execution: Execution, event: EventOf<'preChecked'>, context: ExecutionContext): Step {
  const { state, sessionId } = execution;
  if (state !== 'admitted' || sessionId !== event.sessionId) return stays(execution);
  // The window, the rollout or the image may have closed while the parameters were read.
  if (event.failed === undefined && refuseSend(execution, context) === undefined) {
    return sends(execution, sessionId, context);
  }
  const back = backToWaiting(execution, context);
  const { failed } = event;
  if (failed === undefined) return stays(back);
  const told = { ...back, evidence: { ...back.evidence, checkFailed: failed } };
  return stays(noteWait(told, { for: 'preCheck' }, context.nowMs));
}

function downloadAnswered(execution: Execution, event: EventOf<'downloadAnswered'>, context: ExecutionContext): Step {
  const { state } = execution;
  const isAwaited = state === 'sending' && execution.sessionId === event.sessionId;
  if (!isAwaited) return stays(execution);
  const { answer } = event;
  if (answer.kind === 'fault') return faulted(execution, answer.faultCode, context);
  if (answer.status === 1) return stays(enters(execution, 'transferring', context));
  // It was applied in the session; no TransferComplete will come (TR-069 A.3.2.8).
  return stays({ ...enters(execution, 'transferred', context), transferOpen: false });
}

/** It waits as it did before the Download was decided on. */
function notSent(execution: Execution, { sessionId, detail }: EventOf<'notSent'>, context: ExecutionContext): Step {
  if (execution.state !== 'sending' || execution.sessionId !== sessionId) return stays(execution);
  const { attempts, since, evidence } = execution;
  // What was sent before under the same key may have arrived.
  if (attempts.at(-1)?.sentAt !== since) return stays({ ...enters(execution, 'unknownSent', context), detail });
  const earlier = attempts.slice(0, -1);
  const { cancelWanted } = evidence;
  const sentAt = earlier.at(-1)?.sentAt;
  const before = {
    ...execution,
    attempts: earlier,
    transferOpen: false,
    evidence: { ...(sentAt !== undefined && { sentAt }), ...(cancelWanted && { cancelWanted }) },
    detail,
  };
  return stays(backToWaiting(before, context));
}

/** The session is over: what was asked in it is not answered any more. */
function sessionEnded(execution: Execution, sessionId: string, context: ExecutionContext): Step {
  if (execution.sessionId !== sessionId) return stays(execution);
  if (execution.state === 'admitted') return putBack(execution, context);
  return execution.state === 'sending' ? stays(enters(execution, 'unknownSent', context)) : stays(execution);
}

function queueAnswered(execution: Execution, event: EventOf<'queueAnswered'>, context: ExecutionContext): Step {
  const { queue, sessionId } = event;
  if (isFinalState(execution.state)) {
    return queue === 'unknown' || queue.some(({ commandKey }) => commandKey === keyOf(execution))
      ? stays(execution)
      : stays({ ...execution, transferOpen: false });
  }
  const isAsked = execution.state === 'unknownSent' && execution.evidence.queueAskedIn === sessionId;
  if (!isAsked || queue === 'unknown') return stays(execution);
  const own = queue.find(({ commandKey }) => commandKey === keyOf(execution));
  // Its TransferComplete is still to come: what is sent twice is the answer to it.
  if (own) return stays(enters(execution, own.state === 3 ? 'transferred' : 'transferring', context));
  // The Download never arrived: the same one goes out again, now or when it may.
  if (refuseSend(execution, context) === undefined) return sends(execution, sessionId, context);
  return stays(notArrived(execution, context));
}

function notArrived(execution: Execution, context: ExecutionContext): Execution {
  if (execution.evidence.cancelWanted) return ends(execution, 'cancelled', context, { reason: 'cancelled' });
  return enters({ ...execution, transferOpen: false }, 'waitingRetry', context);
}

function cancelled(execution: Execution, by: string, context: ExecutionContext): Step {
  const { state, evidence } = execution;
  if (isFinalState(state)) return stays(execution);
  switch (state) {
    case 'sending':
    case 'unknownSent':
    case 'transferring':
      // The one lever that needs no device: what was not fetched yet is not fetched any more.
      if (evidence.cancelWanted) return stays(execution);
      return stays(
        { ...execution, evidence: { ...evidence, cancelWanted: { by } } },
        { do: 'revoke', commandKey: keyOf(execution) },
      );
    case 'transferred':
    case 'rebooting':
    case 'verifying':
    case 'soaking':
      return stays(execution);
    default:
      if (context.rollout.phase === 'expired') return stays(waitedInVain(execution, context));
      return stays(ends(execution, 'cancelled', context, { reason: 'cancelled', detail: by }));
  }
}

function cancelAnswered(execution: Execution, event: EventOf<'cancelAnswered'>, context: ExecutionContext): Step {
  const { cancelWanted } = execution.evidence;
  if (execution.state !== 'transferring' || cancelWanted?.askedIn !== event.sessionId) return stays(execution);
  if (event.done) {
    return stays(ends(permitBack(execution), 'cancelled', context, { reason: 'cancelled', detail: cancelWanted.by }));
  }
  const evidence = { ...execution.evidence, cancelWanted: { ...cancelWanted, refused: true as const } };
  return stays({ ...execution, evidence });
}
