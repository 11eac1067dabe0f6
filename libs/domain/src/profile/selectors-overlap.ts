import { DEVICE_FIELDS } from '../filter/device-fields.ts';
import type { Filter, FilterValue } from '../filter/filter.ts';
import { isLike } from '../filter/match-filter.ts';

type Plain = Extract<Filter, { readonly field: string }>;
type Condition = Plain | { readonly op: 'no'; readonly field: string; readonly condition: Plain };

/** Alternatives of a filter; beyond so many, it is taken for one that may match anything. */
const MAX_ALTERNATIVES = 64;

/**
 * Whether some device might fulfil both filters. `never` is sure; `maybe` says nothing. Decided from conditions on the same
 * field that can't both hold. Tags and other lists have many values at once, so that conditions on them exclude nothing.
 */
export function overlap(a: Filter, b: Filter): 'never' | 'maybe' {
  const both = alternativesOf({ op: 'and', filters: [a, b] });
  if (both === undefined) return 'maybe';
  return both.some((conditions) => !isContradiction(conditions)) ? 'maybe' : 'never';
}

/** The filter as alternatives of conditions that hold together; undefined when there are too many. What is not understood is left out. */
function alternativesOf(filter: Filter): readonly (readonly Condition[])[] | undefined {
  switch (filter.op) {
    case 'or': {
      const each = filter.filters.map(alternativesOf);
      if (each.some((alternatives) => alternatives === undefined)) return undefined;
      const all = each.flatMap((alternatives) => alternatives ?? []);
      return all.length > MAX_ALTERNATIVES ? undefined : all;
    }
    case 'and':
      return filter.filters.map(alternativesOf).reduce<readonly (readonly Condition[])[] | undefined>(product, [[]]);
    case 'not':
      return [negated([filter.filter])];
    case 'nor':
      return [negated(filter.filters)];
    default:
      return [[filter]];
  }
}

/** What is made of several conditions is not understood. */
function negated(filters: readonly Filter[]): readonly Condition[] {
  return filters.flatMap((filter) =>
    'field' in filter ? [{ op: 'no' as const, field: filter.field, condition: filter }] : [],
  );
}

function product(
  left: readonly (readonly Condition[])[] | undefined,
  right: readonly (readonly Condition[])[] | undefined,
): readonly (readonly Condition[])[] | undefined {
  // One that may be anything adds nothing to the other.
  if (left === undefined || right === undefined) return left ?? right;
  if (left.length * right.length > MAX_ALTERNATIVES) return undefined;
  return left.flatMap((one) => right.map((other) => [...one, ...other]));
}

function isContradiction(conditions: readonly Condition[]): boolean {
  const byField = Map.groupBy(conditions, ({ field }) => field);
  return [...byField].some(([field, ofField]) => {
    if (DEVICE_FIELDS.get(field)?.type === 'string[]') return false;
    return ofField.some((one, index) => ofField.slice(index + 1).some((other) => excludes(one, other)));
  });
}

/** For a field with one value at most. */
function excludes(one: Condition, other: Condition): boolean {
  const wanted = valuesOf(one);
  if (wanted !== undefined) return wanted.every((value) => !holds(other, value));
  const others = valuesOf(other);
  if (others !== undefined) return others.every((value) => !holds(one, value));
  return areApart(one, other) || areApart(other, one);
}

/** The only values that fulfil the condition; undefined when they can't be listed. */
function valuesOf(condition: Condition): readonly FilterValue[] | undefined {
  if (condition.op === 'eq') return [condition.value];
  if (condition.op === 'in') return condition.values;
  return condition.op === 'exists' && !condition.exists ? [null] : undefined;
}

/** Whether a value fulfils the condition; null stands for none. In doubt it does. */
function holds(condition: Condition, value: FilterValue): boolean {
  switch (condition.op) {
    case 'eq':
      return condition.value === value;
    case 'ne':
      return condition.value !== value;
    case 'in':
      return condition.values.includes(value);
    case 'nin':
      return !condition.values.includes(value);
    case 'exists':
      return (value !== null) === condition.exists;
    case 'text':
      return value !== null && isLike(value, condition);
    case 'no':
      return isOrder(condition.condition) || !holds(condition.condition, value);
    default:
      return value === null || condition.value === null || compares(value, condition.op, condition.value);
  }
}

function isOrder({ op }: Plain): boolean {
  return op === 'gt' || op === 'gte' || op === 'lt' || op === 'lte';
}

/** A lower bound of one beyond an upper bound of the other. */
function areApart(low: Condition, high: Condition): boolean {
  if ((low.op !== 'gt' && low.op !== 'gte') || (high.op !== 'lt' && high.op !== 'lte')) return false;
  // Texts are ordered by code points in the stores, and by code units here.
  if (typeof low.value !== 'number' || typeof high.value !== 'number') return false;
  return low.value > high.value || (low.value === high.value && (low.op === 'gt' || high.op === 'lt'));
}

function compares(value: FilterValue, op: 'gt' | 'gte' | 'lt' | 'lte', bound: FilterValue): boolean {
  if (typeof value !== 'number' || typeof bound !== 'number') return typeof value === typeof bound;
  if (value === bound) return op === 'gte' || op === 'lte';
  return value > bound === (op === 'gt' || op === 'gte');
}
