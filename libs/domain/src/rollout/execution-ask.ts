import type { AcsRequest, ParameterValue } from '#libs/cwmp';
import type { FilePlace } from '../command/program.ts';
import type { RpcAnswer } from '../events/events.ts';
import type { ExecutionEffect, ExecutionEvent, QueuedTransfer } from './execution-event.ts';
import type { ParameterCheck, RolloutDocument } from './rollout.ts';

/** What is asked of the CPE in the open session, by one RPC each. */
export type ExecutionAsk = Extract<ExecutionEffect, { readonly sessionId: string }>;

type Place = Extract<FilePlace, { readonly ok: true }>;

export function isAsk(effect: ExecutionEffect): effect is ExecutionAsk {
  return 'sessionId' in effect;
}

/** An RPC that does harm when it is sent twice. */
export function isRepeatableAsk({ do: what }: ExecutionAsk): boolean {
  return what !== 'download' && what !== 'scheduleDownload' && what !== 'reboot';
}

export function checksOfAsk({ do: what }: ExecutionAsk, document: RolloutDocument): readonly ParameterCheck[] {
  if (what === 'preCheck') return document.preChecks ?? [];
  return what === 'postCheck' ? (document.postChecks ?? []) : [];
}

/** How long the CPE may wait before it begins to fetch, in milliseconds. */
export function fetchDelayMs(ask: ExecutionAsk): number {
  if (ask.do !== 'scheduleDownload') return 0;
  return Math.max(0, ...ask.timeWindowList.map(({ windowEnd }) => windowEnd)) * 1_000;
}

/** The RPC; `place` is where the CPE fetches the image of a download. */
export function requestOfAsk(ask: ExecutionAsk, checks: readonly ParameterCheck[], place?: Place): AcsRequest {
  switch (ask.do) {
    case 'preCheck':
    case 'postCheck':
      return { method: 'GetParameterValues', parameterNames: [...new Set(checks.map(({ path }) => path))] };
    case 'download':
      return { method: 'Download', ...fileOf(ask, place), delaySeconds: 0, successUrl: '', failureUrl: '' };
    case 'scheduleDownload':
      return { method: 'ScheduleDownload', ...fileOf(ask, place), timeWindowList: ask.timeWindowList };
    case 'listTransfers':
      return { method: 'GetAllQueuedTransfers' };
    case 'cancelTransfer':
      return { method: 'CancelTransfer', commandKey: ask.commandKey };
    case 'reboot':
      return { method: 'Reboot', commandKey: ask.commandKey };
  }
}

function fileOf({ commandKey }: { readonly commandKey: string }, place: Place | undefined) {
  const { url = '', username = '', password = '', file = { fileType: '', size: 0 } } = place ?? {};
  const { fileType, size: fileSize } = file;
  return { commandKey, fileType, url, username, password, fileSize, targetFileName: '' };
}

/** A CPE that does not do an RPC says so by fault 9000. */
const NOT_SUPPORTED = 9000;

/** What the answer says; `configured`: what is declared for the device is so. */
export function eventOfAnswer(
  ask: ExecutionAsk,
  answer: RpcAnswer,
  checks: readonly ParameterCheck[],
  configured: boolean,
): ExecutionEvent {
  const { sessionId } = ask;
  switch (ask.do) {
    case 'preCheck':
      return { type: 'preChecked', sessionId, ...failureOf(checks, answer) };
    case 'postCheck':
      return { type: 'postChecked', sessionId, configured, ...failureOf(checks, answer) };
    case 'download':
    case 'scheduleDownload':
      return downloadAnswered(sessionId, answer);
    case 'listTransfers':
      return { type: 'queueAnswered', sessionId, queue: queueIn(answer) };
    case 'cancelTransfer':
      return { type: 'cancelAnswered', sessionId, done: answer.kind === 'response' };
    case 'reboot':
      return { type: 'rebootAnswered', sessionId };
  }
}

function downloadAnswered(sessionId: string, answer: RpcAnswer): ExecutionEvent {
  if (answer.kind === 'response') {
    const { response } = answer;
    const isAnswer = response.method === 'DownloadResponse' || response.method === 'ScheduleDownloadResponse';
    // An answer to something else says nothing of the Download.
    if (!isAnswer) return { type: 'sessionEnded', sessionId };
    const status = response.method === 'DownloadResponse' && response.status === 0 ? 0 : 1;
    return { type: 'downloadAnswered', sessionId, answer: { kind: 'status', status } };
  }
  const faultCode = answer.kind === 'fault' ? answer.fault.faultCode : NOT_SUPPORTED;
  return { type: 'downloadAnswered', sessionId, answer: { kind: 'fault', faultCode } };
}

function failureOf(checks: readonly ParameterCheck[], answer: RpcAnswer): { readonly failed?: string } {
  const failed = failureIn(checks, answer);
  return failed === undefined ? {} : { failed };
}

function failureIn(checks: readonly ParameterCheck[], answer: RpcAnswer): string | undefined {
  if (answer.kind === 'fault') return `The CPE refused to read what is checked: fault ${answer.fault.faultCode}.`;
  const values = valuesIn(answer);
  const failed = checks.find(({ path, oneOf }) => !oneOf.includes(values.get(path) ?? ''));
  if (failed === undefined) return undefined;
  const value = values.get(failed.path);
  return value === undefined ? `${failed.path} was not told.` : `${failed.path} is ${value}.`;
}

function valuesIn(answer: RpcAnswer): ReadonlyMap<string, string> {
  return new Map(readIn(answer).map(({ name, value }) => [name, value]));
}

/** The values that were read for a check. */
export function readIn(answer: RpcAnswer): readonly ParameterValue[] {
  const isRead = answer.kind === 'response' && answer.response.method === 'GetParameterValuesResponse';
  return isRead && 'parameterList' in answer.response ? (answer.response.parameterList as ParameterValue[]) : [];
}

function queueIn(answer: RpcAnswer): readonly QueuedTransfer[] | 'unknown' {
  if (answer.kind !== 'response' || answer.response.method !== 'GetAllQueuedTransfersResponse') return 'unknown';
  return answer.response.transferList.map(({ commandKey, state }) => {
    return { commandKey, state: state === 1 || state === 3 ? state : 2 };
  });
}
