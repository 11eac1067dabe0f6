import { Fingerprint } from '../fingerprint.ts';
import type { DesiredRow, RowName } from './desired.ts';
import { type Difference, type ValueDifference, valueStamp } from './diff.ts';
import type { Plan, PlannedValue, PlanStep } from './plan.ts';
import { unlistedTables } from './pruning.ts';
import { type RowState, rowSymbol } from './row-states.ts';

export interface PlanLimits {
  /** Values of one SetParameterValues. */
  readonly writeBatch: number;
  /** Parameters of one GetParameterValues. */
  readonly readBatch: number;
  /** Rows of one table that a plan deletes for not being declared. */
  readonly mostDeleted: number;
  readonly mayReboot: boolean;
  /** Something was committed that is applied after a reboot (Status 1). */
  readonly rebootPending: boolean;
}

export interface PlanOrder extends PlanLimits {
  /** Of the profiles; stands at the beginning of the beacon. */
  readonly generation: number;
  /** Of the `Desired`. */
  readonly stamp: string;
  /** Rows that an earlier plan may have made, with those that were there before it. */
  readonly unresolved?: Readonly<Record<RowName, readonly number[]>>;
  /** Tables that were listed just now: of no other one a row is deleted. Absent: what is known counts as such. */
  readonly listed?: ReadonlySet<string>;
}

const BEACON_LENGTH = 32;
/** A row has a handful of parameters, seldom more than twenty. */
const ROWS_READ_TOGETHER = 12;
/** Characters of names and values in one SetParameterValues: a CPE need not take more than 32 KB (TR-069 §3.4). */
const WRITE_CHARACTERS = 24_000;

/**
 * What to do about the differences: learn what is unknown, or was not looked at just now and is to be deleted, and nothing
 * else until it is known; else delete, add (parents
 * first), set (object by object, with what switches it on last), attributes, what may cut the line alone and last, and a
 * reboot if one is needed and allowed. No difference, no step. Pure: the same differences make the same plan.
 */
export function makePlan(differences: readonly Difference[], order: PlanOrder): Plan {
  const unknown = differences.flatMap((one) => (one.what === 'unknown' ? [one.path] : []));
  const unlisted = unlistedTables(differences, order.listed);
  const isLearnt = unknown.length + unlisted.length === 0;
  const steps = isLearnt ? changingSteps(differences, order) : learningSteps(unknown, unlisted, order);
  const hash = new Fingerprint();
  for (const step of steps) hash.add(hashedStep(step));
  return { steps, hash: hash.text(), beacon: beaconOf(order) };
}

/** `c<generation>.<stamp>`: shows in every Inform which wishes the CPE took last (ParameterKey, TR-069 A.3.2.1). */
export function beaconOf({ generation, stamp }: Pick<PlanOrder, 'generation' | 'stamp'>): string {
  return `c${generation.toString(36)}.${stamp}`.slice(0, BEACON_LENGTH);
}

/** What changes nothing on the CPE. */
export function isLearning({ steps }: Plan): boolean {
  return steps.every((step) => step.do === 'list' || step.do === 'read');
}

/** A table is read as well: a row that is still there may have become a declared one. */
function learningSteps(
  paths: readonly string[],
  tables: readonly string[],
  { readBatch }: PlanOrder,
): readonly PlanStep[] {
  const lists = [...new Set([...tables, ...paths.filter((path) => path.endsWith('.'))])];
  const reads = paths.filter((path) => !path.endsWith('.'));
  return [
    ...lists.map((path) => ({ do: 'list', path, nextLevel: true }) as const),
    ...tables.map((table) => ({ do: 'read', paths: [table] }) as const),
    ...chunks(reads, readBatch).map((some) => ({ do: 'read', paths: some }) as const),
  ];
}

function changingSteps(differences: readonly Difference[], order: PlanOrder): readonly PlanStep[] {
  const missing = differences.flatMap((one) => (one.what === 'missingRow' ? [one] : []));
  const values = differences.flatMap((one) => (one.what === 'value' && !one.observed ? [one] : []));
  const added = missing.flatMap(({ row, table }) => addingSteps(row, table, order.unresolved ?? {}));
  const inNewRows = added.flatMap(({ values: ofRow }) => ofRow);
  const safe = [...inNewRows.filter(({ risky }) => !risky), ...values.filter(({ risky }) => !risky)];
  const risky = [...inNewRows.filter((one) => one.risky), ...values.filter((one) => one.risky)];
  const set = settingSteps(safe, order);
  const setLast = settingSteps(risky, order);
  const attributes = differences.flatMap((one) =>
    one.what === 'attribute' ? [{ path: one.path, notification: one.notification }] : [],
  );
  const changes: readonly PlanStep[] = [
    ...deletingSteps(differences, order),
    ...added.map(({ step }) => step),
    // What new rows have by themselves, and of which types, only the CPE knows.
    ...chunks(
      added.map(({ path }) => path),
      ROWS_READ_TOGETHER,
    ).map((paths) => ({ do: 'read', paths }) as const),
    ...set,
    ...chunks(attributes, order.writeBatch).map((some) => ({ do: 'attributes', attributes: some }) as const),
    ...setLast.map((step) => (step.do === 'set' ? { ...step, risky: true } : step)),
  ];
  const written = [...safe, ...risky].filter(({ writeOnly }) => !writeOnly).map(({ path }) => path);
  const verified = chunks(written, order.readBatch).map((paths) => ({ do: 'verify', paths }) as const);
  const reboot: readonly PlanStep[] =
    order.rebootPending && order.mayReboot && changes.length === 0 ? [{ do: 'reboot' }] : [];
  return [...changes, ...verified, ...reboot];
}

function deletingSteps(differences: readonly Difference[], { mostDeleted }: PlanOrder): readonly PlanStep[] {
  const steps: PlanStep[] = [];
  const deleted = new Map<string, number>();
  for (const one of differences) {
    if (one.what !== 'unwanted') continue;
    const table = tableOf(one.path);
    const count = (deleted.get(table) ?? 0) + 1;
    // Rows that a profile forbids by name are as many as it names.
    if (one.row === undefined && count > mostDeleted) continue;
    if (one.row === undefined) deleted.set(table, count);
    steps.push({ do: 'delete', object: one.path, ...(one.row === undefined ? {} : { row: one.row }) });
  }
  return steps;
}

function tableOf(row: string): string {
  return row.slice(0, row.lastIndexOf('.', row.length - 2) + 1);
}

type NewValue = Pick<ValueDifference, 'path' | 'value' | 'type' | 'writeOnly' | 'risky'>;

interface Adding {
  readonly step: Extract<PlanStep, { do: 'add' }>;
  /** Of the new row, with final dot. */
  readonly path: string;
  readonly values: readonly NewValue[];
}

/** The row, then the rows in it. */
function addingSteps(
  { name, row, tables }: RowState,
  table: string,
  unresolved: Readonly<Record<RowName, readonly number[]>>,
): readonly Adding[] {
  const path = `${table}${rowSymbol(name)}.`;
  const before = Object.hasOwn(unresolved, name) ? unresolved[name] : undefined;
  const step = { do: 'add', table, row: name, ...(before ? { before } : {}) } as const;
  const own: Adding = { step, path, values: newValues(row, path) };
  const below = tables.flatMap((state) =>
    state.rows.filter((one) => one.row.mode !== 'forbid').flatMap((one) => addingSteps(one, state.path, unresolved)),
  );
  return [own, ...below];
}

function newValues(row: DesiredRow, path: string): readonly NewValue[] {
  return row.values
    .filter(({ mode }) => mode !== 'observe')
    .map(({ name, value, type, writeOnly, risky }) => ({
      path: path + name,
      value,
      ...(type === undefined ? {} : { type }),
      writeOnly,
      risky,
    }));
}

function settingSteps(values: readonly NewValue[], { writeBatch }: Pick<PlanOrder, 'writeBatch'>): readonly PlanStep[] {
  const byObject = Map.groupBy(values, ({ path }) => path.slice(0, path.lastIndexOf('.') + 1));
  const groups = [...byObject.values()].map((group) => group.toSorted((a, b) => rank(a) - rank(b)));
  const batches: PlannedValue[][] = [];
  let full: Fill = { values: writeBatch, characters: 0 };
  const startsNew = (next: Fill) =>
    full.values + next.values > writeBatch || full.characters + next.characters > WRITE_CHARACTERS;
  for (const group of groups) {
    // An object is not torn apart if it fits: keys and values belong together.
    let breaks = startsNew(fillOf(group));
    for (const one of group) {
      if (breaks || startsNew(fillOf([one]))) {
        batches.push([]);
        full = { values: 0, characters: 0 };
        breaks = false;
      }
      batches.at(-1)?.push(planned(one));
      const { values: count, characters } = fillOf([one]);
      full = { values: full.values + count, characters: full.characters + characters };
    }
  }
  return batches.map((batch) => ({ do: 'set', values: batch, risky: false }) as const);
}

interface Fill {
  readonly values: number;
  readonly characters: number;
}

/** How much of a request values take; the length of a secret is not known here. */
function fillOf(values: readonly NewValue[]): Fill {
  const characters = values.map(({ path, value }) => path.length + (value.kind === 'plain' ? value.text.length : 64));
  return { values: values.length, characters: characters.reduce((sum, one) => sum + one, 0) };
}

/** What switches a thing on comes after what it is to be. */
function rank({ path }: NewValue): number {
  return /\.(?:\w*Enabled?|\w+Enable)$/.test(path) ? 1 : 0;
}

function planned({ path, value, type }: NewValue): PlannedValue {
  return { path, value, ...(type === undefined ? {} : { type }) };
}

/** Without what is not fixed by the plan; secrets stand for themselves by their stamps. */
function hashedStep(step: PlanStep): string {
  if (step.do !== 'set') return JSON.stringify(step);
  return JSON.stringify(['set', step.risky, step.values.map(({ path, value }) => [path, valueStamp(value)])]);
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const all: T[][] = [];
  for (let from = 0; from < items.length; from += size) all.push(items.slice(from, from + size));
  return all;
}
