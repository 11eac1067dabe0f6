import type { DesiredRow, DesiredTable, Unmet } from '../desired/desired.ts';
import { conflictBetween } from '../profile/effective-entries.ts';
import { PRUNES } from '../profile/profile.ts';
import { highestOf, type Merged } from './merge-settings.ts';
import type { Ranked, RankedTable } from './resolving.ts';
import { rowText, valueText } from './wish-text.ts';

/** One table for each path, with the rows of all that speak about it. */
export function mergeTables(tables: readonly RankedTable[]): Merged<RankedTable> {
  const merged: RankedTable[] = [];
  const conflicts: Unmet[] = [];
  for (const [path, wishes] of Map.groupBy(tables, (table) => table.path)) {
    const [first, ...others] = highestOf(wishes);
    const named = decideRows(
      path,
      wishes.flatMap(({ rows }) => rows),
      ({ name }) => name,
    );
    const keys = usableKeys(first.keys, named.merged);
    // Rows are told apart by all of the keys or not at all.
    const isComplete = keys.length > 0 && keys.length === first.keys.length;
    const rows = decideRows(path, named.merged, (row) => (isComplete ? keyText(row, keys) : row.name));
    const undecided = wishes.some((wish) => wish.undecided) || named.conflicts.length + rows.conflicts.length > 0;
    // Of the same priority, the one that deletes least.
    const prune = PRUNES.find((each) => [first, ...others].some((wish) => wish.prune === each)) ?? first.prune;
    merged.push({ ...first, keys, prune, rows: rows.merged.map(withUsableKeys), undecided });
    conflicts.push(...named.conflicts, ...rows.conflicts);
  }
  return { merged, conflicts };
}

/** Of rows that are one, that of the highest priority; or none where two of them want different things. */
function decideRows(
  table: string,
  rows: readonly Ranked<DesiredRow>[],
  identity: (row: DesiredRow) => string,
): Merged<Ranked<DesiredRow>> {
  const merged: Ranked<DesiredRow>[] = [];
  const conflicts: Unmet[] = [];
  for (const wishes of Map.groupBy(rows, identity).values()) {
    const highest = highestOf(wishes);
    const [first] = highest;
    const other = highest.find((wish) => rowText(wish, true) !== rowText(first, true));
    if (other === undefined) merged.push(first);
    else conflicts.push(conflictBetween(`${table}${first.name}`, [first, other]));
  }
  return { merged, conflicts };
}

function keyText({ values }: DesiredRow, keys: readonly string[]): string {
  return JSON.stringify(
    keys.map((key) => values.flatMap((value) => (value.name === key ? [valueText(value, true)] : []))),
  );
}

/** A key that some row does not have as a text would never find that row: it would be created again and again. */
function usableKeys(keys: readonly string[], rows: readonly DesiredRow[]): readonly string[] {
  return keys.filter((key) =>
    rows.every(({ values }) => values.some(({ name, value }) => name === key && value.kind === 'plain')),
  );
}

function withUsableKeys<R extends DesiredRow>(row: R): R {
  return { ...row, tables: row.tables.map(below) };
}

function below(table: DesiredTable): DesiredTable {
  return { ...table, keys: usableKeys(table.keys, table.rows), rows: table.rows.map(withUsableKeys) };
}
