import type { AcsRequest } from '#libs/cwmp';
import type { RpcAnswer } from '../../events/events.ts';
import type { Command, CommandOutcome } from '../command.ts';
import {
  type After,
  type CommandContext,
  type CommandOf,
  type CommandProgram,
  completed,
  type FilePlace,
  failed,
  finish,
  goOn,
  MAX_ATTEMPTS,
  type Next,
  type Observation,
  refused,
} from '../program.ts';

const TRANSFER_TIMEOUT_MS = 60 * 60_000;

interface Progress {
  /** Absent: the request itself is next. */
  readonly phase?: 'accepted' | 'probe' | 'unknown';
}

export const download: CommandProgram<'download'> = {
  next(command, context) {
    const place = placeOf(command, context);
    if (!place.ok) return { do: 'finish', outcome: failed('invalid', place.why) };
    const { spec, commandKey } = command;
    const { targetFileName = '', delaySeconds = 0 } = spec;
    const request: AcsRequest = {
      method: 'Download',
      commandKey,
      fileType: spec.fileType ?? place.file?.fileType ?? '',
      url: place.url,
      username: place.username,
      password: place.password,
      fileSize: place.file?.size ?? spec.fileSize ?? 0,
      targetFileName,
      delaySeconds,
      successUrl: '',
      failureUrl: '',
    };
    return nextOfTransfer(command, request, context, delaySeconds);
  },
  answered: transferAnswered,
  lost: transferLost,
  observed: transferSeen,
};

export const upload: CommandProgram<'upload'> = {
  next(command, context) {
    const place = placeOf(command, context);
    if (!place.ok) return { do: 'finish', outcome: failed('invalid', place.why) };
    const { fileType, delaySeconds = 0 } = command.spec;
    const { url, username, password } = place;
    const request: AcsRequest = {
      method: 'Upload',
      commandKey: command.commandKey,
      fileType,
      url,
      username,
      password,
      delaySeconds,
    };
    return nextOfTransfer(command, request, context, delaySeconds);
  },
  answered: transferAnswered,
  lost: transferLost,
  observed: transferSeen,
};

/** Whether the next RPC of the command names a place here that has to be made for it. */
export function needsPlace(command: Command): command is CommandOf<'download'> | CommandOf<'upload'> {
  const { spec, progress } = command;
  const isHere = (spec.kind === 'download' || spec.kind === 'upload') && spec.url === undefined;
  return isHere && (progress as Progress).phase === undefined;
}

const NOWHERE: FilePlace = { ok: true, url: '', username: '', password: '' };

function placeOf(command: CommandOf<'download'> | CommandOf<'upload'>, { place }: CommandContext): FilePlace {
  const { url, username = '', password = '' } = command.spec;
  if (url !== undefined) return { ok: true, url, username, password };
  // Of what was sent already only the answer is awaited.
  if (!needsPlace(command)) return NOWHERE;
  return place ?? { ok: false, why: 'There is no place for the file.' };
}

/** Sends the request, or asks which transfers are queued, or waits for TransferComplete. */
export function nextOfTransfer(
  command: Command,
  request: AcsRequest,
  context: CommandContext,
  delaySeconds: number,
): Next {
  const { phase } = command.progress as Progress;
  if (phase === 'probe')
    return { do: 'send', request: { method: listMethod(context) ?? 'GetAllQueuedTransfers' }, idempotent: true };
  if (phase === undefined) return { do: 'send', request, idempotent: false };
  return { do: 'await', what: 'transferComplete', timeoutMs: TRANSFER_TIMEOUT_MS + delaySeconds * 1_000 };
}

export function transferAnswered(command: Command, answer: RpcAnswer): After {
  const { phase } = command.progress as Progress;
  if (phase === 'probe') return probed(command, answer);
  if (answer.kind !== 'response') return refused(command, answer);
  const { response } = answer;
  // Status 0: it was done at once, and no TransferComplete will come (TR-069 A.3.2.8).
  if ((response.method === 'DownloadResponse' || response.method === 'UploadResponse') && response.status === 0) {
    const { status, startTime, completeTime } = response;
    return finish(completed({ status, startTime, completeTime }));
  }
  return goOn({ phase: 'accepted' } satisfies Progress);
}

/**
 * The CPE may have started the transfer without our knowing. If it can list its transfers, that tells; if not, only a
 * TransferComplete can, and nothing is sent again.
 */
export function transferLost(command: Command, context: CommandContext): After {
  if ((command.progress as Progress).phase === 'probe') return probeLost(command);
  const phase = listMethod(context) === undefined ? 'unknown' : 'probe';
  return goOn({ phase } satisfies Progress);
}

/** A CPE that falls silent when it is asked for its transfers is not asked for ever. */
function probeLost(command: Command): After {
  if (command.attempts + 1 >= MAX_ATTEMPTS) return goOn({ phase: 'unknown' } satisfies Progress);
  return { progress: command.progress, learnt: [], retryAfterMs: 0 };
}

function probed(command: Command, answer: RpcAnswer): After {
  const list =
    answer.kind === 'response' && 'transferList' in answer.response ? answer.response.transferList : undefined;
  if (list === undefined) return goOn({ phase: 'unknown' } satisfies Progress);
  if (list.some(({ commandKey }) => commandKey === command.commandKey))
    return goOn({ phase: 'accepted' } satisfies Progress);
  // Not queued, and no TransferComplete came before this answer: it was never started.
  if (command.attempts >= MAX_ATTEMPTS) return finish(failed('timed_out', 'The CPE never took the transfer up.'));
  return { progress: {}, learnt: [], retryAfterMs: 0 };
}

export function transferSeen(command: Command, observation: Observation): CommandOutcome | undefined {
  if (observation.type !== 'transfer') return undefined;
  const { commandKey, fault, startTime, completeTime } = observation.transfer;
  if (commandKey !== command.commandKey) return undefined;
  if (fault.faultCode === 0) return completed({ startTime, completeTime });
  return failed('transfer_failed', `The transfer failed with ${fault.faultCode} ${fault.faultString}`.trim(), {
    ...fault,
    parameterFaults: [],
  });
}

function listMethod({ device }: CommandContext): 'GetAllQueuedTransfers' | 'GetQueuedTransfers' | undefined {
  if (device.methods?.includes('GetAllQueuedTransfers')) return 'GetAllQueuedTransfers';
  return device.methods?.includes('GetQueuedTransfers') ? 'GetQueuedTransfers' : undefined;
}
