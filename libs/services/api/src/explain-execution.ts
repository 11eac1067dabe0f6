import {
  type Execution,
  type ExecutionReason,
  type ExecutionState,
  presentStep,
  type WaitReason,
  waitOf,
} from '#libs/domain';
import { faultText } from './fault-text.ts';

/** What the state of a device in a rollout means, in words. */
export function explainExecution(execution: Execution): string {
  const { state, reason, detail, notBefore } = execution;
  const version = presentStep(execution)?.to ?? 'the new version';
  const text = STATES[state](version, execution);
  const why = reason === undefined ? detail : whyOf(reason, execution);
  const when = state === 'scheduled' && notBefore !== undefined ? `Not before ${notBefore}.` : undefined;
  return [text, why, when].filter((part) => part !== undefined).join(' ');
}

function whyOf(reason: ExecutionReason, execution: Execution): string | undefined {
  const { detail } = execution;
  switch (reason) {
    case 'fault':
      return faultReason(execution);
    // Who or what did it.
    case 'cancelled':
    case 'priority':
      return detail && `By ${detail}.`;
    default:
      return detail ?? REASONS[reason];
  }
}

function faultReason({ faults }: Execution): string {
  const fault = faults.at(-1);
  return `The CPE refused the Download, or the transfer ended, with ${fault === undefined ? 'a fault' : `fault ${faultText(fault)}`}.`;
}

/** Why nothing was sent when the device called in last. */
function waitText(execution: Execution): string | undefined {
  const wait = waitOf(execution);
  return wait && `When it called in last, ${WAITS[wait.for](execution)}.`;
}

const WAITS: Readonly<Record<WaitReason, (execution: Execution) => string>> = {
  notRunning: () => 'the rollout did not run',
  notApproved: () => 'the document of the rollout was not approved',
  waveClosed: () => 'its wave was closed',
  cellClosed: () => 'the rollout was closed for its model and version',
  windowClosed: () => 'its window was closed, or about to close',
  tooEarly: () => 'it was too early to try again',
  deadline: () => 'the time of the rollout was over',
  imageNotReleased: () => 'the image was not released any more',
  downgrade: () => 'the image was older than what it runs',
  cancelWanted: () => 'it was being cancelled',
  noPermit: () => 'no permit of its wave was free',
  groupFull: ({ waits }) => `as many of ${waits?.group} were under way or lost as may be`,
  preCheck: ({ evidence: { checkFailed } }) => `what must hold before did not: ${sentencePart(checkFailed)}`,
  busy: () => 'something else was to be done on it first',
};

function sentencePart(text = 'it was not told why'): string {
  return text.replace(/\.$/, '');
}

function verifyingText(version: string, { evidence: { checkFailed } }: Execution): string {
  if (checkFailed === undefined) return `It reports ${version}; what must hold after is being read.`;
  return `It reports ${version}; what must hold after did not when it was read last: ${sentencePart(checkFailed)}.`;
}

const STATES: Readonly<Record<ExecutionState, (version: string, execution: Execution) => string>> = {
  eligible: () => 'It is in a wave and was not looked at yet: it waits for its wave, and for its next call.',
  scheduled: (_, execution) => {
    const why = waitText(execution);
    return why === undefined ? 'It waits for its next call, for a window, and for a free permit.' : `It waits. ${why}`;
  },
  notified: () => 'It was asked to call in.',
  admitted: () => 'It has a permit; what must hold before is being read.',
  sending: (version) => `The Download of ${version} goes out.`,
  unknownSent: (version) => `The answer to the Download of ${version} was lost: what became of it is being found out.`,
  transferring: (version) => `It fetches ${version}.`,
  transferred: (version) => `It has ${version} and is to boot it.`,
  rebooting: (version) => `It reboots into ${version}.`,
  verifying: verifyingText,
  soaking: (version) => `It runs ${version} and is watched for a while.`,
  waitingRetry: (_, execution) => {
    return ['It is tried again later; it keeps its permit.', waitText(execution)].filter(Boolean).join(' ');
  },
  succeeded: (version) => `It runs ${version}.`,
  failed: () => 'It failed.',
  timedOut: () => 'It was given up: nothing came in time.',
  skipped: () => 'Nothing was done.',
  cancelled: () => 'It was cancelled.',
  superseded: () => 'Another rollout took the device.',
};

const REASONS: Readonly<Partial<Record<ExecutionReason, string>>> = {
  unsupported: 'The CPE can not do it.',
  rebootNoTransfer: 'It booted and said nothing of the transfer.',
  reverted: 'It came back with the old version.',
  unexpectedVersion: 'It came back with a version that is neither the old one nor the new one.',
  notApplied: 'It reported success, and did not take the image over.',
  postCheck: 'What must hold after did not hold.',
  unhealthy: 'It does badly since.',
  silent: 'Not a word since the Download.',
  deadline: 'The time of its state, or of the rollout, was over.',
  outsideWindow: 'Its windows were too short for the transfer, and there are no more.',
  halted: 'The rollout was halted before the image was fetched.',
};
