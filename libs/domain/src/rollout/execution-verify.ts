import { timestamp } from '../ports/clock.ts';
import { type Execution, presentStep } from './execution.ts';
import type { ExecutionContext, ExecutionEvent, InformFacts } from './execution-event.ts';
import { finishedLateChecked } from './execution-late.ts';
import { attemptEnded, ends, enters, type Step, soakMs, stays } from './execution-moves.ts';
import { isOrigin, isTarget } from './execution-version.ts';

/** What the version in an Inform says of a device that should have taken the image over. */
export function judgeVersion(execution: Execution, inform: InformFacts, context: ExecutionContext): Step {
  const step = presentStep(execution);
  const { softwareVersion } = inform;
  if (isTarget(execution, softwareVersion, context)) return beginsVerifying(execution, inform, context);
  // Without a boot since, what was sent may still be under way.
  const transferOpen = execution.transferOpen && !inform.booted;
  if (isOrigin(execution, softwareVersion, context)) {
    const detail = `It came back with ${softwareVersion}, the version it had before.`;
    return stays(ends(execution, 'failed', context, { reason: 'reverted', detail, transferOpen }));
  }
  const detail = `It came back with ${softwareVersion}, which is neither ${step?.from} nor ${step?.to}.`;
  return stays(ends(execution, 'failed', context, { reason: 'unexpectedVersion', detail, transferOpen }));
}

/** The device runs the image: version beats TransferComplete. What it must be able to do is looked at next. */
export function beginsVerifying(execution: Execution, inform: InformFacts, context: ExecutionContext): Step {
  const { sessionId, bootstrapped } = inform;
  const entered = execution.state === 'verifying' ? execution : enters(execution, 'verifying', context);
  const evidence = { ...execution.evidence, versionAt: timestamp(context.nowMs) };
  const configLost = bootstrapped || evidence.configLost === true;
  const state = {
    ...entered,
    sessionId,
    transferOpen: false,
    evidence: { ...evidence, ...(configLost && { configLost: true as const }) },
  };
  return stays(state, ...(configLost ? [{ do: 'configure' as const }] : []), { do: 'postCheck', sessionId });
}

export function postChecked(
  execution: Execution,
  { sessionId, failed, configured }: Extract<ExecutionEvent, { readonly type: 'postChecked' }>,
  context: ExecutionContext,
): Step {
  if (execution.state === 'failed' || execution.state === 'timedOut') {
    return failed === undefined ? finishedLateChecked(execution, sessionId, context) : stays(execution);
  }
  if (execution.state !== 'verifying' || execution.sessionId !== sessionId) return stays(execution);
  const { checkFailed: _, ...evidence } = execution.evidence;
  // The WAN may take a while to come up: it is looked at again in each session until the time is over.
  if (failed !== undefined) return stays({ ...execution, evidence: { ...evidence, checkFailed: failed } });
  if (evidence.configLost && !configured) return stays({ ...execution, evidence });
  return verified({ ...execution, evidence }, context);
}

/** Only that the device was not configured yet kept it from going on. */
export function configured(execution: Execution, sessionId: string): Step {
  const { state, evidence } = execution;
  if (state !== 'verifying' || !evidence.configLost || evidence.checkFailed !== undefined) return stays(execution);
  return stays({ ...execution, sessionId }, { do: 'postCheck', sessionId });
}

/** The next image on the way, the soak, or success. The permit is held over all of them. */
function verified(execution: Execution, context: ExecutionContext): Step {
  const { path, step } = execution;
  const attempts = attemptEnded(execution, context, 'verified');
  if (step < path.length) {
    const { cancelWanted } = execution.evidence;
    const next = { ...enters(execution, 'waitingRetry', context), step: step + 1, attempt: 1, attempts };
    return stays({ ...next, retries: {}, evidence: cancelWanted ? { cancelWanted } : {} });
  }
  const soak = { ...enters(execution, 'soaking', context), attempts };
  if (soakMs(context) > 0) return stays(soak);
  return stays(ends(soak, 'succeeded', context));
}
