import { nearestFields } from '../filter/nearest-fields.ts';
import { literalProblem } from './literal-problem.ts';
import { type DeclaredRow, membersOf, rowsOf } from './members-of.ts';
import {
  isTableEntry,
  type ProfileEntry,
  type RowsOfTable,
  type Scalar,
  type TableEntry,
  type ValueEntry,
} from './profile.ts';
import type { CapabilityFacts, TableShape } from './profile-facts.ts';
import { type ProfileProblem, problemAt } from './profile-problem.ts';
import { valuesOfEntry } from './values-of-entry.ts';

/** What is wrong with an entry by what the capability is. */
export function capabilityProblems(
  entry: ProfileEntry,
  name: string,
  pointer: string,
  capabilities: CapabilityFacts,
): readonly ProfileProblem[] {
  const shape = capabilities.find(name);
  if (shape === undefined) {
    const near = nearestFields(name, capabilities.names());
    const hint = near.length > 0 ? ` Near it: ${near.join(', ')}.` : '';
    return [problemAt(`${pointer}/capability`, 'unknown_capability', `There is no capability ${name}.${hint}`)];
  }
  if (isTableEntry(entry)) {
    if (shape.kind === 'table') return fieldProblems(entry, pointer, name, shape);
    return [problemAt(`${pointer}/rows`, 'contradiction', `${name} has a value and no rows.`)];
  }
  if (shape.kind === 'table') return [problemAt(pointer, 'contradiction', `${name} has rows and no value.`)];
  const wrong = valuesOfEntry(entry, pointer).flatMap(([value, at]) => literalProblem(value, shape, at));
  return [...wrong, ...(entry.oneOf === undefined ? [] : unseen(entry, name, pointer, capabilities))];
}

/** Which of several values a CPE has must be seen in its parameters. */
function unseen(entry: ValueEntry, name: string, pointer: string, capabilities: CapabilityFacts) {
  const shape = capabilities.find(name);
  const isSecret = shape?.kind === 'value' && shape.secret === true;
  if (!isSecret && capabilities.meanings(entry, pointer).every(({ tables }) => tables.length === 0)) return [];
  const why = isSecret ? 'never read back' : 'rows of a table on some devices';
  return [problemAt(`${pointer}/oneOf`, 'contradiction', `${name} is ${why}: it is one value.`)];
}

function fieldProblems(
  rows: RowsOfTable & Pick<TableEntry, 'mode'>,
  pointer: string,
  name: string,
  shape: TableShape,
): readonly ProfileProblem[] {
  return rowsOf(rows, pointer).flatMap((declared) => [
    ...missingFields(declared, name, shape),
    ...membersOf(declared).flatMap(({ member, wanted, at }) =>
      typeof wanted === 'object'
        ? tableProblems({ mode: declared.mode, ...wanted }, member, at, name, shape)
        : fieldProblem(wanted, member, at, name, shape),
    ),
  ]);
}

/** What must not be there need only be told from others. */
function missingFields(
  { row, at, mode }: DeclaredRow,
  name: string,
  { fields }: TableShape,
): readonly ProfileProblem[] {
  if (mode === 'forbid') return [];
  return Object.entries(fields).flatMap(([field, { required }]) =>
    required && !Object.hasOwn(row, field)
      ? [problemAt(at, 'missing', `The row has no ${field}, without which there is none of ${name}.`)]
      : [],
  );
}

function fieldProblem(
  wanted: Scalar,
  member: string,
  at: string,
  name: string,
  shape: TableShape,
): readonly ProfileProblem[] {
  const field = ownMember(shape.fields, member);
  if (field) return literalProblem(wanted, field, at);
  if (ownMember(shape.tables ?? {}, member)) return [problemAt(at, 'wrong_type', `${member} is a table.`)];
  return [unknownMember(name, member, shape, at)];
}

function tableProblems(
  wanted: RowsOfTable & Pick<TableEntry, 'mode'>,
  member: string,
  at: string,
  name: string,
  shape: TableShape,
): readonly ProfileProblem[] {
  const table = ownMember(shape.tables ?? {}, member);
  if (table) return fieldProblems(wanted, at, `${name}.${member}`, table);
  if (ownMember(shape.fields, member)) return [problemAt(at, 'wrong_type', `${member} is a value.`)];
  return [unknownMember(name, member, shape, at)];
}

/** Names come from outside: what every object inherits is none of the members. */
function ownMember<T>(members: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

function unknownMember(name: string, member: string, { fields, tables = {} }: TableShape, at: string): ProfileProblem {
  const known = [...Object.keys(fields), ...Object.keys(tables)];
  const near = nearestFields(member, known);
  const hint = near.length > 0 ? `Near it: ${near.join(', ')}.` : `Known are: ${known.join(', ')}.`;
  return problemAt(at, 'unknown_member', `Rows of ${name} have no ${member}. ${hint}`);
}
