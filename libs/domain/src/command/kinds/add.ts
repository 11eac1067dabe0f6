import type { ParameterInfo } from '#libs/cwmp';
import type { WantedValue } from '../command.ts';
import {
  type After,
  type CommandOf,
  type CommandProgram,
  completed,
  failed,
  finish,
  goOn,
  type Learnt,
  MAX_ATTEMPTS,
  type Next,
  refused,
  sendAgain,
} from '../program.ts';
import { type SetProgress, setRequest } from './set.ts';

interface Progress {
  /** rows: which rows are there. add: create one. found: after a lost answer, which rows are there now. */
  readonly phase: 'rows' | 'add' | 'found' | 'names' | 'values' | 'set' | 'verify';
  readonly before: readonly number[];
  readonly row?: number;
  readonly types: SetProgress['types'];
  readonly status: number;
  readonly note?: string;
  /** How often the answer to AddObject was lost. */
  readonly lost: number;
  /** The table was not listed (9005) before the row was asked for: it had none. */
  readonly unlisted?: boolean;
  /** The CPE said that it made a row, but not which. */
  readonly created?: boolean;
}

const NOT_READ_BACK = 'The row was created, but could not be read back.';

const START: Progress = { phase: 'rows', before: [], types: {}, status: 0, lost: 0 };

function progressOf(command: CommandOf<'add'>): Progress {
  return 'phase' in command.progress ? (command.progress as unknown as Progress) : START;
}

/**
 * Creates a row, sets its values and reads it back. AddObject must not run twice: the rows there are counted first, so
 * that after a lost answer a new one is recognised and adopted instead of making another.
 */
export const add: CommandProgram<'add'> = {
  next(command, { device }) {
    const progress = progressOf(command);
    const table = command.spec.objectName;
    const row = `${table}${progress.row}.`;
    const read = (parameterNames: readonly string[]): Next => ({
      do: 'send',
      request: { method: 'GetParameterValues', parameterNames },
      idempotent: true,
    });
    const list = (parameterPath: string, nextLevel: boolean): Next => ({
      do: 'send',
      request: { method: 'GetParameterNames', parameterPath, nextLevel },
      idempotent: true,
    });
    switch (progress.phase) {
      case 'rows':
      case 'found':
        return list(table, true);
      case 'add': {
        const request = { method: 'AddObject', objectName: table, parameterKey: device.parameterKey } as const;
        return { do: 'send', request, idempotent: false };
      }
      case 'names':
        return list(row, false);
      case 'values':
      case 'verify':
        return read([row]);
      case 'set': {
        const values = wanted(command, row);
        const request = setRequest(
          values,
          { phase: 'set', types: progress.types, retyped: false },
          device.parameterKey,
        );
        return { do: 'send', request, idempotent: true };
      }
    }
  },

  answered(command, answer) {
    const progress = progressOf(command);
    if (answer.kind !== 'response') return notDone(command, progress, answer);
    const { response } = answer;
    switch (response.method) {
      case 'GetParameterNamesResponse':
        return listed(command, progress, response.parameterList);
      case 'AddObjectResponse':
        return created(command, progress, response.instanceNumber, response.status);
      case 'GetParameterValuesResponse':
        return valuesRead(command, progress, response.parameterList);
      case 'SetParameterValuesResponse': {
        const status = Math.max(progress.status, response.status);
        return go({ ...progress, phase: 'verify', status }, ...pending(response.status));
      }
      default:
        return finish(failed('internal', 'The answer does not belong to the request.'));
    }
  },

  lost(command) {
    const progress = progressOf(command);
    if (progress.phase !== 'add') return lostLater(command, progress);
    if (progress.lost + 1 >= MAX_ATTEMPTS) {
      return finish(failed('outcome_unknown', `The answer to AddObject was lost ${MAX_ATTEMPTS} times.`));
    }
    return go({ ...progress, phase: 'found', lost: progress.lost + 1 });
  },
};

function listed(command: CommandOf<'add'>, progress: Progress, names: readonly ParameterInfo[]): After {
  const table = command.spec.objectName;
  if (progress.phase === 'names') {
    return go(
      { ...progress, phase: 'values' },
      { what: 'names', path: `${table}${progress.row}.`, names, nextLevel: false },
    );
  }
  const learnt: Learnt = { what: 'names', path: table, names, nextLevel: true };
  const rows = rowsOf(table, names);
  if (progress.phase === 'rows') return go({ ...progress, phase: 'add', before: rows }, learnt);
  const fresh = rows.filter((row) => !progress.before.includes(row));
  const [row] = fresh;
  if (row === undefined) return noneIsNew(progress, learnt);
  if (fresh.length > 1) {
    const why = `${whatWasMissing(progress)}, and since then rows ${fresh.join(', ')} are new: which one is ours cannot be told.`;
    return finish(failed('outcome_unknown', why), learnt);
  }
  return go(
    { ...progress, phase: 'names', row, note: `${whatWasMissing(progress)}; the new row was found in the table.` },
    learnt,
  );
}

function noneIsNew(progress: Progress, ...learnt: Learnt[]): After {
  if (!progress.created) return go({ ...progress, phase: 'add' }, ...learnt);
  return finish(failed('outcome_unknown', `${whatWasMissing(progress)}, and no row of the table is new.`), ...learnt);
}

function whatWasMissing({ created }: Progress): string {
  return created ? 'The answer to AddObject had no instance number' : 'The answer to AddObject was lost';
}

/** Once the row is there, falling silent changes nothing about that. */
function lostLater(command: CommandOf<'add'>, progress: Progress): After {
  const after = sendAgain(command);
  if (after.outcome === undefined || progress.row === undefined) return after;
  if (progress.phase === 'verify') return finish(completed({ ...resultOf(progress), note: NOT_READ_BACK }));
  return finish(failed('timed_out', `Row ${progress.row} was created, but then the CPE did not answer any more.`));
}

function created(command: CommandOf<'add'>, progress: Progress, row: number, status: number): After {
  // An answer without a usable number: the table tells which row is new.
  if (row < 1) return go({ ...progress, phase: 'found', status, created: true });
  const names = [{ name: `${command.spec.objectName}${row}.`, writable: true }];
  const learnt: Learnt = { what: 'names', path: names[0]?.name ?? '', names, nextLevel: true };
  return go({ ...progress, phase: 'names', row, status }, learnt, ...pending(status));
}

function valuesRead(
  command: CommandOf<'add'>,
  progress: Progress,
  values: Extract<Learnt, { what: 'values' }>['values'],
): After {
  const learnt: Learnt = { what: 'values', values };
  if (progress.phase === 'verify' || !command.spec.values?.length) {
    return finish(completed({ ...resultOf(progress), values }), learnt);
  }
  return go(
    { ...progress, phase: 'set', types: Object.fromEntries(values.map(({ name, type }) => [name, type])) },
    learnt,
  );
}

/** 9005 for the table: some CPEs list one only once it has a row. */
function tableDenied(progress: Progress): After {
  if (progress.phase === 'rows') return go({ ...progress, phase: 'add', before: [], unlisted: true });
  if (progress.unlisted) return noneIsNew(progress);
  // It was listed before: that it is not there now says nothing about the row.
  const why = `${whatWasMissing(progress)}, and the CPE does not list the table any more.`;
  return finish(failed('outcome_unknown', why));
}

/** A refusal before the row exists ends the command; after that, it says what became of the row. */
function notDone(command: CommandOf<'add'>, progress: Progress, answer: Parameters<typeof refused>[1]): After {
  if ((progress.phase === 'rows' || progress.phase === 'found') && answer.kind === 'fault') {
    return answer.fault.faultCode === 9005 ? tableDenied(progress) : refused(command, answer);
  }
  if (progress.phase === 'names' || progress.phase === 'values' || progress.phase === 'verify') {
    const outcome = completed({ ...resultOf(progress), note: NOT_READ_BACK });
    return progress.phase === 'verify' || !command.spec.values?.length
      ? finish(outcome)
      : go({ ...progress, phase: 'set' });
  }
  const after = refused(command, answer);
  if (progress.phase === 'set' && after.outcome?.status === 'failed') {
    const detail = `Row ${progress.row} was created, but its values were refused. ${after.outcome.detail}`;
    return { ...after, outcome: { ...after.outcome, detail } };
  }
  return after;
}

function resultOf({ row, status, note }: Progress) {
  return { status, ...(row === undefined ? {} : { instanceNumber: row }), ...(note === undefined ? {} : { note }) };
}

function pending(status: number): Learnt[] {
  return status === 1 ? [{ what: 'rebootPending' }] : [];
}

function wanted(command: CommandOf<'add'>, row: string): WantedValue[] {
  return (command.spec.values ?? []).map((value) => ({ ...value, name: row + value.name }));
}

function rowsOf(table: string, names: readonly ParameterInfo[]): number[] {
  const rows: number[] = [];
  for (const { name } of names) {
    const row = name.startsWith(table) ? /^(\d+)\.$/.exec(name.slice(table.length)) : null;
    if (row) rows.push(Number(row[1]));
  }
  return rows;
}

function go(progress: Progress, ...learnt: Learnt[]): After {
  return goOn({ ...progress }, ...learnt);
}
