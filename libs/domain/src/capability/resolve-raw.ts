import { checkValue } from '#libs/cwmp';
import type { DesiredRow, DesiredRowValue, DesiredTable, Source } from '../desired/desired.ts';
import { isRiskyPath } from '../device/risky-path.ts';
import type { EffectiveRow, EffectiveTable, EffectiveValue } from '../profile/effective-entry.ts';
import type { ProfileRow, RowsOfTable, Scalar } from '../profile/profile.ts';
import { anyOf } from './any-of.ts';
import { badValue, notSupported, type Refusal } from './apply-rule.ts';
import { NOTIFICATION_CODES } from './notification-codes.ts';
import {
  filled,
  isWriteOnly,
  NO_WISHES,
  type Ranked,
  type Resolving,
  unmet,
  unranked,
  type Wishes,
} from './resolving.ts';
import { sampleParameter } from './table-samples.ts';

/** An entry that names a parameter or an object by its path: taken as it stands, whether or not it is listed yet. */
export function resolvePath(path: string, effective: EffectiveValue, at: Resolving): Wishes {
  const { entry, mode, priority, source } = effective;
  const wrongRoot = rootProblem(path, at);
  if (wrongRoot) return unmet(path, wrongRoot, source);
  if (mode === 'forbid') {
    if (path.endsWith('.')) return { ...NO_WISHES, absent: [{ path, source, priority }] };
    return unmet(path, badValue('only objects and rows can be forbidden').refusal, source);
  }
  const notification = entry.notify === undefined ? {} : { notification: NOTIFICATION_CODES[entry.notify] };
  const wishes = anyOf(entry, at.tree, (declared) => {
    const read = rawValue(path, path, declared, at);
    if ('refusal' in read) return unmet(path, read.refusal, source);
    return { ...NO_WISHES, settings: [{ path, ...read.value, mode, ...notification, source, priority }] };
  });
  return wishes ?? unmet(path, badValue('no value is given').refusal, source);
}

/** An entry that names a table by its path. */
export function resolveTablePath(table: string, entry: EffectiveTable, at: Resolving): Wishes {
  const wrongRoot = rootProblem(table, at);
  if (wrongRoot) return unmet(table, wrongRoot, entry.source);
  const rows = entry.rows.map((row) => resolveRow(row, table, table, at));
  const made = rows.flatMap((result) => ('row' in result ? [result.row] : []));
  const problems = rows.flatMap((result) => ('problems' in result ? result.problems : []));
  const keys =
    entry.keys ??
    standardKeys(
      table,
      entry.rows.map(({ row }) => row),
      at,
    );
  const { priority, source, prune = 'owned' } = entry;
  const undecided = problems.length > 0 || entry.undecided === true;
  const wish = { path: table, keys, prune, rows: made, source, priority, undecided };
  return { ...NO_WISHES, tables: [wish], unmet: problems.flatMap((problem) => problem.unmet) };
}

type RowResult = { readonly row: Ranked<DesiredRow> } | { readonly problems: readonly Wishes[] };

function resolveRow(effective: EffectiveRow, table: string, pattern: string, at: Resolving): RowResult {
  const { name, row, mode, source, priority } = effective;
  const values: DesiredRowValue[] = [];
  const tables: DesiredTable[] = [];
  const problems: Wishes[] = [];
  for (const [member, wanted] of Object.entries(row)) {
    if (member.startsWith('$') || wanted === undefined) continue;
    if (typeof wanted === 'object') {
      const below = resolveTableBelow(member, wanted, effective, pattern, at);
      tables.push(below.table);
      problems.push(...below.problems);
      continue;
    }
    const read = rawValue(sampleParameter(at.tree, pattern, member), `${pattern}*.${member}`, wanted, at);
    if ('refusal' in read) problems.push(unmet(`${table}${name}.${member}`, read.refusal, source));
    else values.push({ name: member, ...read.value, mode: mode === 'forbid' ? 'enforce' : mode, source });
  }
  if (problems.length > 0) return { problems };
  const alias = row.$alias === undefined ? {} : { alias: row.$alias };
  return { row: { name, ...alias, mode, values, tables, source, priority } };
}

function resolveTableBelow(
  member: string,
  declared: RowsOfTable,
  above: EffectiveRow,
  pattern: string,
  at: Resolving,
): { readonly table: DesiredTable; readonly problems: readonly Wishes[] } {
  const path = member.endsWith('.') ? member : `${member}.`;
  const fullPattern = `${pattern}*.${path}`;
  const rows = rowsBelow(member, declared, above).map((row) =>
    resolveRow(row, `${above.name}/${path}`, fullPattern, at),
  );
  const made = rows.flatMap((result) => ('row' in result ? [result.row] : []));
  const problems = rows.flatMap((result) => ('problems' in result ? result.problems : []));
  const keys = declared.keys ?? standardKeys(fullPattern, Object.values(declared.rows), at);
  const source = sourceBelow(above.source, member);
  return { table: { path, keys, prune: declared.prune ?? 'owned', rows: made.map(unranked), source }, problems };
}

/** The rows of a table below a row, with what they have from the row. */
export function rowsBelow(member: string, { rows }: RowsOfTable, above: EffectiveRow): readonly EffectiveRow[] {
  return Object.entries(rows).map(([name, row]) => ({
    name,
    row,
    mode: row.$mode ?? above.mode,
    priority: above.priority,
    source: sourceBelow(above.source, member, 'rows', name),
  }));
}

/** RFC 6901: `~` and `/` in a member's name are escaped. */
export function sourceBelow(source: Source, ...members: readonly string[]): Source {
  const escaped = members.map((member) => member.replaceAll('~', '~0').replaceAll('/', '~1'));
  return { ...source, pointer: [source.pointer, ...escaped].join('/') };
}

/** The standard's keys as far as every row says them: what a row leaves open tells it from no other. */
function standardKeys(table: string, rows: readonly ProfileRow[], { catalog }: Resolving): readonly string[] {
  return catalog.catalog.uniqueKeys(table).filter((key) => rows.every((row) => row[key] !== undefined));
}

type RawValue = Pick<DesiredRowValue, 'value' | 'type' | 'writeOnly' | 'risky'>;

/** `reported` is where the type can be seen, `path` what it is called: with `*` for rows that are not there yet. */
function rawValue(
  reported: string | undefined,
  path: string,
  declared: Scalar,
  at: Resolving,
): { readonly value: RawValue } | { readonly refusal: Refusal } {
  const read = filled(declared, at);
  if ('refusal' in read) return read;
  const { value } = read;
  const type = reported === undefined ? undefined : at.tree.get(reported)?.type;
  const problem = type !== undefined && value.kind === 'plain' ? checkValue(type, value.text) : undefined;
  if (problem !== undefined) return badValue(`${problem}, as the CPE says that it is of type ${type}`);
  const typed = type === undefined ? {} : { type };
  return { value: { value, ...typed, writeOnly: isWriteOnly(path, value), risky: isRiskyPath(path) } };
}

function rootProblem(path: string, { device: { dataModel } }: Resolving): Refusal | undefined {
  if (path.startsWith(dataModel.root)) return undefined;
  return notSupported(`${path} is not below ${dataModel.root}, which is the root of this device`).refusal;
}
