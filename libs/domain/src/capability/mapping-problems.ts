import { isSecretPath } from '../device/secret-path.ts';
import {
  type Capability,
  type ColumnRule,
  isTableMapping,
  type RowsMapping,
  type TableDescription,
  type TableMapping,
  type ValueCapability,
  type ValueDescription,
  type ValueMapping,
  type ValueRule,
} from './capability.ts';
import { pathProblem } from './path-problem.ts';
import { type Known, ruleProblems, told } from './rule-problems.ts';

/** What is wrong with one way of putting a capability. */
export function mappingProblems(
  capability: Capability,
  mapping: ValueMapping | TableMapping,
  locators: ReadonlySet<string>,
): readonly string[] {
  const known = { locators, tables: new Set<string>() };
  if (isTableMapping(mapping)) {
    if (capability.kind === 'value') return ['it is one value: rows is no list'];
    return tableMappingProblems(capability, mapping, locators);
  }
  if (capability.kind === 'table') return ['it has rows: each mapping has a list of rows'];
  if (mapping.rows !== undefined) return listProblems(capability, mapping.rows, known);
  if (mapping.set.length === 0) return ['nothing is set'];
  return mapping.set.flatMap(({ path, ...rule }) => [
    ...told(pathProblem(path, { known: locators })),
    ...ruleProblems(rule, capability, known, false).map((problem) => `${path}: ${problem}`),
    ...exposedProblems(path, rule, capability),
  ]);
}

function listProblems(capability: ValueCapability, rows: RowsMapping, known: Known): readonly string[] {
  const item = { ...capability, list: false };
  const problems = rows.tables === undefined ? [] : ['a row of a value has no tables below it'];
  for (const [name, rule] of Object.entries(rows.values)) {
    if (rule.field !== undefined) problems.push(`${name}: a value has no fields`);
    problems.push(...ruleProblems(rule, item, known, true).map((problem) => `${name}: ${problem}`));
  }
  return [...problems, ...tablePathProblems(rows, known, false), ...keyProblems(rows, () => true)];
}

function tableMappingProblems(
  shape: TableDescription,
  { rows }: TableMapping,
  locators: ReadonlySet<string>,
): readonly string[] {
  const names = rows.map(({ table }) => table);
  const tables = new Set(names);
  const problems = rows.length === 0 ? ['no row is made'] : [];
  if (tables.size < names.length) problems.push('a table is there twice: a row is one row in each of them');
  return [
    ...problems,
    ...shapeProblems(shape, rows),
    ...rows.flatMap((one) => rowsProblems(shape, one, { locators, tables }, false)),
  ];
}

/** What must be given has to come to something. */
function shapeProblems({ fields }: TableDescription, rows: readonly RowsMapping[]): readonly string[] {
  const mapped = new Set(rows.flatMap(({ values }) => Object.values(values).map(({ field }) => field)));
  return Object.entries(fields).flatMap(([name, { required }]) =>
    required && !mapped.has(name) ? [`no parameter takes ${name}, which must be given`] : [],
  );
}

function rowsProblems(shape: TableDescription, rows: RowsMapping, known: Known, below: boolean): readonly string[] {
  const problems = [
    ...tablePathProblems(rows, known, below),
    ...keyProblems(rows, (rule) => isAlwaysThere(shape, rule)),
  ];
  for (const [name, rule] of Object.entries(rows.values)) {
    problems.push(...columnProblems(shape, rule, known).map((problem) => `${rows.table}${name}: ${problem}`));
    const field =
      rule.field !== undefined && Object.hasOwn(shape.fields, rule.field) ? shape.fields[rule.field] : undefined;
    problems.push(...exposedProblems(rows.table + name, rule, field));
  }
  for (const [name, nested] of Object.entries(rows.tables ?? {})) {
    const nestedShape = Object.hasOwn(shape.tables ?? {}, name) ? shape.tables?.[name] : undefined;
    if (nestedShape === undefined) problems.push(`${rows.table}: its rows have no table ${name}`);
    else {
      const tables = new Set([...known.tables, nested.table]);
      problems.push(
        ...shapeProblems(nestedShape, [nested]),
        ...rowsProblems(nestedShape, nested, { ...known, tables }, true),
      );
    }
  }
  return problems;
}

/** What is not masked when the CPE reports it would be published. */
function exposedProblems(
  path: string,
  { constant }: ValueRule,
  shape: ValueDescription | undefined,
): readonly string[] {
  if (shape?.secret !== true || constant !== undefined || isSecretPath(path)) return [];
  return [`${path}: its name does not tell that it holds a secret, so that it would come back in the clear`];
}

function tablePathProblems({ table, values }: RowsMapping, { locators }: Known, inRow: boolean): readonly string[] {
  const columns = Object.keys(values).flatMap((name) => told(pathProblem(name, { known: locators, inRow: true })));
  return [...told(pathProblem(table, { known: locators, isTable: true, inRow })), ...columns];
}

/** A row that does not always have its keys would not be found again. */
function keyProblems({ table, keys, values }: RowsMapping, isThere: (rule: ColumnRule) => boolean): readonly string[] {
  return keys.flatMap((key) => {
    const rule = Object.hasOwn(values, key) ? values[key] : undefined;
    if (rule === undefined) return [`${table}: the key ${key} is none of its values`];
    if (rule.optional) return [`${table}: the key ${key} can't be optional`];
    return isThere(rule) ? [] : [`${table}: the key ${key} needs a field that is required or has a default`];
  });
}

function isAlwaysThere({ fields }: TableDescription, { constant, field }: ColumnRule): boolean {
  if (constant !== undefined) return true;
  const description = field === undefined ? undefined : fields[field];
  return description?.required === true || description?.default !== undefined;
}

function columnProblems({ fields }: TableDescription, rule: ColumnRule, known: Known): readonly string[] {
  const { field, constant } = rule;
  if (field === undefined)
    return constant === undefined ? ['it needs a field or a constant'] : ruleProblems(rule, undefined, known, true);
  if (constant !== undefined) return ['it has a field and a constant'];
  const shape = Object.hasOwn(fields, field) ? fields[field] : undefined;
  return shape === undefined ? [`there is no field ${field}`] : ruleProblems(rule, shape, known, true);
}
