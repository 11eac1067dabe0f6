import type { Filter, FilterValue } from './filter.ts';

type Scalar = string | number | boolean;

/**
 * Whether a document fulfils a filter, by MongoDB's rules: a list fulfils a condition when one of its elements does, `ne`
 * and `nin` hold when the field is missing, null stands for missing, and only values of one type compare.
 */
export function matches(filter: Filter, document: unknown): boolean {
  switch (filter.op) {
    case 'and':
      return filter.filters.every((part) => matches(part, document));
    case 'or':
      return filter.filters.some((part) => matches(part, document));
    case 'nor':
      return !filter.filters.some((part) => matches(part, document));
    case 'not':
      return !matches(filter.filter, document);
    case 'exists':
      return isThere(valueAt(document, filter.field)) === filter.exists;
    case 'text':
      return someElement(document, filter.field, (value) => isLike(value, filter));
    case 'in':
      return filter.values.some((value) => equals(document, filter.field, value));
    case 'nin':
      return !filter.values.some((value) => equals(document, filter.field, value));
    case 'eq':
      return equals(document, filter.field, filter.value);
    case 'ne':
      return !equals(document, filter.field, filter.value);
    default:
      return compares(document, filter.field, filter.op, filter.value);
  }
}

function equals(document: unknown, field: string, wanted: FilterValue): boolean {
  return wanted === null
    ? !isThere(valueAt(document, field))
    : someElement(document, field, (value) => value === wanted);
}

function compares(document: unknown, field: string, op: 'gt' | 'gte' | 'lt' | 'lte', wanted: FilterValue): boolean {
  if (wanted === null) return (op === 'gte' || op === 'lte') && equals(document, field, null);
  return someElement(document, field, (value) => {
    if (typeof value !== typeof wanted) return false;
    const order = compareScalars(value, wanted);
    if (order === 0) return op === 'gte' || op === 'lte';
    return order > 0 === (op === 'gt' || op === 'gte');
  });
}

/** Whether a value fulfils a condition on its text. */
export function isLike(value: Scalar, filter: Extract<Filter, { readonly op: 'text' }>): boolean {
  if (typeof value !== 'string') return false;
  const subject = filter.ignoreCase ? lowerAscii(value) : value;
  const text = filter.ignoreCase ? lowerAscii(filter.text) : filter.text;
  if (filter.start && filter.end) return subject === text;
  if (filter.start) return subject.startsWith(text);
  return filter.end ? subject.endsWith(text) : subject.includes(text);
}

/** What the document itself holds there: nothing inherited, so that a field's name can't reach anything else. */
function valueAt(document: unknown, field: string): unknown {
  let value = document;
  for (const name of field.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return value;
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function someElement(document: unknown, field: string, condition: (value: Scalar) => boolean): boolean {
  const value = valueAt(document, field);
  return Array.isArray(value)
    ? value.some((element) => isScalar(element) && condition(element))
    : isScalar(value) && condition(value);
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function compareScalars(a: Scalar, b: Scalar): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b);
  return Number(a) - Number(b);
}

/** By code points, as databases compare UTF-8; JavaScript's own order puts astral characters before U+E000. */
function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const x = a.charCodeAt(index);
    const y = b.charCodeAt(index);
    if (x !== y) return codePointRank(x) - codePointRank(y);
  }
  return a.length - b.length;
}

function codePointRank(codeUnit: number): number {
  const surrogate = codeUnit >= 0xd800 && codeUnit <= 0xdfff;
  return surrogate ? codeUnit + 0x10000 : codeUnit;
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
