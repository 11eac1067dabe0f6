import { SOURCE } from '../desired/testing/a-desired.ts';
import { type Column, resolveColumn } from './resolve-column.ts';
import { aResolving } from './testing/a-catalog.ts';

const TABLE = 'Device.T.';
const VALUES = { 'Device.T.1.A': '1', 'Device.T.1.Takes': 'x,y', 'Device.Takes': 'z' };

function resolve(change: Partial<Column>, values: Readonly<Record<string, string>> = VALUES) {
  const references = { row: () => ({ problem: 'there is none' }) };
  const declared = { kind: 'plain', text: 'x' } as const;
  const column = {
    parameter: 'A',
    rule: {},
    table: TABLE,
    declared,
    mode: 'enforce',
    source: SOURCE,
    references,
  } as const;
  return resolveColumn({ ...column, ...change }, aResolving(values, { 'Device.T.1.A': 'string' }));
}

test('a value has the type of the column in other rows', () => {
  expect(resolve({ mode: 'seed' })).toEqual({
    value: {
      ...{ name: 'A', value: { kind: 'plain', text: 'x' }, type: 'string', mode: 'seed' },
      ...{ writeOnly: false, risky: false, source: SOURCE },
    },
  });
});

test('secrets are write-only by field, name or value; a constant beside them is not', () => {
  const shape = { type: 'string', secret: true, risky: true } as const;
  expect(resolve({ shape })).toMatchObject({ value: { writeOnly: true, risky: true } });
  expect(resolve({ shape, rule: { constant: 1 } })).toMatchObject({ value: { writeOnly: false } });
  expect(resolve({ parameter: 'Password' }, {})).toMatchObject({ value: { writeOnly: true } });
});

test.each<[string, Partial<Column>, object]>([
  ['an optional column that is not there', { parameter: 'B', rule: { optional: true } }, { leave: true }],
  ['a map that says nothing of it', { rule: { map: { x: null } } }, { leave: true }],
  [
    'a column that is not there',
    { parameter: 'B' },
    { refusal: { reason: 'not_supported', detail: 'the CPE has no Device.T.*.B' } },
  ],
  ['a value that is supported in the row', { rule: { supportedIn: 'Takes' } }, { value: { name: 'A' } }],
  [
    'a value of which nobody knows whether it is supported',
    { rule: { supportedIn: '{nobody}.Takes' } },
    { value: { name: 'A' } },
  ],
  [
    'a value that is not supported in the row',
    { rule: { supportedIn: 'Takes' }, declared: { kind: 'plain', text: 'z' } },
    { refusal: { reason: 'bad_value', detail: 'the CPE takes only x,y' } },
  ],
  [
    'a reference that leads nowhere',
    { rule: { constant: '{a}' } },
    { refusal: { reason: 'not_supported', detail: 'there is none' } },
  ],
])('%s', (_, change, resolved) => {
  expect(resolve(change)).toMatchObject(resolved);
});

test('nothing is known of a table without rows: the column is tried', () => {
  expect(resolve({ parameter: 'B' }, {})).toMatchObject({ value: { name: 'B' } });
});
