import type { Filter } from './filter.ts';
import { matches } from './match-filter.ts';

const device = {
  name: 'Box',
  count: 5,
  on: true,
  tags: ['gold', 'New'],
  none: [],
  nothing: null,
  nested: { text: 'deep' },
};

test.each<[boolean, Filter]>([
  [true, { op: 'eq', field: 'name', value: 'Box' }],
  [false, { op: 'eq', field: 'name', value: 'box' }],
  [true, { op: 'eq', field: 'nested.text', value: 'deep' }],
  [true, { op: 'eq', field: 'tags', value: 'gold' }],
  [false, { op: 'eq', field: 'none', value: 'gold' }],
  [true, { op: 'ne', field: 'none', value: 'gold' }],
  [false, { op: 'ne', field: 'tags', value: 'gold' }],
  [true, { op: 'ne', field: 'missing', value: 'x' }],
  [true, { op: 'nin', field: 'missing', values: ['x'] }],
  [false, { op: 'nin', field: 'missing', values: ['x', null] }],
  [true, { op: 'in', field: 'missing', values: [null] }],
  [true, { op: 'eq', field: 'missing', value: null }],
  [true, { op: 'eq', field: 'nothing', value: null }],
  [false, { op: 'exists', field: 'nothing', exists: true }],
  [true, { op: 'exists', field: 'none', exists: true }],
  [true, { op: 'exists', field: 'missing', exists: false }],
  [true, { op: 'gte', field: 'count', value: 5 }],
  [false, { op: 'gt', field: 'count', value: 5 }],
  [true, { op: 'lt', field: 'count', value: 5.5 }],
  [false, { op: 'lt', field: 'count', value: '9' }],
  [true, { op: 'not', filter: { op: 'lt', field: 'count', value: '9' } }],
  [false, { op: 'gt', field: 'missing', value: 0 }],
  [true, { op: 'lte', field: 'missing', value: null }],
  [true, { op: 'gt', field: 'tags', value: 'a' }],
  [true, { op: 'gt', field: 'on', value: false }],
  [false, { op: 'or', filters: [] }],
  [true, { op: 'and', filters: [] }],
  [true, { op: 'nor', filters: [{ op: 'eq', field: 'on', value: false }] }],
  [false, { op: 'exists', field: '__proto__', exists: true }],
  [false, { op: 'exists', field: 'constructor.name', exists: true }],
  [false, { op: 'exists', field: 'name.length', exists: true }],
])('%j for %j', (expected, filter) => expect(matches(filter, device)).toBe(expected));

test.each([
  [true, 'Bo', { start: true }],
  [false, 'ox', { start: true }],
  [true, 'ox', { end: true }],
  [true, 'Box', { start: true, end: true }],
  [false, 'Bo', { start: true, end: true }],
  [true, 'BOX', { ignoreCase: true }],
  [false, 'BOX', {}],
  [true, '', { start: true }],
  [false, '.', {}],
])('%j: text %j with %j', (expected, text, options) => {
  const filter = { op: 'text', field: 'name', text, start: false, end: false, ignoreCase: false, ...options } as const;
  expect(matches(filter, device)).toBe(expected);
});

test('case is ignored for ASCII letters only, as in the databases', () => {
  const filter = { op: 'text', field: 'name', text: 'é', start: false, end: false, ignoreCase: true } as const;
  expect(matches(filter, { name: 'É' })).toBe(false);
});

test('texts sort by code point, as UTF-8 does', () => {
  const greater: Filter = { op: 'gt', field: 'name', value: '\uffee' };
  expect(matches(greater, { name: '🛜' })).toBe(true);
  expect(matches(greater, { name: '\uffef' })).toBe(true);
  expect(matches(greater, { name: 'z' })).toBe(false);
});
