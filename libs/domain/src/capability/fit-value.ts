import { checkValue } from '#libs/cwmp';
import type { DesiredValue } from '../desired/desired.ts';
import { itemsOf, listHas } from '../desired/list-value.ts';
import type { ReportedTree } from '../desired/reported-tree.ts';
import type { ValueShape } from '../desired/value-check.ts';
import { canonical } from '../desired/value-text.ts';
import { badValue, type Refusal } from './apply-rule.ts';

/** One spelling for what is declared: `TRUE` is none of a boolean's on the wire, and spaces are no part of a list. */
export function spelled(value: DesiredValue, { type, list }: Pick<ValueShape, 'type' | 'list'>): DesiredValue {
  if (value.kind !== 'plain') return value;
  const text = list
    ? itemsOf(value.text)
        .map((item) => canonical(item, type))
        .join(',')
    : canonical(value.text, type);
  return { kind: 'plain', text };
}

/** Why a value can't be had by the parameter: by the type the CPE gives it, or by the list of what it takes. */
export function fitProblem(
  value: DesiredValue,
  tree: ReportedTree,
  parameter: string | undefined,
  supportedIn: string | undefined,
): { readonly refusal: Refusal } | undefined {
  if (value.kind !== 'plain') return undefined;
  const type = parameter === undefined ? undefined : tree.get(parameter)?.type;
  const problem = type === undefined ? undefined : checkValue(type, value.text);
  if (problem !== undefined) return badValue(`the value ${problem}, as ${parameter} is of type ${type}`);
  const list = supportedIn === undefined ? undefined : tree.value(supportedIn);
  if (list === undefined || itemsOf(value.text).every((item) => listHas(list, item))) return undefined;
  return badValue(`the CPE takes only ${list}`);
}
