import type { DesiredValue } from '../desired/desired.ts';
import { type Applied, applyRule, type RuleShape, referenceIn } from './apply-rule.ts';
import type { ValueRule } from './capability.ts';

const REFERENCES = {
  row: (locator: string) =>
    locator === 'wan' ? { path: 'Device.IP.Interface.4.' } : { problem: `there is no ${locator}` },
  declared: (table: string) => (table === 'T.' ? 'Device.T./web' : undefined),
};
const TEXT: RuleShape = { type: 'string' };
const LIST: RuleShape = { type: 'string', list: true };
const SECRET: DesiredValue = { kind: 'secret', parts: [{ secret: 'wifi' }], stamp: 's' };

function apply(rule: ValueRule, declared: DesiredValue | string | undefined, shape = TEXT): Applied {
  const value = typeof declared === 'string' ? ({ kind: 'plain', text: declared } as const) : declared;
  return applyRule(rule, shape, value, REFERENCES);
}

test.each<[string, ValueRule, RuleShape, string, string]>([
  ['as it is', {}, TEXT, 'a', 'a'],
  ['by a map', { map: { a: 'A', b: 'B' } }, TEXT, 'b', 'B'],
  ['by a map to a number', { map: { a: 7 } }, TEXT, 'a', '7'],
  ['by a map in another spelling', { map: { true: 'On', false: 'Off' } }, { type: 'boolean' }, '1', 'On'],
  ['as a part', { part: 1 }, LIST, 'a,b', 'b'],
  ['as a part that is not there', { part: 2 }, LIST, 'a,b', ''],
  ['as the end of a range', { part: 1 }, { ...TEXT, format: 'ipv4Range' }, '192.0.2.1-192.0.2.9', '192.0.2.9'],
  ['as a part by a map', { part: 0, map: { a: 'A' } }, LIST, 'a,b', 'A'],
  ['as items by a map', { map: { a: 'A', b: 'B', c: null } }, LIST, 'a, c, b', 'A,B'],
  ['as no items', { map: { a: 'A' } }, LIST, '', ''],
  ['with text around', { format: 'sip:{value}@x' }, TEXT, 'me', 'sip:me@x'],
  ['as a reference', { map: { a: '{wan}' } }, TEXT, 'a', 'Device.IP.Interface.4'],
  ['as a constant, whatever is declared', { constant: true }, TEXT, 'a', 'true'],
])('a value is put %s', (_, rule, shape, declared, text) => {
  expect(apply(rule, declared, shape)).toEqual({ value: { kind: 'plain', text } });
});

test('a constant needs nothing declared, anything else leaves the parameter alone then', () => {
  expect(apply({ constant: 3 }, undefined)).toEqual({ value: { kind: 'plain', text: '3' } });
  expect(apply({}, undefined)).toEqual({ leave: true });
  expect(apply({ map: { a: null } }, 'a')).toEqual({ leave: true });
});

test('a row that is declared is referred to by its name', () => {
  const value = { kind: 'rowPath', row: 'Device.T./web' };
  expect(apply({ constant: '{row:T.}' }, undefined)).toEqual({ value });
  expect(apply({}, { kind: 'rowPath', row: 'Device.T./web' })).toEqual({ value });
});

test('a secret is passed on, or put into a text, and counts as another value there', () => {
  expect(apply({}, SECRET)).toEqual({ value: SECRET });
  expect(apply({ format: 'key={value};' }, SECRET)).toEqual({
    value: { kind: 'secret', parts: ['key=', { secret: 'wifi' }, ';'], stamp: 's/key={value};' },
  });
});

test.each<[string, ValueRule, DesiredValue | string, RuleShape]>([
  ['bad_value: this data model has nothing for "toString"', { map: { a: 1 } }, 'toString', TEXT],
  ['bad_value: this data model has nothing for "b"', { map: { a: 1 } }, 'a,b', LIST],
  ['bad_value: a secret can only be put where it is taken as it is', { map: { a: 1 } }, SECRET, TEXT],
  ['not_supported: there is no lan', { constant: '{lan}' }, 'a', TEXT],
  ['not_supported: no row is declared in U.', { constant: '{row:U.}' }, 'a', TEXT],
  ['bad_value: a row that is declared can be no item of a list', { map: { a: '{row:T.}', b: 1 } }, 'a,b', LIST],
])('%s', (refusal, rule, declared, shape) => {
  const applied = apply(rule, declared, shape);
  expect('refusal' in applied && `${applied.refusal.reason}: ${applied.refusal.detail}`).toBe(refusal);
});

test.each([
  ['{wan}', { locator: 'wan' }],
  ['{row:NAT.PortMapping.}', { table: 'NAT.PortMapping.' }],
  ['a{wan}', undefined],
  ['{}', undefined],
  [7, undefined],
  [null, undefined],
])('%j refers to %j', (scalar, reference) => {
  expect(referenceIn(scalar)).toEqual(reference);
});
