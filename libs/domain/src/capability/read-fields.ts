import type { DesiredValue, RowName } from '../desired/desired.ts';
import { valueProblem } from '../desired/value-check.ts';
import type { EffectiveRow } from '../profile/effective-entry.ts';
import type { Scalar } from '../profile/profile.ts';
import { badValue, notSupported, type Refusal } from './apply-rule.ts';
import type { RowsMapping, TableDescription, TableField } from './capability.ts';
import { spelled } from './fit-value.ts';
import { type Filled, filled, type Resolving, unmet, type Wishes } from './resolving.ts';

/** Where the rows of one declared table go. */
export interface Place {
  readonly mapping: RowsMapping;
  /** Full path of the table, with `*` for rows above. */
  readonly pattern: string;
  /** With the names of the rows above. */
  readonly name: RowName;
}

/** What the rows of a declared table have in common. */
export interface Rows {
  readonly shape: TableDescription;
  readonly places: readonly Place[];
  /** Rows above, by the table of the mapping that they are in. */
  readonly above: ReadonlyMap<string, RowName>;
  /** Of messages: `nat.portMappings/`. */
  readonly subject: string;
}

/** What a row says, or why it can't be had. */
export interface Fields {
  readonly values: ReadonlyMap<string, DesiredValue>;
  readonly problems: readonly Wishes[];
}

/** What a row says of its fields, with what they are when it says nothing. */
export function readFields(effective: EffectiveRow, rows: Rows, at: Resolving): Fields {
  const values = new Map<string, DesiredValue>();
  const refused: [string, Refusal][] = [];
  for (const [member, wanted] of Object.entries(effective.row)) {
    if (member.startsWith('$') || wanted === undefined || hasMember(rows, member, typeof wanted === 'object')) continue;
    refused.push([member, notSupported(`no ${member} is known in ${at.catalog.modelName}`).refusal]);
  }
  for (const [field, description] of Object.entries(rows.shape.fields)) {
    const read = readField(effective, field, description, rows, at);
    if (read === undefined) continue;
    if ('refusal' in read) refused.push([field, read.refusal]);
    else values.set(field, read.value);
  }
  const subject = `${rows.subject}${effective.name}`;
  return { values, problems: refused.map(([name, refusal]) => unmet(`${subject}.${name}`, refusal, effective.source)) };
}

/** Undefined: nothing is said of it. */
function readField(
  { row, mode }: EffectiveRow,
  field: string,
  description: TableField,
  { places }: Rows,
  at: Resolving,
): Filled | undefined {
  const declared = Object.hasOwn(row, field) ? row[field] : description.default;
  if (declared !== undefined && typeof declared !== 'object') return fieldValue(declared, description, at);
  // What must not be there need not be described any further than to be found.
  const isNeeded = mode !== 'forbid' || places.some(({ mapping }) => isKey(mapping, field));
  return description.required && isNeeded ? badValue('it must be given') : undefined;
}

function isKey({ keys, values }: RowsMapping, field: string): boolean {
  return keys.some((key) => values[key]?.field === field);
}

function hasMember({ shape: { fields, tables = {} }, places }: Rows, member: string, isTable: boolean): boolean {
  if (isTable) {
    return Object.hasOwn(tables, member) && places.some(({ mapping }) => Object.hasOwn(mapping.tables ?? {}, member));
  }
  if (!Object.hasOwn(fields, member)) return false;
  return places.some(({ mapping }) => Object.values(mapping.values).some(({ field }) => field === member));
}

function fieldValue(declared: Scalar, description: TableField, at: Resolving): Filled {
  const read = filled(declared, at);
  if ('refusal' in read) return read;
  const problem = read.value.kind === 'plain' ? valueProblem(read.value.text, description) : undefined;
  return problem === undefined ? { value: spelled(read.value, description) } : badValue(problem);
}
