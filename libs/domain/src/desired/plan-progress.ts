import type { ValueType } from '#libs/cwmp';
import type { Reading } from '../command/reading.ts';
import { startReading } from '../command/reading.ts';
import type { RowName } from './desired.ts';
import type { Plan, PlanStep } from './plan.ts';
import type { WriteSize } from './write-size.ts';

/** Where a plan stands: what is kept between two RPCs. Holds no secret. */
export interface PlanProgress {
  /** Number of the step that is being done; as many as there are steps: all is done. */
  readonly step: number;
  /** Rows that the plan has made, by name. */
  readonly rows: Readonly<Record<RowName, number>>;
  /** Rows that could not be made: what is in them is left out. */
  readonly dropped: readonly RowName[];
  /** What the CPE said of the types of values in new rows. */
  readonly types: Readonly<Record<string, ValueType>>;
  /** Of a step that adds. */
  readonly adding?: Adding;
  /** Rows of tables as they were listed in a session, and those made since: within it they are not listed again. */
  readonly listed?: { readonly sessionId: string; readonly rows: Readonly<Record<string, readonly number[]>> };
  /** Of a step that sets values or attributes: numbers of those that are still to be sent, request by request. */
  readonly batches?: readonly (readonly number[])[];
  /** The CPE has told the types of what it refused for its type; or is being asked. */
  readonly retyping?: 'asking' | 'done';
  /** Of a step that sets: a request was refused for what looks like its size. */
  readonly writeSize?: WriteSize;
  /** Of a step that reads. */
  readonly reading?: Reading;
  readonly report: PlanReport;
}

/** What came of a plan so far. */
export interface PlanReport {
  /** Values that the CPE accepted, by path: the stamps of what was set. */
  readonly set: Readonly<Record<string, string>>;
  /** Paths, tables and rows that the CPE refused. */
  readonly refused: readonly Refused[];
  readonly deleted: readonly string[];
  /** 1: something is applied after a reboot (TR-069 A.3.2.1). */
  readonly status: 0 | 1;
  /** The last change was accepted, and with it the plan's beacon. */
  readonly beacon: boolean;
}

export interface Refused {
  /** Path of a parameter, table or row. */
  readonly subject: string;
  /** Of the CPE's fault; 0: it did not answer, or what it answered does not say. */
  readonly code: number;
  readonly text: string;
}

/** A row whose AddObject was sent and not answered: it may be there. */
export interface UnresolvedAdd {
  readonly row: RowName;
  /** Rows that were there before. */
  readonly before: readonly number[];
}

/** What a plan that can go no further leaves open. */
export function unresolvedAdd(plan: Plan, { step, adding }: PlanProgress): UnresolvedAdd | undefined {
  const at = plan.steps[step];
  if (at?.do !== 'add' || adding === undefined || adding.lost === 0) return undefined;
  return { row: at.row, before: adding.before };
}

/** How many refusals are kept. */
const MAX_REFUSED = 200;

export interface Adding {
  /** rows: which there are. add: make one. found: after a lost answer, which there are now. */
  readonly phase: 'rows' | 'add' | 'found';
  /** Written ahead: a row that is there and was not before is the one that was made. */
  readonly before: readonly number[];
  /** How often the answer to AddObject was lost. */
  readonly lost: number;
}

export const AT_THE_START: PlanProgress = {
  step: 0,
  rows: {},
  dropped: [],
  types: {},
  report: { set: {}, refused: [], deleted: [], status: 0, beacon: false },
};

/** The step to be done, with what it needs to be begun; steps without anything left to do are passed over. */
export function settled(plan: Plan, progress: PlanProgress): PlanProgress {
  let now = progress;
  for (;;) {
    const step = plan.steps[now.step];
    if (step === undefined) return now;
    now = begun(step, now);
    if (!isOver(step, now)) return now;
    now = nextStep(now);
  }
}

export function nextStep(progress: PlanProgress): PlanProgress {
  const { adding: _, batches: __, retyping: ___, reading: ____, writeSize: _____, ...rest } = progress;
  return { ...rest, step: progress.step + 1 };
}

/** As it is known in a session: what was listed in another one may not be so any more. */
export function inSession(progress: PlanProgress, sessionId: string): PlanProgress {
  if (progress.listed === undefined || progress.listed.sessionId === sessionId) return progress;
  const { listed: _, ...rest } = progress;
  return rest;
}

export function withListed(
  progress: PlanProgress,
  sessionId: string,
  table: string,
  rows: readonly number[],
): PlanProgress {
  return { ...progress, listed: { sessionId, rows: { ...progress.listed?.rows, [table]: rows } } };
}

/** A path as it is on the device now; undefined while one of its rows is not there. */
export function concrete(path: string, { rows }: Pick<PlanProgress, 'rows'>): string | undefined {
  let known = true;
  const full = path.replace(/\{([^}]+)\}/g, (_, name: string) => {
    const row = Object.hasOwn(rows, name) ? rows[name] : undefined;
    if (row === undefined) known = false;
    return String(row);
  });
  return known ? full : undefined;
}

export function refusing(progress: PlanProgress, ...refused: readonly Refused[]): PlanProgress {
  const all = [...progress.report.refused, ...refused].slice(0, MAX_REFUSED);
  return { ...progress, report: { ...progress.report, refused: all } };
}

/** What is known of the table's rows need not be asked for. */
function addingOf({ before, table: named }: Extract<PlanStep, { do: 'add' }>, progress: PlanProgress): Adding {
  if (before) return { phase: 'found', before, lost: 1 };
  const table = concrete(named, progress) ?? '';
  const { rows = {} } = progress.listed ?? {};
  const listed = Object.hasOwn(rows, table) ? rows[table] : undefined;
  return listed ? { phase: 'add', before: listed, lost: 0 } : { phase: 'rows', before: [], lost: 0 };
}

function begun(step: PlanStep, progress: PlanProgress): PlanProgress {
  switch (step.do) {
    case 'add':
      return progress.adding ? progress : { ...progress, adding: addingOf(step, progress) };
    case 'set':
      return progress.batches ? progress : { ...progress, batches: [possible(step.values, progress)] };
    case 'attributes':
      return progress.batches ? progress : { ...progress, batches: [possible(step.attributes, progress)] };
    case 'read':
    case 'verify': {
      if (progress.reading) return progress;
      const paths = step.paths.flatMap((path) => concrete(path, progress) ?? []);
      const items = paths.map((path) => [path, 1] as const);
      return { ...progress, reading: startReading(items, Math.max(1, items.length)) };
    }
    default:
      return progress;
  }
}

/** Those whose rows are there. */
function possible(items: readonly { readonly path: string }[], progress: PlanProgress): readonly number[] {
  return items.flatMap(({ path }, index) => (concrete(path, progress) === undefined ? [] : [index]));
}

function isOver(step: PlanStep, progress: PlanProgress): boolean {
  switch (step.do) {
    case 'add':
      // In a row that could not be made there is no table.
      return concrete(step.table, progress) === undefined;
    case 'set':
    case 'attributes':
      return (progress.batches ?? []).every((batch) => batch.length === 0);
    case 'read':
    case 'verify':
      return (progress.reading?.batches ?? []).length === 0;
    default:
      return false;
  }
}
