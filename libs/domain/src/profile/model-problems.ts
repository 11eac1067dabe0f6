import { isSecretPath } from '../device/secret-path.ts';
import { literalProblem } from './literal-problem.ts';
import { type DeclaredRow, membersOf, rowsOf } from './members-of.ts';
import {
  isTableEntry,
  type Mode,
  type ProfileEntry,
  type RowsOfTable,
  type Scalar,
  type TableEntry,
} from './profile.ts';
import { genericPath, type ModelFact, type ModelFacts } from './profile-facts.ts';
import { type ProfileProblem, problemAt } from './profile-problem.ts';
import { valuesOfEntry } from './values-of-entry.ts';

type Rows = RowsOfTable & Pick<TableEntry, 'mode'>;

/** What is wrong with an entry by path. Refused is only what no model that reports the path could do. */
export function modelProblems(entry: ProfileEntry, pointer: string, models: ModelFacts): readonly ProfileProblem[] {
  if (isTableEntry(entry)) return tableProblems(entry, pointer, genericPath(entry.table ?? ''), models);
  const { path = '', mode = 'enforce', oneOf } = entry;
  if (mode === 'forbid') return [];
  if (oneOf !== undefined && isSecretPath(path)) {
    return [problemAt(`${pointer}/oneOf`, 'contradiction', `${path} is never read back: it is one value.`)];
  }
  const facts = models(genericPath(path));
  const readOnly = readOnlyProblems(genericPath(path), mode, pointer, facts);
  if (readOnly.length > 0) return readOnly;
  return valuesOfEntry(entry, pointer).flatMap(([value, at]) => typeProblems(genericPath(path), value, at, facts));
}

function tableProblems(rows: Rows, pointer: string, table: string, models: ModelFacts): readonly ProfileProblem[] {
  return rowsOf(rows, pointer).flatMap((row) => [
    ...rowProblem(row, rows, table, models),
    ...membersOf(row).flatMap(({ member, wanted, at }) => {
      const path = `${table}{i}.${genericPath(member)}`;
      if (typeof wanted === 'object') return tableProblems({ mode: row.mode, ...wanted }, at, path, models);
      // A row that is there already is known by what can't be written, too.
      const isKey = rows.keys?.includes(member) && isFixed(models(table));
      const facts = models(path);
      const readOnly = readOnlyProblems(path, isKey ? 'observe' : row.mode, at, facts);
      return readOnly.length > 0 ? readOnly : typeProblems(path, wanted, at, facts);
    }),
  ]);
}

/** TR-069 A.3.2.2: a table that is writable takes AddObject, a row that is DeleteObject. */
function rowProblem({ at, mode }: DeclaredRow, { keys }: Rows, table: string, models: ModelFacts) {
  if (mode === 'observe') return [];
  const path = mode === 'forbid' ? `${table}{i}.` : table;
  const facts = models(path);
  // Rows that are there already are found by keys, and set.
  if (!isFixed(facts) || (mode !== 'forbid' && keys !== undefined && keys.length > 0)) return [];
  const wish =
    mode === 'forbid'
      ? `No row of ${table} can be deleted`
      : `No row can be added to ${table}, and no keys say which one is meant`;
  return [problemAt(at, 'read_only', `${wish}, on any model that has it, such as ${facts[0]?.model}.`)];
}

function isFixed(facts: readonly ModelFact[]): boolean {
  return facts.length > 0 && facts.every(({ writable }) => writable === false);
}

/** What is only observed may be read-only, and so may that by which a row is known that must not be there. */
function readOnlyProblems(
  path: string,
  mode: Mode,
  pointer: string,
  facts: readonly ModelFact[],
): readonly ProfileProblem[] {
  if (mode === 'observe' || mode === 'forbid' || !isFixed(facts)) return [];
  const detail = `${path} is read-only on every model that has it, such as ${facts[0]?.model}.`;
  return [problemAt(pointer, 'read_only', detail)];
}

function typeProblems(
  path: string,
  value: Scalar,
  pointer: string,
  facts: readonly ModelFact[],
): readonly ProfileProblem[] {
  const refusals = facts.map(({ type }) => (type === undefined ? [] : literalProblem(value, { type }, pointer)));
  const [refusal] = refusals.every((refused) => refused.length > 0) ? (refusals[0] ?? []) : [];
  if (refusal === undefined) return [];
  return [{ ...refusal, detail: `${refusal.detail} (${path} is ${facts[0]?.type} on ${facts[0]?.model})` }];
}
