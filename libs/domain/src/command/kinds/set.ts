import type { CpeFault, ParameterValue, SetParameterValues, ValueType } from '#libs/cwmp';
import type { RpcAnswer } from '../../events/events.ts';
import type { WantedValue } from '../command.ts';
import {
  type After,
  type CommandContext,
  type CommandProgram,
  completed,
  failed,
  finish,
  goOn,
  type Learnt,
  refused,
  sendAgain,
} from '../program.ts';

/** Where a set stands; shared by `set` and the values of a new row in `add`. */
export interface SetProgress {
  readonly phase: 'types' | 'set' | 'verify';
  readonly types: Readonly<Record<string, ValueType>>;
  /** A 9006 made us read the types again. */
  readonly retyped: boolean;
}

export function startSet(values: readonly WantedValue[], context: CommandContext): SetProgress {
  const known = new Map(context.reported.map(({ path, type }) => [path, type]));
  const types: [string, ValueType][] = [];
  for (const { name, type } of values) {
    const found = type ?? known.get(name);
    if (found) types.push([name, found]);
  }
  return { phase: types.length === values.length ? 'set' : 'types', types: Object.fromEntries(types), retyped: false };
}

export function setRequest(
  values: readonly WantedValue[],
  progress: SetProgress,
  parameterKey: string,
): SetParameterValues {
  const parameterList: ParameterValue[] = values.map(({ name, value, type }) => ({
    name,
    value,
    // After a 9006 the CPE knows better than whoever wrote the command.
    type:
      (progress.retyped ? typeOf(progress.types, name) : undefined) ?? type ?? typeOf(progress.types, name) ?? 'string',
  }));
  return { method: 'SetParameterValues', parameterList, parameterKey };
}

export function typeOf(types: SetProgress['types'], name: string): ValueType | undefined {
  return Object.hasOwn(types, name) ? types[name] : undefined;
}

/**
 * Sets values, all or none, with the types the CPE itself reported (they are read first if unknown), and reads them back:
 * that the CPE accepted a value does not mean that it has it.
 */
export const set: CommandProgram<'set'> = {
  needs(command) {
    return 'phase' in command.progress ? [] : command.spec.values.map(({ name }) => name);
  },

  next(command, context) {
    const progress = progressOf(command.progress) ?? startSet(command.spec.values, context);
    const names = command.spec.values.map(({ name }) => name);
    if (progress.phase !== 'set') {
      return { do: 'send', request: { method: 'GetParameterValues', parameterNames: names }, idempotent: true };
    }
    const parameterKey = command.spec.parameterKey ?? context.device.parameterKey;
    return { do: 'send', request: setRequest(command.spec.values, progress, parameterKey), idempotent: true };
  },

  answered(command, answer, context) {
    const progress = progressOf(command.progress) ?? asSent(startSet(command.spec.values, context), answer);
    if (progress.phase === 'set') return setAnswered(command, progress, answer);
    if (answer.kind !== 'response' || answer.response.method !== 'GetParameterValuesResponse') {
      if (answer.kind === 'response') return finish(failed('internal', 'The answer does not belong to the request.'));
      return progress.phase === 'types' ? refused(command, answer) : finish(NOT_READ_BACK);
    }
    const values = answer.response.parameterList;
    const learnt: Learnt = { what: 'values', values };
    if (progress.phase === 'verify') return finish(completed({ status: 0, values }), learnt);
    const types = { ...progress.types, ...Object.fromEntries(values.map(({ name, type }) => [name, type])) };
    return goOn({ ...progress, phase: 'set', types } satisfies SetProgress, learnt);
  },

  lost(command) {
    const after = sendAgain(command);
    const accepted = progressOf(command.progress)?.phase === 'verify';
    return accepted && after.outcome ? finish(NOT_READ_BACK) : after;
  },
};

const NOT_READ_BACK = completed({
  status: 0,
  note: 'The CPE accepted the values, but did not let them be read back.',
});

/** More may be known now than when the first request went out: its answer tells which of both it was. */
function asSent(progress: SetProgress, answer: RpcAnswer): SetProgress {
  if (answer.kind !== 'response') return progress;
  return { ...progress, phase: answer.response.method === 'SetParameterValuesResponse' ? 'set' : 'types' };
}

function setAnswered(
  command: Parameters<typeof set.answered>[0],
  progress: SetProgress,
  answer: Parameters<typeof set.answered>[1],
): After {
  if (answer.kind === 'response' && answer.response.method === 'SetParameterValuesResponse') {
    // Status 1: committed, but not applied before a reboot; reading back now would show the old values.
    if (answer.response.status === 1) return finish(completed({ status: 1 }), { what: 'rebootPending' });
    return goOn({ ...progress, phase: 'verify' } satisfies SetProgress);
  }
  if (answer.kind === 'response') return finish(failed('internal', 'The answer does not belong to the request.'));
  if (answer.kind === 'fault' && wrongType(answer.fault) && !progress.retyped) {
    return goOn({ phase: 'types', types: {}, retyped: true } satisfies SetProgress);
  }
  return refused(command, answer);
}

/** 9006, as the fault itself or for one of the parameters. */
function wrongType({ faultCode, parameterFaults }: CpeFault): boolean {
  return faultCode === 9006 || parameterFaults.some((parameter) => parameter.faultCode === 9006);
}

function progressOf(progress: object): SetProgress | undefined {
  return 'phase' in progress ? (progress as SetProgress) : undefined;
}
