import type { AcsMethod, AcsRequest, CpeResponse } from '#libs/cwmp';
import type { CommandOutcome } from '../command.ts';
import {
  type CommandOf,
  type CommandProgram,
  completed,
  failed,
  finish,
  goOn,
  type Learnt,
  refused,
  sendAgain,
} from '../program.ts';
import { bootSeen, bootstrapSeen } from './boot.ts';
import { nextOfTransfer, transferAnswered, transferLost, transferSeen } from './transfer.ts';

const IDEMPOTENT: ReadonlySet<AcsMethod> = new Set<AcsMethod>([
  'GetRPCMethods',
  'SetParameterValues',
  'GetParameterValues',
  'GetParameterNames',
  'SetParameterAttributes',
  'GetParameterAttributes',
  'DeleteObject',
  'GetQueuedTransfers',
  'GetAllQueuedTransfers',
  'CancelTransfer',
  'GetOptions',
  'ScheduleInform',
]);

const DU_TIMEOUT_MS = 60 * 60_000;
const BOOT_TIMEOUT_MS = 30 * 60_000;

/** Any RPC as the operator wrote it. Its CommandKey is ours, so that what comes later can be told to belong to it. */
export const rpc: CommandProgram<'rpc'> = {
  next(command, context) {
    const request = requestOf(command);
    if (isTransfer(request)) {
      return nextOfTransfer(
        command,
        request,
        context,
        'delaySeconds' in request ? request.delaySeconds : windowOf(request),
      );
    }
    if (!('answered' in command.progress)) return { do: 'send', request, idempotent: IDEMPOTENT.has(request.method) };
    if (request.method === 'ChangeDUState') return { do: 'await', what: 'duStateChange', timeoutMs: DU_TIMEOUT_MS };
    return {
      do: 'await',
      what: request.method === 'FactoryReset' ? 'bootstrap' : 'boot',
      timeoutMs: BOOT_TIMEOUT_MS,
    };
  },

  answered(command, answer) {
    const request = requestOf(command);
    if (isTransfer(request)) return transferAnswered(command, answer);
    if (answer.kind !== 'response') return refused(command, answer);
    if (['ChangeDUState', 'FactoryReset', 'Reboot'].includes(request.method)) return goOn({ answered: true });
    return finish(completed({ response: answer.response }), ...learntFrom(request, answer.response));
  },

  lost(command, context) {
    const request = requestOf(command);
    if (isTransfer(request)) return transferLost(command, context);
    if (IDEMPOTENT.has(request.method) || request.method === 'Reboot' || request.method === 'FactoryReset') {
      return sendAgain(command);
    }
    if (request.method === 'ChangeDUState') return goOn({ answered: true });
    return finish(
      failed('outcome_unknown', `${request.method} was sent, but its answer was lost; it was not sent again.`),
    );
  },

  observed(command, observation): CommandOutcome | undefined {
    const request = requestOf(command);
    if (isTransfer(request)) return transferSeen(command, observation);
    if (request.method === 'Reboot') return bootSeen(command, observation);
    if (request.method === 'FactoryReset') return bootstrapSeen(command, observation);
    if (observation.type === 'du' && observation.change.commandKey === command.commandKey) {
      const refusedOnes = observation.change.results.filter(({ fault }) => fault.faultCode !== 0);
      const result = completed({ response: { results: observation.change.results } });
      const [first] = refusedOnes;
      if (first === undefined || refusedOnes.length < observation.change.results.length) return result;
      return failed(
        'cpe_fault',
        `All operations failed, the first with ${first.fault.faultCode} ${first.fault.faultString}`.trim(),
      );
    }
    return undefined;
  },
};

function requestOf(command: CommandOf<'rpc'>): AcsRequest {
  const { request } = command.spec;
  // CancelTransfer names the transfer it is about: its key is the operator's.
  if (!('commandKey' in request) || request.method === 'CancelTransfer') return request;
  return { ...request, commandKey: command.commandKey };
}

function isTransfer(
  request: AcsRequest,
): request is Extract<AcsRequest, { method: 'Download' | 'Upload' | 'ScheduleDownload' }> {
  return request.method === 'Download' || request.method === 'Upload' || request.method === 'ScheduleDownload';
}

function windowOf(request: Extract<AcsRequest, { method: 'ScheduleDownload' }>): number {
  return Math.max(0, ...request.timeWindowList.map(({ windowEnd }) => windowEnd));
}

function learntFrom(request: AcsRequest, response: CpeResponse): Learnt[] {
  switch (response.method) {
    case 'GetRPCMethodsResponse':
      return [{ what: 'methods', methods: response.methodList }];
    case 'GetParameterValuesResponse':
      return [{ what: 'values', values: response.parameterList }];
    case 'GetParameterNamesResponse': {
      if (request.method !== 'GetParameterNames') return [];
      const { parameterPath: path, nextLevel } = request;
      return [{ what: 'names', path, names: response.parameterList, nextLevel }];
    }
    case 'DeleteObjectResponse':
      return request.method === 'DeleteObject' ? [{ what: 'gone', path: request.objectName }] : [];
    case 'SetParameterValuesResponse':
    case 'AddObjectResponse':
      return response.status === 1 ? [{ what: 'rebootPending' }] : [];
    default:
      return [];
  }
}
