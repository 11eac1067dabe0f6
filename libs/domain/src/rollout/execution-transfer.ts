import { timestamp } from '../ports/clock.ts';
import { hashShare } from './device-hash.ts';
import type { Execution } from './execution.ts';
import type { ExecutionContext, ExecutionEvent } from './execution-event.ts';
import { attemptEnded, ends, enters, keyOf, permitBack, type Step, stays } from './execution-moves.ts';
import { judgeVersion } from './execution-verify.ts';
import { type FaultClass, faultClassOf, retryAfterMs } from './fault-class.ts';
import { KEY_LIMITS, parseTransferKey } from './transfer-key.ts';

type TransferCompleted = Extract<ExecutionEvent, { readonly type: 'transferCompleted' }>;

/**
 * A TransferComplete. CPEs send it until it is answered, over reboots, so it comes at least once and may come days late; the
 * first one for a key counts.
 */
export function transferCompleted(execution: Execution, event: TransferCompleted, context: ExecutionContext): Step {
  const { commandKey = '', faultCode } = event;
  const whose = ownerOf(execution, commandKey, event.position);
  if (whose === 'stranger') return stays(execution, { do: 'tellUnsolicited', commandKey });
  // An earlier attempt ended before this one was begun.
  if (whose === 'earlier' || execution.evidence.transferComplete) return stays(execution);
  const at = timestamp(context.nowMs);
  const told = {
    ...execution,
    position: Math.max(execution.position, event.position),
    evidence: {
      ...execution.evidence,
      seenAt: at,
      transferComplete: { faultCode, at, ...(commandKey === '' && { withoutKey: true as const }) },
    },
  };
  switch (execution.state) {
    case 'sending':
    case 'unknownSent':
    case 'transferring':
    // From the queue of the CPE, or Status 0: this is the first word about how it ended.
    case 'transferred':
      return faultCode === 0 ? fetched(told, event.sessionId, context) : faulted(told, faultCode, context);
    case 'failed':
    case 'timedOut':
    case 'cancelled':
    case 'superseded':
      // It will not fetch any more. That it says so is no success: the version is.
      return stays({ ...told, transferOpen: false });
    default:
      return stays(told);
  }
}

type Owner = 'present' | 'earlier' | 'stranger';

/**
 * Some CPEs leave the key out: it can only be for what was sent, since nothing else may be sent meanwhile; one that is from
 * before the Download, and comes again, is for something else.
 */
function ownerOf(execution: Execution, commandKey: string, position: number): Owner {
  const wasSent = execution.evidence.sentAt !== undefined;
  if (commandKey === '') return wasSent && position > execution.position ? 'present' : 'stranger';
  if (commandKey === keyOf(execution)) return wasSent ? 'present' : 'stranger';
  const intent = parseTransferKey(commandKey);
  if (intent === undefined || intent.rollout !== execution.rollout) return 'stranger';
  return intent.step * KEY_LIMITS.attempt + intent.attempt < execution.step * KEY_LIMITS.attempt + execution.attempt
    ? 'earlier'
    : 'stranger';
}

/** The file is there; whether the device runs it, an Inform tells: it may be the one of this session. */
function fetched(execution: Execution, sessionId: string, context: ExecutionContext): Step {
  const { boot, silentInforms: _, ...evidence } = execution.evidence;
  const transferred = enters({ ...execution, transferOpen: false }, 'transferred', context);
  const state = { ...transferred, evidence: { ...evidence, ...(boot && { boot }) } };
  if (boot?.sessionId !== sessionId) return stays(state);
  const inform = {
    sessionId,
    softwareVersion: boot.version,
    position: execution.position,
    booted: true,
    bootstrapped: evidence.configLost === true,
    transferComplete: true,
  };
  return judgeVersion(state, inform, context);
}

/** A Download was refused, or a transfer ended with a fault. */
export function faulted(execution: Execution, faultCode: number, context: ExecutionContext): Step {
  const faultClass = faultClassOf(faultCode);
  const told: Execution = {
    ...execution,
    transferOpen: false,
    faults: execution.faults.includes(faultCode) ? execution.faults : [...execution.faults, faultCode],
    attempts: attemptEnded(execution, context, 'fault', faultCode),
  };
  const detail = `The CPE answered with fault ${faultCode}.`;
  switch (faultClass) {
    case 'state':
      return stays({ ...execution, faults: told.faults });
    case 'capability':
      return stays(ends(told, 'skipped', context, { reason: 'unsupported', detail }));
    case 'ours':
      // The URL was revoked: that it could not be fetched is what was wanted.
      if (isHalted(context)) return stays(ends(told, 'cancelled', context, { reason: 'halted', detail }));
      return retried(told, faultClass, detail, context);
    default:
      return retried(told, faultClass, detail, context);
  }
}

function isHalted({ rollout }: ExecutionContext): boolean {
  return rollout.phase === 'halted' || rollout.phase === 'cancelled' || rollout.phase === 'expired';
}

function retried(execution: Execution, faultClass: FaultClass, detail: string, context: ExecutionContext): Step {
  const { cancelWanted } = execution.evidence;
  if (cancelWanted)
    return stays(ends(execution, 'cancelled', context, { reason: 'cancelled', detail: cancelWanted.by }));
  const tried = execution.retries[faultClass] ?? 0;
  const wait = retryAfterMs(faultClass, tried, context.rollout.document.retry ?? {}, hashShare(execution.deviceId));
  if (wait === undefined || execution.attempt >= KEY_LIMITS.attempt) {
    return stays(ends(execution, 'failed', context, { reason: 'fault', detail }));
  }
  const next: Execution = {
    ...execution,
    attempt: execution.attempt + 1,
    notBefore: timestamp(context.nowMs + wait),
    retries: { ...execution.retries, [faultClass]: tried + 1 },
    detail,
  };
  return stays(faultClass === 'schedule' ? refusedForNow(next, context) : enters(next, 'waitingRetry', context));
}

/** Not in the window of the CPE: nothing was fetched. */
function refusedForNow(execution: Execution, context: ExecutionContext): Execution {
  const fresh = { ...execution, evidence: {} };
  // What was installed before keeps its permit until the way is gone to its end.
  return execution.step > 1 ? enters(fresh, 'waitingRetry', context) : enters(permitBack(fresh), 'scheduled', context);
}
