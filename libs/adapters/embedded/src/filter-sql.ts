import type { FieldTable, FieldType, Filter, FilterValue } from '#libs/domain';

export interface SqlCondition {
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
}

type Comparison = Extract<Filter, { readonly op: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' }>;
type Membership = Extract<Filter, { readonly op: 'in' | 'nin' }>;
type Text = Extract<Filter, { readonly op: 'text' }>;

export interface SqlFields {
  readonly fields: FieldTable;
  /** The column or expression of a declared field. */
  readonly column: (field: string) => string;
}

const FALSE: SqlCondition = { sql: '0', parameters: [] };
const OPERATORS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

/**
 * A filter as a WHERE clause. Values are parameters, never text; of names, only those of the table get in. NULL stands
 * for false everywhere (so that indexes stay usable), and every negation is `IS NOT TRUE`, which makes it true again:
 * what is missing matches `$ne`, `$nin`, `$not` and `$nor`, as in MongoDB.
 */
export function filterSql(filter: Filter, source: SqlFields): SqlCondition {
  switch (filter.op) {
    case 'and':
      return joined(filter.filters, ' AND ', '1', source);
    case 'or':
      return joined(filter.filters, ' OR ', '0', source);
    case 'nor':
      return negated(joined(filter.filters, ' OR ', '0', source));
    case 'not':
      return negated(filterSql(filter.filter, source));
    case 'ne':
      return negated(comparison({ ...filter, op: 'eq' }, source));
    case 'nin':
      return negated(membership(filter, source));
    case 'in':
      return membership(filter, source);
    case 'exists':
      return exists(filter.field, filter.exists, source);
    case 'text':
      return text(filter, source);
    default:
      return comparison(filter, source);
  }
}

function joined(filters: readonly Filter[], operator: string, empty: string, source: SqlFields): SqlCondition {
  if (filters.length === 0) return { sql: empty, parameters: [] };
  const parts = filters.map((filter) => filterSql(filter, source));
  return {
    sql: `(${parts.map(({ sql }) => sql).join(operator)})`,
    parameters: parts.flatMap(({ parameters }) => parameters),
  };
}

function negated({ sql, parameters }: SqlCondition): SqlCondition {
  return { sql: `((${sql}) IS NOT TRUE)`, parameters };
}

function exists(field: string, wanted: boolean, source: SqlFields): SqlCondition {
  return { sql: `(${columnOf(field, source)} IS ${wanted ? 'NOT NULL' : 'NULL'})`, parameters: [] };
}

function comparison(filter: Comparison, source: SqlFields): SqlCondition {
  const { field, value, op } = filter;
  if (value === null) return op === 'gt' || op === 'lt' ? FALSE : exists(field, false, source);
  // SQL orders values of different types, the filter language does not compare them.
  if (typeof value !== elementType(field, source)) return FALSE;
  const operator = op === 'eq' || op === 'ne' ? '=' : OPERATORS[op];
  return anyElement(field, source, (column) => ({ sql: `(${column} ${operator} ?)`, parameters: [bound(value)] }));
}

function membership({ field, values }: Membership, source: SqlFields): SqlCondition {
  const type = elementType(field, source);
  const list = JSON.stringify(
    values
      .filter((value) => value !== null)
      .filter((value) => typeof value === type)
      .map(bound),
  );
  const some = anyElement(field, source, (column) => ({
    sql: `(${column} IN (SELECT value FROM json_each(?)))`,
    parameters: [list],
  }));
  if (!values.includes(null)) return some;
  return { sql: `(${some.sql} OR ${exists(field, false, source).sql})`, parameters: some.parameters };
}

function text(filter: Text, source: SqlFields): SqlCondition {
  if (elementType(filter.field, source) !== 'string') return FALSE;
  return anyElement(filter.field, source, (column) => textCondition(column, filter));
}

function textCondition(column: string, { text: literal, start, end, ignoreCase }: Text): SqlCondition {
  // lower() of SQLite knows ASCII only, which is what `ignoreCase` promises.
  const subject = ignoreCase ? `lower(${column})` : column;
  const wanted = ignoreCase ? lowerAscii(literal) : literal;
  if (start && end) return { sql: `(${subject} = ?)`, parameters: [wanted] };
  if (wanted === '') return { sql: `(${column} IS NOT NULL)`, parameters: [] };
  if (start) {
    const prefix = `substr(${subject}, 1, length(?)) = ?`;
    // The bound lets an index skip what sorts before.
    return { sql: `(${subject} >= ? AND ${prefix})`, parameters: [wanted, wanted, wanted] };
  }
  if (end) return { sql: `(substr(${subject}, -length(?)) = ?)`, parameters: [wanted, wanted] };
  return { sql: `(instr(${subject}, ?) > 0)`, parameters: [wanted] };
}

/** For a list: some element fulfils the condition. */
function anyElement(field: string, source: SqlFields, condition: (column: string) => SqlCondition): SqlCondition {
  const column = columnOf(field, source);
  if (typeOf(field, source) !== 'string[]') return condition(column);
  const { sql, parameters } = condition('element.value');
  return { sql: `EXISTS (SELECT 1 FROM json_each(${column}) AS element WHERE ${sql})`, parameters };
}

function columnOf(field: string, source: SqlFields): string {
  typeOf(field, source);
  return source.column(field);
}

function typeOf(field: string, { fields }: SqlFields): FieldType {
  const declared = fields.get(field);
  if (declared === undefined) throw new TypeError(`The filter names a field that is not declared: ${field}`);
  return declared.type;
}

function elementType(field: string, source: SqlFields): 'string' | 'number' | 'boolean' {
  const type = typeOf(field, source);
  return type === 'string[]' ? 'string' : type;
}

function bound(value: Exclude<FilterValue, null>): string | number {
  return typeof value === 'boolean' ? Number(value) : value;
}

function lowerAscii(value: string): string {
  return value.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
