import type { DesiredValue, RowName, Unmet } from '../desired/desired.ts';
import { itemsOf, partsOf } from '../desired/list-value.ts';
import type { ValueShape } from '../desired/value-check.ts';
import { canonical } from '../desired/value-text.ts';
import type { Scalar } from '../profile/profile.ts';
import type { ValueRule } from './capability.ts';
import type { Located } from './locate-rows.ts';

export type Refusal = Pick<Unmet, 'reason' | 'detail'>;

/** A value for one parameter; nothing, if it is to be left as it is; or why there is none. */
export type Applied = { readonly value: DesiredValue } | { readonly leave: true } | { readonly refusal: Refusal };

/** Where the references in a rule lead to. */
export interface References {
  /** Row that a locator finds. */
  row(locator: string): Located;
  /** Name of the row that is declared in a table of the same mapping. */
  declared?(table: string): RowName | undefined;
}

/** What must be known of a declared value to take it apart. */
export type RuleShape = Pick<ValueShape, 'type' | 'format' | 'list'>;

/** What of a declared value goes into one parameter. A secret may only be passed on, or be put into a text. */
export function applyRule(
  rule: ValueRule,
  shape: RuleShape,
  declared: DesiredValue | undefined,
  references: References,
): Applied {
  if (rule.constant !== undefined) return referenced(rule.constant, references);
  if (declared === undefined) return { leave: true };
  if (declared.kind === 'rowPath') return { value: declared };
  if (rule.map === undefined && rule.part === undefined) return { value: formatted(declared, rule.format) };
  if (declared.kind === 'secret') return badValue('a secret can only be put where it is taken as it is');
  const items = shape.list && rule.part === undefined ? itemsOf(declared.text) : [partOf(rule, shape, declared.text)];
  if (rule.map === undefined) return { value: formatted({ kind: 'plain', text: items.join(',') }, rule.format) };
  const mapped = items.map((item) => mappedBy(rule.map, item, shape, references));
  const refused = mapped.find((each) => 'refusal' in each);
  if (refused) return refused;
  const values = mapped.flatMap((each) => ('value' in each ? [each.value] : []));
  const [only] = values;
  // No item of a list at all is an empty list; of one value that is left alone nothing is set.
  if (mapped.length > 0 && only === undefined) return { leave: true };
  if (only !== undefined && values.length === 1) return { value: only };
  const texts = values.flatMap((value) => (value.kind === 'plain' ? [value.text] : []));
  if (texts.length < values.length) return badValue('a row that is declared can be no item of a list');
  return { value: { kind: 'plain', text: texts.join(',') } };
}

function partOf({ part }: ValueRule, shape: RuleShape, text: string): string {
  return part === undefined ? text : (partsOf(text, shape)[part] ?? '');
}

/** `1` and `true` are one, whichever of them was declared and whichever stands in the data. */
function mappedBy(map: ValueRule['map'] = {}, text: string, { type }: RuleShape, references: References): Applied {
  const wanted = canonical(text, type);
  const [, mapped] = Object.entries(map).find(([from]) => canonical(from, type) === wanted) ?? [];
  if (mapped === null) return { leave: true };
  return mapped === undefined ? badValue(`this data model has nothing for "${text}"`) : referenced(mapped, references);
}

export function badValue(detail: string): { readonly refusal: Refusal } {
  return { refusal: { reason: 'bad_value', detail } };
}

export function notSupported(detail: string): { readonly refusal: Refusal } {
  return { refusal: { reason: 'not_supported', detail } };
}

/** `{locator}` or `{row:<table>}` in a text of the data; undefined: it is no reference. */
export function referenceIn(
  scalar: Scalar | null,
): { readonly locator: string } | { readonly table: string } | undefined {
  const [, inner] = typeof scalar === 'string' ? (/^\{([^{}]+)\}$/.exec(scalar) ?? []) : [];
  if (inner === undefined) return undefined;
  return inner.startsWith('row:') ? { table: inner.slice('row:'.length) } : { locator: inner };
}

function referenced(scalar: Scalar, references: References): Applied {
  const reference = referenceIn(scalar);
  if (reference === undefined) return { value: { kind: 'plain', text: String(scalar) } };
  if ('table' in reference) {
    const row = references.declared?.(reference.table);
    return row === undefined
      ? notSupported(`no row is declared in ${reference.table}`)
      : { value: { kind: 'rowPath', row } };
  }
  const located = references.row(reference.locator);
  // TR-106 §3.2.4: a reference to an object has no final dot.
  return 'path' in located
    ? { value: { kind: 'plain', text: located.path.slice(0, -1) } }
    : notSupported(located.problem);
}

function formatted(value: DesiredValue, format: string | undefined): DesiredValue {
  if (format === undefined || value.kind === 'rowPath') return value;
  const [before = '', after = ''] = format.split('{value}');
  if (value.kind === 'plain') return { kind: 'plain', text: before + value.text + after };
  const parts = [before, ...value.parts, after].filter((part) => part !== '');
  return { kind: 'secret', parts, stamp: `${value.stamp}/${format}` };
}
