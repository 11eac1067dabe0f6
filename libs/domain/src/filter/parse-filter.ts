import type { Field, FieldTable } from './field-table.ts';
import { EVERYTHING, type Filter, type FilterValue } from './filter.ts';
import { nearestFields } from './nearest-fields.ts';
import { parseTextPattern } from './parse-text-pattern.ts';

export interface FilterError {
  /** Where in the JSON: `$or[1].tags.$in[0]`; empty for the whole. */
  readonly path: string;
  readonly message: string;
}

export type ParsedFilter = { readonly filter: Filter } | { readonly error: FilterError };

export const FILTER_LIMITS = { depth: 8, conditions: 100, textLength: 1_024, listLength: 1_000 } as const;

/**
 * Checks a filter from outside: the safe subset of MongoDB's query language in JSON. Several members are joined by
 * "and". `$and`, `$or`, `$nor` join filters; a field has a value or an object of `$eq $ne $gt $gte $lt $lte $in $nin
 * $exists $regex $options $not`. Only the declared fields can be named, with values of their type or null.
 */
export function parseFilter(json: unknown, fields: FieldTable): ParsedFilter {
  try {
    return { filter: new FilterParser(fields).filter(json, '', 1) };
  } catch (error) {
    if (error instanceof Refusal) return { error: { path: error.path, message: error.message } };
    throw error;
  }
}

/** Leaves the recursion; never leaves this file. */
class Refusal extends Error {
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

type JsonObject = Readonly<Record<string, unknown>>;

/** A declared field, under its name, at its place in the JSON. */
interface Place {
  readonly name: string;
  readonly field: Field;
  readonly path: string;
  readonly depth: number;
}

const COMPARISONS = new Map([
  ['$eq', 'eq'],
  ['$ne', 'ne'],
  ['$gt', 'gt'],
  ['$gte', 'gte'],
  ['$lt', 'lt'],
  ['$lte', 'lte'],
] as const);
const JOINS = new Map([
  ['$and', 'and'],
  ['$or', 'or'],
  ['$nor', 'nor'],
] as const);

class FilterParser {
  readonly #fields: FieldTable;
  #conditions = 0;

  constructor(fields: FieldTable) {
    this.#fields = fields;
  }

  filter(json: unknown, path: string, depth: number): Filter {
    if (depth > FILTER_LIMITS.depth) throw new Refusal(path, `Deeper than ${FILTER_LIMITS.depth} levels.`);
    if (!isObject(json)) throw new Refusal(path, 'A filter is a JSON object.');
    return allOf(Object.entries(json).map(([key, value]) => this.#member(key, value, joinPath(path, key), depth)));
  }

  #member(key: string, value: unknown, path: string, depth: number): Filter {
    const join = entryOf(JOINS, key);
    if (join !== undefined) {
      if (!Array.isArray(value) || value.length === 0) throw new Refusal(path, `${key} takes a list of filters.`);
      return { op: join, filters: value.map((part, index) => this.filter(part, `${path}[${index}]`, depth + 1)) };
    }
    if (key.startsWith('$')) throw new Refusal(path, `Here only $and, $or and $nor are known, not ${shown(key)}.`);
    const field = this.#fields.get(key);
    if (field === undefined) throw new Refusal(path, this.#unknownField(key));
    return this.#conditionsOn({ name: key, field, path, depth }, value);
  }

  #unknownField(name: string): string {
    const nearest = nearestFields(name, this.#fields.keys());
    const known = nearest.length > 0 ? nearest : [...this.#fields.keys()];
    const lead = nearest.length > 0 ? 'Near it:' : 'Known are:';
    return `There is no field ${shown(name)} to filter by. ${lead} ${known.join(', ')}.`;
  }

  #conditionsOn(place: Place, value: unknown): Filter {
    if (!isObject(value)) return this.#condition(place, '$eq', value, {});
    const operators = Object.entries(value).filter(([operator]) => operator !== '$options');
    if (Object.hasOwn(value, '$options') && !Object.hasOwn(value, '$regex')) {
      throw new Refusal(place.path, '$options belongs to $regex.');
    }
    if (operators.length === 0) throw new Refusal(place.path, 'An operator such as $in is missing.');
    return allOf(
      operators.map(([operator, operand]) =>
        this.#condition({ ...place, path: joinPath(place.path, operator) }, operator, operand, value),
      ),
    );
  }

  #condition(place: Place, operator: string, operand: unknown, all: JsonObject): Filter {
    if (operator === '$not') return this.#not(place, operand);
    if (++this.#conditions > FILTER_LIMITS.conditions) {
      throw new Refusal(place.path, `More than ${FILTER_LIMITS.conditions} conditions.`);
    }
    const comparison = entryOf(COMPARISONS, operator);
    if (comparison !== undefined) return this.#comparison(place, comparison, operand);
    switch (operator) {
      case '$in':
      case '$nin':
        return this.#membership(place, operator === '$in' ? 'in' : 'nin', operand);
      case '$exists':
        if (typeof operand !== 'boolean') throw new Refusal(place.path, '$exists takes true or false.');
        return { op: 'exists', field: place.name, exists: operand };
      case '$regex':
        return this.#text(place, operand, all.$options);
      default:
        throw new Refusal(place.path, `${shown(operator)} is not among the operators that are possible here.`);
    }
  }

  #not(place: Place, operand: unknown): Filter {
    const depth = place.depth + 1;
    if (depth > FILTER_LIMITS.depth) throw new Refusal(place.path, `Deeper than ${FILTER_LIMITS.depth} levels.`);
    if (!isObject(operand))
      throw new Refusal(place.path, '$not takes an object of operators; for a value there is $ne.');
    return { op: 'not', filter: this.#conditionsOn({ ...place, depth }, operand) };
  }

  #comparison(place: Place, op: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte', operand: unknown): Filter {
    const value = valueFor(place.field, operand, place.path);
    if (value === null && op !== 'eq' && op !== 'ne') throw new Refusal(place.path, 'null has no order.');
    return { op, field: place.name, value };
  }

  #membership(place: Place, op: 'in' | 'nin', operand: unknown): Filter {
    if (!Array.isArray(operand)) throw new Refusal(place.path, 'A list of values is needed.');
    if (operand.length > FILTER_LIMITS.listLength) {
      throw new Refusal(place.path, `More than ${FILTER_LIMITS.listLength} values.`);
    }
    const values = operand.map((value, index) => valueFor(place.field, value, `${place.path}[${index}]`));
    return { op, field: place.name, values };
  }

  #text(place: Place, operand: unknown, options: unknown): Filter {
    const { field, name, path } = place;
    if (field.type !== 'string' && field.type !== 'string[]') throw new Refusal(path, 'The field is not a text.');
    if (options !== undefined && options !== 'i' && options !== '') {
      throw new Refusal(path, 'Of $options, only "i" is possible.');
    }
    const source = valueFor({ ...field, type: 'string' }, operand, path);
    if (source === null) throw new Refusal(path, '$regex takes a text.');
    const pattern = parseTextPattern(String(source));
    if ('refused' in pattern) throw new Refusal(path, pattern.refused);
    return { op: 'text', field: name, ...pattern, ignoreCase: options === 'i' };
  }
}

function valueFor({ type }: Field, value: unknown, path: string): FilterValue {
  if (value === null) return null;
  const wanted = type === 'string[]' ? 'string' : type;
  if (typeof value !== wanted)
    throw new Refusal(path, `The field is a ${wanted}, and so must be what it is compared with.`);
  if (typeof value === 'string') checkText(value, path);
  return value as string | number | boolean;
}

/** Broken surrogates and U+0000 can't be told apart from other text in every store. */
function checkText(text: string, path: string): void {
  if (text.length > FILTER_LIMITS.textLength) {
    throw new Refusal(path, `Longer than ${FILTER_LIMITS.textLength} characters.`);
  }
  if (text.includes('\0') || !text.isWellFormed()) throw new Refusal(path, 'This is no well-formed text.');
}

function allOf(filters: readonly Filter[]): Filter {
  const [only] = filters;
  if (only === undefined) return EVERYTHING;
  return filters.length === 1 ? only : { op: 'and', filters };
}

function isObject(json: unknown): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function entryOf<V>(map: ReadonlyMap<string, V>, key: string): V | undefined {
  return map.get(key);
}

function joinPath(path: string, key: string): string {
  return path === '' ? shown(key) : `${path}.${shown(key)}`;
}

/** Names come from outside and go back into a message. */
function shown(name: string): string {
  return name.length > 80 ? `${name.slice(0, 80)}…` : name;
}
