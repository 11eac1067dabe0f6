import type { ValueType } from '#libs/cwmp';
import type { Timestamp } from '../device/device.ts';
import { Fingerprint } from '../fingerprint.ts';
import type { Prune } from '../profile/profile.ts';
import type { Desired, DesiredRowValue, DesiredSetting, DesiredValue, RowName, Source } from './desired.ts';
import type { ReportedTree } from './reported-tree.ts';
import { allRows, bindTables, ownedBefore, type RowState, rowPaths, type TableState } from './row-states.ts';
import type { SyncState } from './sync.ts';
import { seenText } from './troubles.ts';
import { sameText } from './value-text.ts';

/** One thing that is not as declared. */
export type Difference =
  /** What is there is not known: it must be listed (an object) or read (a parameter) first. */
  | { readonly what: 'unknown'; readonly path: string; readonly source: Source }
  | ValueDifference
  | { readonly what: 'attribute'; readonly path: string; readonly notification: 0 | 1 | 2; readonly source: Source }
  | { readonly what: 'missingRow'; readonly row: RowState; readonly table: string; readonly source: Source }
  /** A row that nobody declared, in a table that is pruned; or a row or object that must not be there. */
  | {
      readonly what: 'unwanted';
      readonly path: string;
      /** Absent: it has no name. */
      readonly row?: RowName;
      /** Of the table, for a row that nobody declared. */
      readonly prune?: Prune;
      readonly source: Source;
    }
  | { readonly what: 'ambiguous'; readonly row: RowState; readonly source: Source };

export interface ValueDifference {
  readonly what: 'value';
  /** In a row that is not there, with its symbol. */
  readonly path: string;
  /** What it is remembered by: its path, or `rowValueKey`. */
  readonly key: string;
  readonly value: DesiredValue;
  readonly type?: ValueType;
  readonly writeOnly: boolean;
  readonly risky: boolean;
  /** Only told: mode `observe`. */
  readonly observed: boolean;
  /** Seeded once it is written. */
  readonly seed: boolean;
  /** Absent when it is write-only or its row is not there. */
  readonly reported?: string;
  readonly source: Source;
}

export interface DiffFacts {
  readonly tree: ReportedTree;
  readonly sync: Pick<SyncState, 'rows' | 'written' | 'seeded'> & Partial<Pick<SyncState, 'pending' | 'troubles'>>;
  /** See `BindingFacts`. */
  readonly suspect: boolean;
  /** Attributes that are known to be set on the CPE: notification by path. */
  readonly notifications: ReadonlyMap<string, number>;
  /** What was read before does not count: it may have changed since. */
  readonly notReadBefore?: Timestamp;
}

export interface Diff {
  readonly tables: readonly TableState[];
  /** In the order in which things were declared. */
  readonly differences: readonly Difference[];
}

/** What of the declared is not so on the device. Pure: the same for the same facts. */
export function diff(desired: Desired, facts: DiffFacts): Diff {
  const { tree, suspect, sync } = facts;
  const { rows, pending = {}, troubles = {} } = sync;
  const tables = bindTables(desired.tables, { tree, rows, suspect, pending, troubles });
  const paths = rowPaths(tables);
  const differences: Difference[] = [];
  for (const setting of desired.settings) differences.push(...settingDifferences(setting, facts, paths));
  for (const table of tables) differences.push(...tableDifferences(table, facts, paths));
  for (const { path, source } of desired.absent) {
    if (facts.tree.has(path)) differences.push({ what: 'unwanted', path, source });
  }
  return { tables, differences };
}

/** A value in a row goes by the row's name: the CPE may number its rows anew. */
export function rowValueKey(row: RowName, parameter: string): string {
  return `${row}.${parameter}`;
}

/** Stands for a value in what is kept: never the value of a secret. */
export function valueStamp(value: DesiredValue): string {
  if (value.kind === 'secret') return value.stamp;
  const hash = new Fingerprint();
  hash.add(value.kind);
  hash.add(value.kind === 'plain' ? value.text : value.row);
  return hash.text();
}

/** The text that the CPE should report; undefined for a secret, and for the path of a row that is not there. */
export function expectedText(value: DesiredValue, paths: ReadonlyMap<RowName, string>): string | undefined {
  if (value.kind === 'plain') return value.text;
  if (value.kind === 'secret') return undefined;
  // References are written without the final dot (TR-106 §3.2.4).
  return paths.get(value.row)?.replace(/\.$/, '');
}

function settingDifferences(
  setting: DesiredSetting,
  facts: DiffFacts,
  paths: ReadonlyMap<RowName, string>,
): readonly Difference[] {
  const { path, notification, source } = setting;
  const value = valueDifference({ path, key: path }, setting, facts, paths);
  const known = facts.notifications.get(path);
  const attribute: readonly Difference[] =
    notification === undefined || notification === known ? [] : [{ what: 'attribute', path, notification, source }];
  return value === undefined ? attribute : [value, ...attribute];
}

function valueDifference(
  { path, key }: { readonly path: string; readonly key: string },
  wanted: DesiredSetting | DesiredRowValue,
  { tree, sync, notReadBefore }: DiffFacts,
  paths: ReadonlyMap<RowName, string>,
): Difference | undefined {
  const { value, mode, writeOnly, risky, source, type } = wanted;
  const difference = {
    what: 'value',
    path,
    key,
    value,
    ...(type === undefined ? {} : { type }),
    writeOnly,
    risky,
    observed: mode === 'observe',
    seed: mode === 'seed',
    source,
  } as const;
  // The subscriber may have changed it since, as it is meant.
  if (mode === 'seed' && Object.hasOwn(sync.seeded, key)) return undefined;
  if (writeOnly) {
    const written = Object.hasOwn(sync.written, key) ? sync.written[key] : undefined;
    return written === valueStamp(value) ? undefined : difference;
  }
  const reported = tree.get(path);
  if (reported?.value === undefined || isOld(reported.readAt, notReadBefore)) {
    return { what: 'unknown', path, source };
  }
  if (mode === 'seed' && isChangedSince(path, reported.value, sync)) return undefined;
  const expected = expectedText(value, paths);
  if (expected !== undefined && isSame(expected, reported.value, reported.type, value)) return undefined;
  return { ...difference, reported: reported.value };
}

/** A seed that the CPE did not take is something else since it was tried: that is the subscriber's doing. */
function isChangedSince(path: string, reported: string, { troubles = {} }: DiffFacts['sync']): boolean {
  const seen = Object.hasOwn(troubles, path) ? troubles[path]?.seen : undefined;
  return seen !== undefined && seen !== seenText(reported);
}

function isOld(readAt: Timestamp | undefined, notReadBefore: Timestamp | undefined): boolean {
  return notReadBefore !== undefined && (readAt === undefined || readAt < notReadBefore);
}

/** A CPE may write a reference with or without the final dot. */
function isSame(expected: string, reported: string, type: ValueType | undefined, { kind }: DesiredValue): boolean {
  if (sameText(expected, reported, type)) return true;
  return kind === 'rowPath' && reported.replace(/\.$/, '') === expected;
}

function tableDifferences(
  state: TableState,
  facts: DiffFacts,
  paths: ReadonlyMap<RowName, string>,
): readonly Difference[] {
  const { path, table } = state;
  // A table that is not listed may still take rows: some CPEs list one only once it has a row.
  const differences: Difference[] = [];
  for (const row of state.rows) differences.push(...rowDifferences(row, state, facts, paths));
  for (const instance of state.others) {
    if (isPruned(state, instance, facts)) {
      const { prune, source } = table;
      differences.push({ what: 'unwanted', path: `${path}${instance}.`, prune, source });
    }
  }
  return differences;
}

/** Rows of others are left alone, unless the table says otherwise. */
function isPruned({ name, table }: TableState, instance: number, { sync, suspect }: DiffFacts): boolean {
  if (table.prune !== 'owned') return table.prune !== 'none';
  return ownedBefore(instance, { rows: sync.rows, suspect }, name);
}

function rowDifferences(
  state: RowState,
  { path: table }: TableState,
  facts: DiffFacts,
  paths: ReadonlyMap<RowName, string>,
): readonly Difference[] {
  const { row, bound, path, name } = state;
  const { source } = row;
  if (state.ambiguous) return [{ what: 'ambiguous', row: state, source }];
  if (row.mode === 'forbid') return bound ? [{ what: 'unwanted', path, row: name, source }] : [];
  if (bound === undefined) return missing(state, table, facts);
  const values = row.values.flatMap(
    (value) =>
      valueDifference({ path: path + value.name, key: rowValueKey(name, value.name) }, value, facts, paths) ?? [],
  );
  return [...values, ...state.tables.flatMap((below) => tableDifferences(below, facts, paths))];
}

function missing(state: RowState, table: string, { sync }: DiffFacts): readonly Difference[] {
  const { row, name } = state;
  // Seeded once: that it is gone is the subscriber's doing.
  if (row.mode === 'seed' && Object.hasOwn(sync.seeded, name)) return [];
  return [{ what: 'missingRow', row: state, table, source: row.source }];
}

/** Which rows are where, to be kept (`SyncState.rows`). */
export function boundRows(tables: readonly TableState[]): SyncState['rows'] {
  return Object.fromEntries([...allRows(tables)].flatMap(({ name, bound }) => (bound ? [[name, bound] as const] : [])));
}
