import type { DesiredValue, RowName, Unmet } from '../desired/desired.ts';
import type { Scalar } from '../profile/profile.ts';
import type { ValueRule, ValueShape } from './capability.ts';
import { partsOf } from './check-shape.ts';
import type { Located } from './locate-rows.ts';

export type Refusal = Pick<Unmet, 'reason' | 'detail'>;

/** A value for one parameter; nothing, if it is to be left as it is; or why there is none. */
export type Applied = { readonly value: DesiredValue } | { readonly leave: true } | { readonly refusal: Refusal };

/** Where the references in a rule lead to. */
export interface References {
  /** Row that a locator finds. */
  row(locator: string): Located;
  /** Name of the row that is declared in a table of the same mapping. */
  declared?(table: string): RowName;
}

/** What of a declared value goes into one parameter. A secret may only be passed on, or be put into a text. */
export function applyRule(
  rule: ValueRule,
  shape: ValueShape,
  declared: DesiredValue | undefined,
  references: References,
): Applied {
  if (rule.constant !== undefined) return referenced(rule.constant, references);
  if (declared === undefined) return { leave: true };
  if (declared.kind === 'rowPath') return { value: declared };
  if (rule.map === undefined && rule.part === undefined) return { value: formatted(declared, rule.format) };
  if (declared.kind === 'secret') return badValue('a secret can only be put where it is taken as it is');
  const text = rule.part === undefined ? declared.text : (partsOf(shape, declared.text)[rule.part] ?? '');
  if (rule.map === undefined) return { value: formatted({ kind: 'plain', text }, rule.format) };
  const mapped = Object.hasOwn(rule.map, text) ? rule.map[text] : undefined;
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
