import type { ParameterValue } from '#libs/cwmp';
import type { CommandProgress } from '../command.ts';
import { type CommandOf, type CommandProgram, completed, failed, finish, goOn, refused } from '../program.ts';
import { nextRead, type Reading, readDone, readRefused, startReading } from '../reading.ts';

interface Progress {
  readonly reading: Reading;
  readonly values: readonly ParameterValue[];
  /** All that were read, also those that are not shown. */
  readonly read: number;
}

/** Values kept in the outcome; all of them are in the device's parameters anyway. */
const MAX_VALUES_SHOWN = 1_000;
const BATCH = 64;

function progressOf(command: CommandOf<'get'>): Progress {
  if ('reading' in command.progress) return command.progress as unknown as Progress;
  return {
    reading: startReading(
      command.spec.paths.map((path) => [path, 1]),
      BATCH,
    ),
    values: [],
    read: 0,
  };
}

/** Reads paths as they are; one that is refused does not keep the others from being read. */
export const get: CommandProgram<'get'> = {
  next(command) {
    const { reading, values, read } = progressOf(command);
    const parameterNames = nextRead(reading);
    if (parameterNames) {
      return { do: 'send', request: { method: 'GetParameterValues', parameterNames }, idempotent: true };
    }
    const { unreadable } = reading;
    return {
      do: 'finish',
      outcome: completed({
        values,
        parameters: read,
        ...(unreadable.length > 0 ? { unreadable } : {}),
      }),
    };
  },

  answered(command, answer, _context, bytes) {
    const { reading, values, read: before } = progressOf(command);
    if (answer.kind === 'response' && answer.response.method === 'GetParameterValuesResponse') {
      const read = answer.response.parameterList;
      const progress: Progress = {
        reading: readDone(reading, bytes),
        values: [...values, ...read].slice(0, MAX_VALUES_SHOWN),
        read: before + read.length,
      };
      return goOn(progress as unknown as CommandProgress, { what: 'values', values: read });
    }
    if (answer.kind !== 'fault') return answer.kind === 'declined' ? refused(command, answer) : unexpected();
    const { faultCode } = answer.fault;
    // A single path in the whole command: the fault is the command's own.
    if (command.spec.paths.length === 1 || ![9002, 9003, 9004, 9005].includes(faultCode))
      return refused(command, answer);
    const next = readRefused(reading, faultCode !== 9005, []);
    if (nextRead(next) === undefined && values.length === 0) return refused(command, answer);
    return goOn({ reading: next, values, read: before } satisfies Progress as unknown as CommandProgress);
  },
};

function unexpected() {
  return finish(failed('internal', 'The answer does not belong to the request.'));
}
