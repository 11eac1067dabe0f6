import type { DesiredRow, DesiredTable, RowName } from './desired.ts';
import { InstancesOf } from './instances-of.ts';
import type { ReportedTree } from './reported-tree.ts';
import { tableOfName } from './row-name.ts';
import type { BoundRow, SyncState } from './sync.ts';

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
  /** `SyncState.pending`: it has not booted since, so that what is accepted for after a boot is still where it was. */
  readonly pending?: SyncState['pending'];
  /** `SyncState.troubles`: what the CPE had instead of what it refused tells the row again. */
  readonly troubles?: SyncState['troubles'];
}

/** The instance in a path as it is written while the row is not there. */
export function rowSymbol(name: RowName): string {
  return `{${name}}`;
}

/**
 * Finds each declared row: by what it was bound to before if that still has its keys, then by alias, then by its keys, then
 * by the ACS having made it. What is found by keys is adopted and not owned, unless it is the ACS's own under another number.
 * No instance is two rows.
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
  const looking: Looking = {
    table,
    tableName: name,
    path,
    free,
    facts,
    instances: new InstancesOf(table, path, facts.tree),
  };
  for (const find of [byBinding, byAlias, byKeys, byHavingMadeIt]) {
    for (const row of table.rows.filter((one) => !found.has(one))) {
      const one = find(row, `${name}/${row.name}`, looking);
      if (one) found.set(row, one);
      for (const instance of instancesIn(one)) free.delete(instance);
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

function instancesIn(found: Found | undefined): readonly number[] {
  if (found === undefined) return [];
  return 'instance' in found ? [found.instance] : found.ambiguous;
}

interface Looking {
  readonly table: DesiredTable;
  readonly tableName: string;
  readonly path: string;
  readonly free: ReadonlySet<number>;
  readonly facts: BindingFacts;
  readonly instances: InstancesOf;
}

type Find = (row: DesiredRow, name: RowName, looking: Looking) => Found | undefined;

const byBinding: Find = (row, name, { facts, free, table, instances }) => {
  const bound = boundBefore(name, facts);
  if (bound === undefined || !free.has(bound.instance)) return undefined;
  const isKnownBySomething = table.keys.length > 0 || row.alias !== undefined;
  if (isKnownBySomething) return instances.isRow(row, bound.instance) ? bound : undefined;
  // Where numbers say nothing it may still be recognised by all that is in it.
  return facts.suspect && !instances.isAsDeclared(row, bound.instance) ? undefined : bound;
};

const byAlias: Find = (row, name, looking) => {
  if (row.alias === undefined) return undefined;
  const { free, instances } = looking;
  const instance = instances.withAlias(row.alias).find((one) => free.has(one));
  return instance === undefined ? undefined : { instance, alias: row.alias, owned: isOwn(instance, name, looking) };
};

const byKeys: Find = (row, name, looking) => {
  const { table, free, instances } = looking;
  if (table.keys.length === 0) return undefined;
  const same = instances.withKeysOf(row).filter((instance) => free.has(instance));
  const [instance] = same;
  if (instance === undefined) return undefined;
  return same.length > 1 ? { ambiguous: same } : { instance, owned: isOwn(instance, name, looking) };
};

/** Where numbers say nothing, the row with the name's alias or keys is the one that had them before, and stays what it was. */
function isOwn(instance: number, name: RowName, { facts, tableName }: Looking): boolean {
  return facts.suspect ? boundBefore(name, facts)?.owned === true : ownedBefore(instance, facts, tableName);
}

/**
 * The ACS made it, and its keys are not, or no more, as declared (they were refused, hold after a boot, or were never sent
 * before the CPE fell silent): it is set right where it is, for another one would leave it behind.
 */
const byHavingMadeIt: Find = (row, name, { free, facts, path }) => {
  const bound = boundBefore(name, facts);
  if (row.mode === 'forbid' || !bound?.owned || !free.has(bound.instance)) return undefined;
  return facts.suspect && !isAsItWasLeft(`${path}${bound.instance}.`, facts) ? undefined : bound;
};

/** It is known why the row is not as declared, and that is so still. */
function isAsItWasLeft(row: string, { tree, pending = {}, troubles = {} }: BindingFacts): boolean {
  if (Object.keys(pending).some((path) => path.startsWith(row))) return true;
  return Object.entries(troubles).some(
    ([path, { seen }]) => path.startsWith(row) && seen !== undefined && seen === tree.value(path),
  );
}

function boundBefore(name: RowName, { rows }: BindingFacts): BoundRow | undefined {
  return Object.hasOwn(rows, name) ? rows[name] : undefined;
}

/** A row the ACS created stays its own, whatever it is called now. */
export function ownedBefore(instance: number, { rows, suspect }: Omit<BindingFacts, 'tree'>, table: string): boolean {
  // After a reset the number may be another row's.
  return !suspect && ownedIn(rows).has(`${table} ${instance}`);
}

const OWNED = new WeakMap<BindingFacts['rows'], ReadonlySet<string>>();

/** `<table> <number>` of each row that the ACS created. Asked for once for every row there is: made once. */
function ownedIn(rows: BindingFacts['rows']): ReadonlySet<string> {
  const known = OWNED.get(rows);
  if (known) return known;
  const own = Object.entries(rows).filter(([, { owned }]) => owned);
  const owned = new Set(own.map(([name, { instance }]) => `${tableOfName(name)} ${instance}`));
  OWNED.set(rows, owned);
  return owned;
}
