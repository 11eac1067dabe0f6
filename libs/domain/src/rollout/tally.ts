import { EXECUTION_STATES, type Execution, type ExecutionReason, type ExecutionState } from './execution.ts';
import { blamesImage, faultClassOf } from './fault-class.ts';
import { type WaitReason, waitOf } from './wait-reason.ts';

/** Executions counted: tallies of parts add up to that of the whole, and what is taken out again leaves no trace. */
export interface Tally {
  readonly states: Readonly<Partial<Record<ExecutionState, number>>>;
  readonly reasons: Readonly<Partial<Record<ExecutionReason, number>>>;
  /** Devices by fault code: each device counts once for a code. */
  readonly faults: Readonly<Record<string, number>>;
  readonly cells: Readonly<Record<string, CellTally>>;
  /** Devices that wait, by what kept them when they called in last; absent: none. */
  readonly waits?: Readonly<Partial<Record<WaitReason, number>>>;
  readonly inFlight: number;
  readonly completed: number;
  readonly failed: number;
  /** Failures that say something about the image, with their weight. */
  readonly blamed: number;
  /** Not a word since the Download. */
  readonly silent: number;
}

/** Of one model and version at the start. */
export interface CellTally {
  readonly inFlight: number;
  readonly completed: number;
  readonly failed: number;
  /** Of those that failed; absent: none. */
  readonly silent?: number;
}

export const NO_TALLY: Tally = {
  states: {},
  reasons: {},
  faults: {},
  cells: {},
  inFlight: 0,
  completed: 0,
  failed: 0,
  blamed: 0,
  silent: 0,
};

/** A device that fell back to the old image by itself counts as three: the next model may not be able to. */
const REVERTED_WEIGHT = 3;

export function tallyOf(execution: Execution): Tally {
  const { state, reason, faults, cell, account } = execution;
  const one = (wanted: typeof account): number => (account === wanted ? 1 : 0);
  const inFlight = one('inFlight');
  const completed = one('completed');
  const failed = one('failed');
  const silent = failed === 1 && reason === 'silent' ? 1 : 0;
  const wait = waitOf(execution);
  return {
    states: { [state]: 1 },
    reasons: reason ? { [reason]: 1 } : {},
    faults: Object.fromEntries(faults.map((code) => [code, 1])),
    cells: account === 'none' ? {} : { [cell]: cellTally({ inFlight, completed, failed, silent }) },
    ...(wait && { waits: { [wait.for]: 1 } }),
    inFlight,
    completed,
    failed,
    blamed: failed === 1 ? blameOf(execution) : 0,
    silent,
  };
}

function cellTally({ silent, ...counts }: Required<CellTally>): CellTally {
  return silent === 0 ? counts : { ...counts, silent };
}

function blameOf({ reason, faults }: Execution): number {
  if (reason === 'reverted') return REVERTED_WEIGHT;
  if (reason === 'outsideWindow') return 0;
  if (reason !== 'fault') return 1;
  const last = faults.at(-1);
  return last === undefined || blamesImage(faultClassOf(last)) ? 1 : 0;
}

export function addTally(a: Tally, b: Tally): Tally {
  return combine(a, b, 1);
}

/** Of what was counted in `a` before. */
export function subtractTally(a: Tally, b: Tally): Tally {
  return combine(a, b, -1);
}

/** Whether they count the same, in whatever order it was counted. */
export function isSameTally(a: Tally, b: Tally): boolean {
  const { states, reasons, faults, cells, waits = {}, ...counts } = subtractTally(a, b);
  const isNone = [states, reasons, faults, cells, waits].every((left) => Object.keys(left).length === 0);
  return isNone && Object.values(counts).every((count) => count === 0);
}

export function sumTallies(tallies: Iterable<Tally>): Tally {
  let sum = NO_TALLY;
  for (const tally of tallies) sum = addTally(sum, tally);
  return sum;
}

/** The tally after one of its executions became another one: as to take the one out and add the other, only quicker. */
export function moveTally(tally: Tally, before: Execution, after: Execution): Tally {
  const isCountedAlike =
    before.account === after.account && before.cell === after.cell && before.faults.length === after.faults.length;
  const isAlike = before.reason === after.reason && waitOf(before)?.for === waitOf(after)?.for;
  if (!isCountedAlike || !isAlike) {
    return addTally(subtractTally(tally, tallyOf(before)), tallyOf(after));
  }
  if (before.state === after.state) return tally;
  const states = { ...tally.states, [after.state]: (tally.states[after.state] ?? 0) + 1 };
  const left = (states[before.state] ?? 0) - 1;
  if (left === 0) delete states[before.state];
  else states[before.state] = left;
  return { ...tally, states };
}

/** Devices that are in it, whatever their state. */
export function enrolled({ states }: Tally): number {
  return EXECUTION_STATES.reduce((sum, state) => sum + (states[state] ?? 0), 0);
}

function combine(a: Tally, b: Tally, sign: 1 | -1): Tally {
  const waits = combineCounts(a.waits ?? {}, b.waits ?? {}, sign);
  return {
    states: combineCounts(a.states, b.states, sign),
    reasons: combineCounts(a.reasons, b.reasons, sign),
    faults: combineCounts(a.faults, b.faults, sign),
    cells: combineCells(a.cells, b.cells, sign),
    ...(Object.keys(waits).length > 0 && { waits }),
    inFlight: a.inFlight + sign * b.inFlight,
    completed: a.completed + sign * b.completed,
    failed: a.failed + sign * b.failed,
    blamed: a.blamed + sign * b.blamed,
    silent: a.silent + sign * b.silent,
  };
}

type Counts = Readonly<Record<string, number>>;

/** What is none is left out, so that equal tallies look equal. */
function combineCounts<C extends Readonly<Partial<Record<string, number>>>>(a: C, b: C, sign: 1 | -1): C {
  const names = Object.keys(b);
  if (names.length === 0) return a;
  const sum: Record<string, number> = { ...(a as Counts) };
  for (const name of names) {
    const count = (sum[name] ?? 0) + sign * (b[name] ?? 0);
    if (count === 0) delete sum[name];
    else sum[name] = count;
  }
  return sum as C;
}

function combineCells(a: Tally['cells'], b: Tally['cells'], sign: 1 | -1): Tally['cells'] {
  const names = Object.keys(b);
  if (names.length === 0) return a;
  const sum: Record<string, CellTally> = { ...a };
  for (const name of names) {
    const { inFlight = 0, completed = 0, failed = 0, silent = 0 } = sum[name] ?? {};
    const other = b[name] ?? { inFlight: 0, completed: 0, failed: 0 };
    const cell = {
      inFlight: inFlight + sign * other.inFlight,
      completed: completed + sign * other.completed,
      failed: failed + sign * other.failed,
      silent: silent + sign * (other.silent ?? 0),
    };
    if (Object.values(cell).every((count) => count === 0)) delete sum[name];
    else sum[name] = cellTally(cell);
  }
  return sum;
}
