import type { DeepReadonly, RolloutDevice } from '#libs/api-contract';
import { type Attempt, type Execution, waitOf } from '#libs/domain';
import { explainExecution } from './explain-execution.ts';
import { faultText } from './fault-text.ts';

/** Bytes that the device was sent, by CommandKey. */
export type BytesByKey = ReadonlyMap<string, number>;

/** One rollout on one device, for a person to read. */
export function showExecution(execution: Execution, served: BytesByKey): DeepReadonly<RolloutDevice> {
  const { deviceId, rollout, wave, state, since, deadlineAt, reason, detail } = execution;
  const wait = waitOf(execution);
  const { checkFailed } = execution.evidence;
  const { cell, groups, path, step, attempt, account, transferOpen, faults, attempts } = execution;
  return {
    deviceId,
    rollout,
    wave,
    state,
    explanation: explainExecution(execution),
    since,
    ...(deadlineAt !== undefined && { deadlineAt }),
    ...(reason !== undefined && { reason }),
    ...(detail !== undefined && { detail }),
    ...(wait && { waits: wait }),
    ...(checkFailed !== undefined && { checkFailed }),
    cell,
    groups,
    path,
    step,
    attempt,
    permit: account,
    transferOpen,
    faults,
    bytesServed: [...served.values()].reduce((sum, bytes) => sum + bytes, 0),
    attempts: attempts.map((one) => {
      const bytesServed = served.get(one.commandKey) ?? 0;
      return { ...one, bytesServed, text: attemptText(one, execution, bytesServed) };
    }),
  };
}

function attemptText(attempt: Attempt, { path }: Execution, bytes: number): string {
  const { step, attempt: number, endedAt, sentAt, faultCode, result } = attempt;
  const version = path[step - 1]?.to;
  const sent = `Download ${number}${version === undefined ? '' : ` of ${version}`}`;
  const fetched = bytes === 0 ? '' : `, ${bytesText(bytes)} fetched`;
  if (endedAt === undefined) return `${sent}: under way${fetched}.`;
  const after = `after ${spanText(Date.parse(endedAt) - Date.parse(sentAt))}${fetched}`;
  if (faultCode !== undefined && faultCode !== 0) return `${sent}: fault ${faultText(faultCode)} ${after}.`;
  return `${sent}: ${RESULTS[result ?? ''] ?? result ?? 'ended'} ${after}.`;
}

const RESULTS: Readonly<Record<string, string>> = {
  verified: 'the CPE came back with the new version',
  succeeded: 'the new version runs',
  failed: 'failed',
  timedOut: 'nothing came of it',
  cancelled: 'cancelled',
  reverted: 'the CPE came back with the old version',
  silent: 'not a word since',
  notApplied: 'the CPE reported success and stayed as it was',
  rebootNoTransfer: 'the CPE booted and said nothing of it',
  unexpectedVersion: 'the CPE came back with another version',
  postCheck: 'the checks afterwards did not hold',
  unhealthy: 'the CPE does badly since',
  outsideWindow: 'its windows were too short for the transfer, and there were no more',
  halted: 'the rollout was halted before the image was fetched',
};

function bytesText(bytes: number): string {
  return bytes < 100_000 ? `${bytes} bytes` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function spanText(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
