import type { FieldTable, Filter, FilterValue } from '#libs/domain';

/** A query in MongoDB's language. */
export type Query = Readonly<Record<string, unknown>>;

export interface QueryFields {
  readonly fields: FieldTable;
  /** Where a declared field stands in the stored document. */
  readonly place: (field: string) => string;
}

type Comparison = Extract<Filter, { readonly op: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' }>;
type Membership = Extract<Filter, { readonly op: 'in' | 'nin' }>;
type Text = Extract<Filter, { readonly op: 'text' }>;

const ALL: Query = {};
/** MongoDB plans this as “end of file” and reads nothing. */
const NONE: Query = { _id: { $in: [] } };

/**
 * A filter as a query. Values only ever stand as operands of operators written here, texts become patterns with every
 * character escaped, and of names only those of the table get in: nothing from outside is read as an operator.
 * Throws TypeError when a field is not declared.
 */
export function filterQuery(filter: Filter, source: QueryFields): Query {
  switch (filter.op) {
    case 'and':
      return filter.filters.length === 0 ? ALL : { $and: queries(filter.filters, source) };
    case 'or':
      return filter.filters.length === 0 ? NONE : { $or: queries(filter.filters, source) };
    case 'nor':
      return filter.filters.length === 0 ? ALL : { $nor: queries(filter.filters, source) };
    case 'not':
      return negated(filterQuery(filter.filter, source));
    case 'exists':
      return exists(placeOf(filter.field, source), filter.exists);
    case 'text':
      return text(filter, source);
    case 'in':
      return membership(filter, source);
    case 'nin':
      return negated(membership(filter, source));
    case 'ne':
      return negated(comparison({ ...filter, op: 'eq' }, source));
    default:
      return comparison(filter, source);
  }
}

function queries(filters: readonly Filter[], source: QueryFields): readonly Query[] {
  return filters.map((filter) => filterQuery(filter, source));
}

function negated(query: Query): Query {
  return { $nor: [query] };
}

/** null is the same as missing, in a comparison with null too. */
function exists(place: string, wanted: boolean): Query {
  return { [place]: wanted ? { $ne: null } : { $eq: null } };
}

function comparison({ field, value, op }: Comparison, source: QueryFields): Query {
  const place = placeOf(field, source);
  if (value === null) return op === 'gt' || op === 'lt' ? NONE : exists(place, false);
  return isComparable(field, value, source) ? { [place]: { [`$${op}`]: value } } : NONE;
}

function membership({ field, values }: Membership, source: QueryFields): Query {
  const place = placeOf(field, source);
  return { [place]: { $in: values.filter((value) => value === null || isComparable(field, value, source)) } };
}

function text(filter: Text, source: QueryFields): Query {
  const { field, text: literal, start, end, ignoreCase } = filter;
  const place = placeOf(field, source);
  if (!isComparable(field, literal, source)) return NONE;
  if (start && end && !ignoreCase) return { [place]: { $eq: literal } };
  return { [place]: { $regex: textPattern(filter) } };
}

/** `$` would also match before a final line feed, and `i` is more than ASCII. */
function textPattern({ text: literal, start, end, ignoreCase }: Text): RegExp {
  const body = [...literal].map((character) => characterPattern(character, ignoreCase)).join('');
  return new RegExp(`${start ? '^' : ''}${body}${end ? '(?![\\s\\S])' : ''}`);
}

function characterPattern(character: string, ignoreCase: boolean): string {
  if (/[A-Za-z]/.test(character)) {
    return ignoreCase ? `[${character.toLowerCase()}${character.toUpperCase()}]` : character;
  }
  // In this form MongoDB still takes a literal beginning for the bounds of an index.
  if (/[!-/:-@[-`{-~]/.test(character)) return `\\${character}`;
  // Line ends, and U+0000, for which BSON has no place in a pattern.
  if (character < ' ') return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  return character;
}

/** The filter language compares only values of the field's type; the query layer would convert others to it. */
function isComparable(field: string, value: FilterValue, { fields }: QueryFields): boolean {
  const type = fields.get(field)?.type;
  return typeof value === (type === 'string[]' ? 'string' : type);
}

function placeOf(field: string, { fields, place }: QueryFields): string {
  if (!fields.has(field)) throw new TypeError(`The filter names a field that is not declared: ${field}`);
  return place(field);
}
