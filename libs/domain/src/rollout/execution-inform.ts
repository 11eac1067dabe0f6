import { timestamp } from '../ports/clock.ts';
import { type Execution, presentStep } from './execution.ts';
import type { ExecutionContext, ExecutionEffect, InformFacts } from './execution-event.ts';
import { asksWhetherIdle, finishedLate, informedAfterEnd } from './execution-late.ts';
import {
  deadlineOf,
  ends,
  enters,
  gotSomething,
  keyOf,
  listsTransfers,
  permitBack,
  rebootKeyOf,
  type Step,
  scheduledEndMs,
  sends,
  soakMs,
  stays,
  timeoutsOf,
  wasSent,
} from './execution-moves.ts';
import { beginsVerifying, judgeVersion } from './execution-verify.ts';
import { isOrigin, isReinstall, isTarget, showsImage } from './execution-version.ts';
import { refuseSend } from './may-send.ts';

/**
 * An Inform of the device. The order of its events means nothing (TR-069 §3.7.1.5): they are taken as a set. One that comes
 * again tells nothing of what was sent since.
 */
export function informed(execution: Execution, inform: InformFacts, context: ExecutionContext): Step {
  const { position, sessionId } = inform;
  if (position <= execution.position) {
    const isAsking = execution.state === 'admitted' && execution.sessionId === sessionId;
    return isAsking ? stays(execution, { do: 'preCheck', sessionId }) : stays(execution);
  }
  const { state, effects } = judged(execution, inform, context);
  return state === execution ? { state, effects } : { state: { ...state, position }, effects };
}

function judged(execution: Execution, inform: InformFacts, context: ExecutionContext): Step {
  const seen = seenNow(execution, inform, context);
  switch (execution.state) {
    case 'eligible':
      return isPlannable(context) ? stays(execution, { do: 'plan' }) : stays(execution);
    case 'scheduled':
    case 'notified':
    case 'admitted':
    case 'waitingRetry':
      return calledIn(seen, inform, context);
    case 'sending':
      // Another session than the one of the Download: its answer is lost.
      if (inform.sessionId === execution.sessionId) return stays(execution);
      return unknownSent(enters(seen, 'unknownSent', context), inform, context);
    case 'unknownSent':
      return unknownSent(seen, inform, context);
    case 'transferring':
      return transferring(seen, inform, context);
    case 'transferred':
      return inform.booted || showsImage(seen, inform, context) ? judgeVersion(seen, inform, context) : stays(seen);
    case 'rebooting':
      return rebooting(seen, inform, context);
    case 'verifying':
      return judgeVersion(seen, inform, context);
    case 'soaking':
      return soaking(seen, inform, context);
    case 'succeeded':
    case 'skipped':
      return stays(execution);
    case 'failed':
    case 'timedOut':
      return finishedLate(execution, inform, context);
    case 'cancelled':
    case 'superseded':
      return asksWhetherIdle(informedAfterEnd(execution, inform, context), inform, context);
  }
}

/** What the Inform tells of the time since the Download. */
function seenNow(execution: Execution, inform: InformFacts, { nowMs }: ExecutionContext): Execution {
  if (execution.evidence.sentAt === undefined) return execution;
  const { sessionId, softwareVersion, booted, bootstrapped } = inform;
  const at = timestamp(nowMs);
  return {
    ...execution,
    evidence: {
      ...execution.evidence,
      seenAt: at,
      ...(booted && { boot: { at, sessionId, version: softwareVersion } }),
      ...(bootstrapped && { configLost: true as const }),
    },
  };
}

/** A device that waits calls in: permits are taken now, in its session, never for one that is not there. */
function calledIn(execution: Execution, inform: InformFacts, context: ExecutionContext): Step {
  const step = presentStep(execution);
  const { sessionId, softwareVersion } = inform;
  if (isTarget(execution, softwareVersion, context) && !isReinstall(execution, context)) {
    if (wasSent(execution)) return beginsVerifying(execution, inform, context);
    return stays(ends(execution, 'skipped', context, { reason: 'already' }));
  }
  // Somebody else has changed its version since the way was looked for.
  if (step !== undefined && softwareVersion !== step.from && execution.account === 'none') {
    return stays({ ...enters(execution, 'eligible', context), path: [] }, { do: 'plan' });
  }
  if (refuseSend(execution, context) !== undefined) return putBack(execution, context);
  const admitted = { ...enters(execution, 'admitted', context), sessionId, account: 'inFlight' as const };
  return stays(admitted, { do: 'preCheck', sessionId });
}

/** It waits on; a permit it was given for this one session goes back. */
export function putBack(execution: Execution, context: ExecutionContext): Step {
  switch (execution.state) {
    case 'notified':
      return stays(enters(execution, 'scheduled', context));
    case 'admitted':
      return stays(backToWaiting(execution, context));
    default:
      return stays(waitedFor(execution, context));
  }
}

/** A device that waits with its permit has called in: only what falls silent is given up. */
export function waitedFor(execution: Execution, context: ExecutionContext): Execution {
  if (execution.state !== 'waitingRetry') return execution;
  const deadlineAt = deadlineOf('waitingRetry', execution, context);
  return deadlineAt === execution.deadlineAt ? execution : { ...execution, deadlineAt };
}

/** A device that got something before keeps its permit: it counts once, however often it is tried. */
export function backToWaiting(execution: Execution, context: ExecutionContext): Execution {
  if (gotSomething(execution)) return enters(execution, 'waitingRetry', context);
  return enters(permitBack(execution), 'scheduled', context);
}

function unknownSent(execution: Execution, inform: InformFacts, context: ExecutionContext): Step {
  const { sessionId } = inform;
  if (showsImage(execution, inform, context)) return beginsVerifying(execution, inform, context);
  const { evidence } = execution;
  // What it says in this session is about this transfer: it was the only one.
  if (inform.transferComplete) return stays(execution);
  if (listsTransfers(context) && evidence.queueAskedIn !== sessionId) {
    return stays(
      { ...execution, evidence: { ...evidence, queueAskedIn: sessionId } },
      { do: 'listTransfers', sessionId },
    );
  }
  // What the CPE was told may begin as long as its windows last.
  const waitsFromMs = Math.max(Date.parse(execution.since), scheduledEndMs(execution));
  const isLongAgo = context.nowMs - waitsFromMs >= timeoutsOf(context).resendMs;
  if (listsTransfers(context) || !isLongAgo || refuseSend(execution, context)) return stays(execution);
  return sends(execution, sessionId, context);
}

function transferring(execution: Execution, inform: InformFacts, context: ExecutionContext): Step {
  if (showsImage(execution, inform, context)) return beginsVerifying(execution, inform, context);
  if (inform.transferComplete) return stays(execution);
  if (!isOrigin(execution, inform.softwareVersion, context)) return judgeVersion(execution, inform, context);
  const { silentInforms = 0, cancelWanted } = execution.evidence;
  const effects = cancelEffects(execution, inform.sessionId, context);
  // Whatever else it boots for: it has not begun yet, or begins once more.
  const isScheduled = context.nowMs < scheduledEndMs(execution);
  if (isScheduled || (!inform.booted && silentInforms === 0)) {
    const asked =
      effects.length > 0 && cancelWanted ? { cancelWanted: { ...cancelWanted, askedIn: inform.sessionId } } : {};
    return { state: { ...execution, evidence: { ...execution.evidence, ...asked } }, effects };
  }
  return bootedInSilence(execution, context);
}

/** A boot, the old version, and no word of the transfer: the CPE may resume by itself, so it gets a little time. */
function bootedInSilence(execution: Execution, context: ExecutionContext): Step {
  const { silentInforms = 0 } = execution.evidence;
  const count = silentInforms + 1;
  if (count > 2) {
    const detail = 'It booted with the old version and said nothing of the transfer.';
    return stays(ends(execution, 'failed', context, { reason: 'rebootNoTransfer', detail }));
  }
  const grace = timestamp(context.nowMs + timeoutsOf(context).bootGraceMs);
  const { deadlineAt = grace } = execution;
  const evidence = { ...execution.evidence, silentInforms: count };
  return stays({ ...execution, evidence, deadlineAt: deadlineAt < grace ? deadlineAt : grace });
}

function cancelEffects(execution: Execution, sessionId: string, { device }: ExecutionContext): ExecutionEffect[] {
  const { cancelWanted } = execution.evidence;
  if (cancelWanted === undefined || cancelWanted.refused || cancelWanted.askedIn === sessionId) return [];
  if (device.methods?.includes('CancelTransfer') === false) return [];
  return [{ do: 'cancelTransfer', sessionId, commandKey: keyOf(execution) }];
}

function rebooting(execution: Execution, inform: InformFacts, context: ExecutionContext): Step {
  if (inform.booted || showsImage(execution, inform, context)) return judgeVersion(execution, inform, context);
  const { evidence } = execution;
  if (evidence.rebootSentAt !== undefined || !context.windowOpen) return stays(execution);
  const rebooted = { ...execution, evidence: { ...evidence, rebootSentAt: timestamp(context.nowMs) } };
  return stays(rebooted, { do: 'reboot', sessionId: inform.sessionId, commandKey: rebootKeyOf(execution) });
}

/** Boots that a device may have while it soaks. */
const SOAK_BOOTS = 2;

function soaking(execution: Execution, inform: InformFacts, context: ExecutionContext): Step {
  if (!isTarget(execution, inform.softwareVersion, context)) return judgeVersion(execution, inform, context);
  const { soakBoots = 0 } = execution.evidence;
  const boots = soakBoots + (inform.booted ? 1 : 0);
  if (boots > SOAK_BOOTS) {
    const detail = `It booted ${boots} times after the upgrade.`;
    return stays(ends(execution, 'failed', context, { reason: 'unhealthy', detail }));
  }
  const soaked = { ...execution, evidence: { ...execution.evidence, soakBoots: boots } };
  // A sign of life after the soak: a device that died of the image meanwhile gives none.
  if (context.nowMs - Date.parse(execution.since) < soakMs(context)) return stays(soaked);
  return stays(ends(soaked, 'succeeded', context));
}

function isPlannable({ rollout, waveOpen }: ExecutionContext): boolean {
  return rollout.phase === 'running' && rollout.approved && waveOpen;
}
