import { type Execution, type ExecutionReason, type ExecutionState, presentStep } from '#libs/domain';
import { faultText } from './fault-text.ts';

/** What the state of a device in a rollout means, in words. */
export function explainExecution(execution: Execution): string {
  const { state, reason, detail, notBefore } = execution;
  const version = presentStep(execution)?.to ?? 'the new version';
  const text = STATES[state](version);
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

const STATES: Readonly<Record<ExecutionState, (version: string) => string>> = {
  eligible: () => 'It is in a wave and was not looked at yet: it waits for its wave, and for its next call.',
  scheduled: () => 'It waits for its next call, for a window, and for a free permit.',
  notified: () => 'It was asked to call in.',
  admitted: () => 'It has a permit; what must hold before is being read.',
  sending: (version) => `The Download of ${version} goes out.`,
  unknownSent: (version) => `The answer to the Download of ${version} was lost: what became of it is being found out.`,
  transferring: (version) => `It fetches ${version}.`,
  transferred: (version) => `It has ${version} and is to boot it.`,
  rebooting: (version) => `It reboots into ${version}.`,
  verifying: (version) => `It reports ${version}; what must hold after is being read.`,
  soaking: (version) => `It runs ${version} and is watched for a while.`,
  waitingRetry: () => 'It is tried again later; it keeps its permit.',
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
