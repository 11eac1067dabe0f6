import type { DesiredRow, DesiredTable, DesiredValue, RowName } from './desired.ts';
import type { ReportedTree } from './reported-tree.ts';
import type { BoundRow } from './sync.ts';
import { sameText } from './value-text.ts';

/** A declared table as it stands on the device. */
export interface TableState {
  /** Of a table in a row: with the row's name in place of its number. */
  readonly name: string;
  /** Full path with final dot. Of a table in a row that is not there yet, the row stands as `{<row name>}`. */
  readonly path: string;
  readonly table: DesiredTable;
  readonly rows: readonly RowState[];
  /** Instances that no declared row is. */
  readonly others: readonly number[];
}

/** A declared row as it stands on the device. */
export interface RowState {
  readonly name: RowName;
  readonly row: DesiredRow;
  /** Full path with final dot; `<table>{<row name>}.` while it is not there. */
  readonly path: string;
  /** Absent: there is no such row on the device. */
  readonly bound?: BoundRow;
  /** Several instances have its keys: which is meant can't be told. */
  readonly ambiguous?: readonly number[];
  readonly tables: readonly TableState[];
}

export interface BindingFacts {
  readonly tree: ReportedTree;
  /** Rows bound before (`SyncState.rows`). */
  readonly rows: Readonly<Record<RowName, BoundRow>>;
  /** The CPE may have numbered its rows anew (factory reset, other software, somebody else's doing): a number alone says nothing. */
  readonly suspect: boolean;
}

/** The instance in a path as it is written while the row is not there. */
export function rowSymbol(name: RowName): string {
  return `{${name}}`;
}

/**
 * Finds each declared row: by what it was bound to before if that still has its keys, then by alias, then by its keys. What is
 * found by keys is adopted and not owned, unless it is the ACS's own under another number. No instance is two rows.
 */
export function bindTables(tables: readonly DesiredTable[], facts: BindingFacts): readonly TableState[] {
  return tables.map((table) => bindTable(table, table.path, table.path, facts));
}

/** Every row of the tables and of the tables in them. */
export function* allRows(tables: readonly TableState[]): Generator<RowState> {
  for (const { rows } of tables) {
    for (const row of rows) {
      yield row;
      yield* allRows(row.tables);
    }
  }
}

/** The paths of rows that are there, by name. */
export function rowPaths(tables: readonly TableState[]): ReadonlyMap<RowName, string> {
  return new Map([...allRows(tables)].flatMap(({ name, path, bound }) => (bound ? [[name, path] as const] : [])));
}

function bindTable(table: DesiredTable, path: string, name: RowName, facts: BindingFacts): TableState {
  const instances = path.includes('{') ? [] : facts.tree.rows(path);
  const free = new Set(instances);
  const found = new Map<DesiredRow, Found>();
  for (const find of [byBinding, byAlias, byKeys]) {
    for (const row of table.rows.filter((one) => !found.has(one))) {
      const one = find(row, { table, tableName: name, path, name: `${name}/${row.name}`, free: [...free], facts });
      if (one === undefined) continue;
      found.set(row, one);
      for (const instance of 'instance' in one ? [one.instance] : one.ambiguous) free.delete(instance);
    }
  }
  const rows = table.rows.map((row) => stateOf(row, `${name}/${row.name}`, path, found.get(row), facts));
  return { name, path, table, rows, others: [...free] };
}

function stateOf(
  row: DesiredRow,
  name: RowName,
  table: string,
  found: Found | undefined,
  facts: BindingFacts,
): RowState {
  const bound = found && 'instance' in found ? found : undefined;
  const path = `${table}${bound ? bound.instance : rowSymbol(name)}.`;
  return {
    name,
    row,
    path,
    ...(bound ? { bound } : {}),
    ...(found && 'ambiguous' in found ? { ambiguous: found.ambiguous } : {}),
    tables: row.tables.map((below) => bindTable(below, path + below.path, `${name}/${below.path}`, facts)),
  };
}

type Found = BoundRow | { readonly ambiguous: readonly number[] };

interface Looking {
  readonly table: DesiredTable;
  readonly tableName: string;
  readonly path: string;
  readonly name: RowName;
  readonly free: readonly number[];
  readonly facts: BindingFacts;
}

function byBinding(row: DesiredRow, looking: Looking): Found | undefined {
  const { facts, free, name, table } = looking;
  const bound = Object.hasOwn(facts.rows, name) ? facts.rows[name] : undefined;
  if (bound === undefined || !free.includes(bound.instance)) return undefined;
  const hasKeys = table.keys.length > 0 || row.alias !== undefined;
  const { fresh, ...known } = bound;
  if (hasKeys && isRow(row, bound.instance, looking)) return known;
  if (facts.suspect) return undefined;
  if (hasKeys) return fresh ? bound : undefined;
  return known;
}

function byAlias(row: DesiredRow, looking: Looking): Found | undefined {
  if (row.alias === undefined) return undefined;
  const { path, free, facts } = looking;
  const instance = free.find((one) => facts.tree.value(`${path}${one}.Alias`) === row.alias);
  return instance === undefined ? undefined : { instance, alias: row.alias, owned: isOwn(instance, looking) };
}

function byKeys(row: DesiredRow, looking: Looking): Found | undefined {
  const { table, free } = looking;
  if (table.keys.length === 0) return undefined;
  const same = free.filter((instance) => hasKeys(row, instance, looking));
  const [instance] = same;
  if (instance === undefined) return undefined;
  return same.length > 1 ? { ambiguous: same } : { instance, owned: isOwn(instance, looking) };
}

/** Where numbers say nothing, the row with the name's alias or keys is the one that had them before, and stays what it was. */
function isOwn(instance: number, { facts, tableName, name }: Looking): boolean {
  if (!facts.suspect) return ownedBefore(instance, facts, tableName);
  return Object.hasOwn(facts.rows, name) && facts.rows[name]?.owned === true;
}

/** A row the ACS created stays its own, whatever it is called now. */
export function ownedBefore(instance: number, { rows, suspect }: Omit<BindingFacts, 'tree'>, table: string): boolean {
  // After a reset the number may be another row's.
  if (suspect) return false;
  return Object.entries(rows).some(
    ([name, row]) => row.owned && row.instance === instance && name.slice(0, name.lastIndexOf('/')) === table,
  );
}

/** By its alias, or else by its keys. */
function isRow(row: DesiredRow, instance: number, looking: Looking): boolean {
  const { path, facts, table } = looking;
  if (row.alias !== undefined && facts.tree.value(`${path}${instance}.Alias`) === row.alias) return true;
  return table.keys.length > 0 && hasKeys(row, instance, looking);
}

function hasKeys(row: DesiredRow, instance: number, { table, path, facts }: Looking): boolean {
  return table.keys.every((key) => {
    const value = row.values.find(({ name }) => name === key)?.value;
    const reported = facts.tree.get(`${path}${instance}.${key}`);
    return value !== undefined && reported?.value !== undefined && isSameKey(value, reported.value, reported.type);
  });
}

function isSameKey(value: DesiredValue, reported: string, type: Parameters<typeof sameText>[2]): boolean {
  // A secret tells no row apart, and a row that is not there yet has no path.
  return value.kind === 'plain' && sameText(value.text, reported, type);
}
