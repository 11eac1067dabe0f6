import type { DesiredRow, DesiredTable, DesiredValue, RowName, Unmet } from '../desired/desired.ts';
import { badValue } from './apply-rule.ts';
import { type RankedTable, unmet, type Wishes } from './resolving.ts';

/** Leaves out what refers to a row that nobody declares, and then what refers to that. */
export function dropDangling(wishes: Omit<Wishes, 'unmet'>): Wishes {
  const dropped: Unmet[] = [];
  let tables = wishes.tables;
  for (let before = -1; before !== dropped.length; ) {
    before = dropped.length;
    const names = rowNames(tables);
    tables = tables.map((table) => withoutDangling(table, names, dropped));
  }
  const names = rowNames(tables);
  const settings = wishes.settings.filter(({ path, value, source }) => {
    if (!isDangling(value, names)) return true;
    dropped.push(...unmet(path, refusal(value), source).unmet);
    return false;
  });
  return { settings, tables, absent: wishes.absent, unmet: dropped };
}

function withoutDangling(table: RankedTable, names: ReadonlySet<RowName>, dropped: Unmet[]): RankedTable {
  const rows = table.rows.filter((row) => {
    const value = references(row).find((each) => isDangling(each, names));
    if (value === undefined) return true;
    dropped.push(...unmet(`${table.path}${row.name}`, refusal(value), row.source).unmet);
    return false;
  });
  return rows.length === table.rows.length ? table : { ...table, rows, undecided: true };
}

function rowNames(tables: readonly DesiredTable[], above = ''): ReadonlySet<RowName> {
  const names = new Set<RowName>();
  for (const table of tables) {
    for (const row of table.rows.filter(({ mode }) => mode !== 'forbid')) {
      const name = `${above}${table.path}/${row.name}`;
      names.add(name);
      for (const below of rowNames(row.tables, `${name}/`)) names.add(below);
    }
  }
  return names;
}

function references(row: DesiredRow): readonly DesiredValue[] {
  // What must not be there refers to nothing.
  if (row.mode === 'forbid') return [];
  const below = row.tables.flatMap(({ rows }) => rows.flatMap(references));
  return [...row.values.map(({ value }) => value), ...below];
}

function isDangling(value: DesiredValue, names: ReadonlySet<RowName>): boolean {
  return value.kind === 'rowPath' && !names.has(value.row);
}

function refusal(value: DesiredValue) {
  return badValue(`no row ${value.kind === 'rowPath' ? value.row : ''} is declared for this device`).refusal;
}
