import type { Scalar } from '../profile/profile.ts';
import type { MeantValue } from '../profile/profile-facts.ts';
import { applyRule, referenceIn } from './apply-rule.ts';
import type { ValueDescription, ValueRule } from './capability.ts';
import { spelled } from './fit-value.ts';

/** leave: the parameter is left as it is. unknown: only the device can tell. refused: it has no such value. */
export type Meant = MeantValue | 'leave' | 'unknown' | 'refused';

type Shape = Pick<ValueDescription, 'type' | 'format' | 'list'>;

/** What a rule makes of a declared value, without a device. */
export function meantBy(rule: ValueRule, shape: Shape, declared: Scalar | undefined): Meant {
  if (rule.constant !== undefined) return constantOf(rule.constant);
  if (declared === undefined) return 'leave';
  const text = String(declared);
  if (text.includes('${')) return templateOf(rule, shape, text);
  const value = spelled({ kind: 'plain', text }, shape);
  const applied = applyRule(rule, shape, value, { row: (locator) => ({ path: `{${locator}}.` }) });
  if ('leave' in applied) return 'leave';
  // A row that is declared beside it is known once it is there.
  if ('refusal' in applied) return applied.refusal.reason === 'bad_value' ? 'refused' : 'unknown';
  return applied.value.kind === 'plain' ? { text: applied.value.text, ...typeOf(rule, shape) } : 'unknown';
}

function constantOf(constant: Scalar): Meant {
  const reference = referenceIn(constant);
  return reference !== undefined && 'table' in reference ? 'unknown' : { text: String(constant) };
}

/** What is taken apart or looked up differs with the text: only the same of the same is the same. */
function templateOf(rule: ValueRule, shape: Shape, text: string): Meant {
  const { map, part, format = '{value}' } = rule;
  if (map !== undefined) return 'unknown';
  if (part !== undefined) return { text: `${text}[${part}]` };
  return { text: format.replace('{value}', () => text), ...typeOf(rule, shape) };
}

/** What is mapped is of a type of its own. */
function typeOf({ map, format }: ValueRule, { type, list }: Shape) {
  return map !== undefined || format !== undefined || list ? {} : { type };
}
