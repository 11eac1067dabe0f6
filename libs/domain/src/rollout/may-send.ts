import { deliveryWindows } from './delivery-windows.ts';
import type { Execution } from './execution.ts';
import { presentStep } from './execution.ts';
import type { ExecutionContext } from './execution-event.ts';
import { compareVersions } from './version-order.ts';

/** Why nothing may be sent to a device now. None of it is a failure of the device. */
export type SendRefusal =
  | 'notRunning'
  | 'notApproved'
  | 'waveClosed'
  | 'cellClosed'
  | 'windowClosed'
  | 'tooEarly'
  | 'deadline'
  | 'imageNotReleased'
  | 'downgrade'
  | 'cancelWanted';

/**
 * Why the next image may not go to the device now; undefined when it may. The shell asks once more right before the RPC, with
 * the rollout and the image read anew: what was quarantined or halted since is not sent.
 */
export function refuseSend(execution: Execution, context: ExecutionContext): SendRefusal | undefined {
  const { rollout, waveOpen, windowOpen, nowMs } = context;
  if (rollout.phase !== 'running') return 'notRunning';
  if (!rollout.approved) return 'notApproved';
  if (!waveOpen) return 'waveClosed';
  if (rollout.closedCells.includes(execution.cell)) return 'cellClosed';
  if (!windowOpen && deliveryWindows(execution, context) === undefined) return 'windowClosed';
  if (execution.evidence.cancelWanted) return 'cancelWanted';
  if (execution.notBefore !== undefined && nowMs < Date.parse(execution.notBefore)) return 'tooEarly';
  if (nowMs >= Date.parse(rollout.document.deadlineAt)) return 'deadline';
  return refuseImage(execution, context);
}

function refuseImage(execution: Execution, { images, rollout }: ExecutionContext): SendRefusal | undefined {
  const step = presentStep(execution);
  const image = step && images.get(step.image);
  if (step === undefined || image?.state !== 'released') return 'imageNotReleased';
  const goesBack = compareVersions(step.from, image.version) > 0;
  return goesBack && !rollout.document.allowDowngrade ? 'downgrade' : undefined;
}
