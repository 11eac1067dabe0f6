import type { DesiredRow, DesiredRowValue, DesiredTable, RowName } from '../desired/desired.ts';
import type { EffectiveRow, EffectiveTable } from '../profile/effective-entry.ts';
import type { RowsOfTable } from '../profile/profile.ts';
import type { References } from './apply-rule.ts';
import type { ColumnRule, RowsMapping, TableDescription } from './capability.ts';
import { chooseMapping } from './choose-mapping.ts';
import { type Fields, type Place, type Rows, readFields } from './read-fields.ts';
import { resolveColumn } from './resolve-column.ts';
import { rowsBelow, sourceBelow } from './resolve-raw.ts';
import { NO_WISHES, type Ranked, type RankedTable, type Resolving, unmet, unranked, type Wishes } from './resolving.ts';

/** A table capability in the tables of the device: by the first mapping whose tables and columns the CPE has. */
export function resolveTable(name: string, shape: TableDescription, entry: EffectiveTable, at: Resolving): Wishes {
  const chosen = chooseMapping(name, shape, at);
  if ('refusal' in chosen) return unmet(name, chosen.refusal, entry.source);
  const places = chosen.tables.map(({ mapping, path }) => ({ mapping, pattern: path, name: path }));
  const rows = { shape, places, above: new Map(), subject: `${name}/` };
  const resolved = entry.rows.map((row) => resolveRow(row, rows, at));
  const problems = resolved.flatMap((result) => ('problems' in result ? result.problems : []));
  const { priority, source } = entry;
  const tables = places.map(({ mapping, name: path }): RankedTable => {
    const made = resolved.flatMap((result) => ('rows' in result ? (result.rows.get(path) ?? []) : []));
    const undecided = problems.length > 0 || entry.undecided === true;
    const keys = keysOf(mapping, entry.keys);
    return { path, keys, prune: entry.prune ?? 'owned', rows: made, source, priority, undecided };
  });
  return { ...NO_WISHES, tables, unmet: problems.flatMap((problem) => problem.unmet) };
}

/** Columns of the fields that are said to tell rows apart, where the table has any of them. */
export function keysOf({ values, keys }: RowsMapping, fields: readonly string[] | undefined): readonly string[] {
  const columns = Object.entries(values).filter(([, { field }]) => field !== undefined && fields?.includes(field));
  return columns.length > 0 ? columns.map(([parameter]) => parameter) : keys;
}

type RowResult = { readonly rows: ReadonlyMap<RowName, Ranked<DesiredRow>> } | { readonly problems: readonly Wishes[] };

/** A logical row: one row in each of the places. */
function resolveRow(effective: EffectiveRow, rows: Rows, at: Resolving): RowResult {
  const { name, row, mode, source, priority } = effective;
  const fields = readFields(effective, rows, at);
  const problems = [...fields.problems];
  const here = new Map(rows.above);
  for (const place of rows.places) here.set(place.mapping.table, `${place.name}/${name}`);
  const references: References = {
    row: (locator) => at.locator.row(locator),
    declared: (table) => here.get(table),
  };
  const alias = row.$alias === undefined ? {} : { alias: row.$alias };
  const made = new Map<RowName, Ranked<DesiredRow>>();
  for (const place of rows.places) {
    const columns = columnsOf(place, fields.values, { effective, rows, references }, at);
    const below = tablesBelow(place, here, effective, rows, at);
    problems.push(...columns.problems, ...below.problems);
    const { values } = columns;
    made.set(place.name, { name, ...alias, mode, values, tables: below.tables, source, priority });
  }
  return problems.length > 0 ? { problems } : { rows: made };
}

interface RowFacts {
  readonly effective: EffectiveRow;
  readonly rows: Rows;
  readonly references: References;
}

function columnsOf(
  { mapping, pattern }: Place,
  fields: Fields['values'],
  { effective: { name, mode, source }, rows: { shape, subject }, references }: RowFacts,
  at: Resolving,
): { readonly values: readonly DesiredRowValue[]; readonly problems: readonly Wishes[] } {
  const values: DesiredRowValue[] = [];
  const problems: Wishes[] = [];
  for (const [parameter, rule] of Object.entries(mapping.values)) {
    if (mode === 'forbid' && !mapping.keys.includes(parameter)) continue;
    const field = fieldOf(rule, shape, fields);
    const resolved = resolveColumn({ parameter, rule, table: pattern, mode, source, references, ...field }, at);
    if ('value' in resolved) values.push(resolved.value);
    if (!('refusal' in resolved)) continue;
    problems.push(unmet(`${subject}${name}.${rule.field ?? parameter}`, resolved.refusal, source));
  }
  return { values, problems };
}

function fieldOf({ field }: ColumnRule, { fields }: TableDescription, values: Fields['values']) {
  if (field === undefined) return {};
  const shape = fields[field];
  const declared = values.get(field);
  return { ...(shape === undefined ? {} : { shape }), ...(declared === undefined ? {} : { declared }) };
}

function tablesBelow(
  place: Place,
  above: ReadonlyMap<string, RowName>,
  effective: EffectiveRow,
  { shape, subject }: Rows,
  at: Resolving,
): { readonly tables: readonly DesiredTable[]; readonly problems: readonly Wishes[] } {
  const tables: DesiredTable[] = [];
  const problems: Wishes[] = [];
  for (const [member, mapping] of Object.entries(place.mapping.tables ?? {})) {
    const declared = Object.hasOwn(effective.row, member) ? effective.row[member] : undefined;
    const described = Object.hasOwn(shape.tables ?? {}, member) ? shape.tables?.[member] : undefined;
    if (typeof declared !== 'object' || described === undefined || effective.mode === 'forbid') continue;
    const name = `${place.name}/${effective.name}/${mapping.table}`;
    const below: Place = { mapping, pattern: `${place.pattern}*.${mapping.table}`, name };
    const rows = { shape: described, places: [below], above, subject: `${subject}${effective.name}/${member}/` };
    const made = tableBelow(member, declared, below, { effective, rows }, at);
    tables.push(made.table);
    problems.push(...made.problems);
  }
  return { tables, problems };
}

function tableBelow(
  member: string,
  declared: RowsOfTable,
  { mapping, name }: Place,
  { effective, rows }: Omit<RowFacts, 'references'>,
  at: Resolving,
): { readonly table: DesiredTable; readonly problems: readonly Wishes[] } {
  const resolved = rowsBelow(member, declared, effective).map((row) => resolveRow(row, rows, at));
  const made = resolved.flatMap((result) => ('rows' in result ? (result.rows.get(name) ?? []) : []));
  const table = {
    path: mapping.table,
    keys: keysOf(mapping, declared.keys),
    prune: declared.prune ?? 'owned',
    rows: made.map(unranked),
    source: sourceBelow(effective.source, member),
  };
  return { table, problems: resolved.flatMap((result) => ('problems' in result ? result.problems : [])) };
}
