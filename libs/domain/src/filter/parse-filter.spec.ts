import { DEVICE_FIELDS, SORTABLE_DEVICE_FIELDS } from './device-fields.ts';
import type { Field } from './field-table.ts';
import type { Filter } from './filter.ts';
import { FILTER_LIMITS, parseFilter } from './parse-filter.ts';

const FIELDS = new Map<string, Field>([
  ['name', { type: 'string', description: '' }],
  ['count', { type: 'number', description: '' }],
  ['on', { type: 'boolean', description: '' }],
  ['tags', { type: 'string[]', description: '' }],
  ['identity.serialNumber', { type: 'string', description: '' }],
]);

const text = { op: 'text', field: 'name', start: false, end: false, ignoreCase: false } as const;

test.each<[object, Filter]>([
  [{}, { op: 'and', filters: [] }],
  [{ name: 'x' }, { op: 'eq', field: 'name', value: 'x' }],
  [{ name: null }, { op: 'eq', field: 'name', value: null }],
  [{ tags: 'gold' }, { op: 'eq', field: 'tags', value: 'gold' }],
  [{ 'identity.serialNumber': { $ne: 'x' } }, { op: 'ne', field: 'identity.serialNumber', value: 'x' }],
  [
    { count: { $gte: 1, $lt: 5 } },
    {
      op: 'and',
      filters: [
        { op: 'gte', field: 'count', value: 1 },
        { op: 'lt', field: 'count', value: 5 },
      ],
    },
  ],
  [
    { name: 'x', on: true },
    {
      op: 'and',
      filters: [
        { op: 'eq', field: 'name', value: 'x' },
        { op: 'eq', field: 'on', value: true },
      ],
    },
  ],
  [{ name: { $in: ['a', null] } }, { op: 'in', field: 'name', values: ['a', null] }],
  [{ tags: { $nin: [] } }, { op: 'nin', field: 'tags', values: [] }],
  [{ name: { $exists: false } }, { op: 'exists', field: 'name', exists: false }],
  [{ count: { $not: { $gt: 5 } } }, { op: 'not', filter: { op: 'gt', field: 'count', value: 5 } }],
  [{ $nor: [{ on: true }] }, { op: 'nor', filters: [{ op: 'eq', field: 'on', value: true }] }],
  [
    { $or: [{ on: true }, { $and: [{ name: 'x' }] }] },
    {
      op: 'or',
      filters: [
        { op: 'eq', field: 'on', value: true },
        { op: 'and', filters: [{ op: 'eq', field: 'name', value: 'x' }] },
      ],
    },
  ],
  [{ name: { $regex: '^ab' } }, { ...text, text: 'ab', start: true }],
  [{ name: { $regex: 'ab$', $options: 'i' } }, { ...text, text: 'ab', end: true, ignoreCase: true }],
  [{ name: { $options: 'i', $regex: 'a' } }, { ...text, text: 'a', ignoreCase: true }],
  [{ name: { $regex: '^1\\.0\\$$' } }, { ...text, text: '1.0$', start: true, end: true }],
  [{ name: { $regex: '' } }, { ...text, text: '' }],
])('%j is understood', (json, filter) => expect(parseFilter(json, FIELDS)).toEqual({ filter }));

test.each<[unknown, string, RegExp]>([
  ['name', '', /JSON object/],
  [[], '', /JSON object/],
  [null, '', /JSON object/],
  [{ nane: 'x' }, 'nane', /no field nane .* Near it: name/],
  [{ serialNumber: 'x' }, 'serialNumber', /Near it: identity\.serialNumber/],
  [{ zzzzzzzzzz: 'x' }, 'zzzzzzzzzz', /Known are: name, count/],
  [JSON.parse('{"__proto__": {"name": "x"}}'), '__proto__', /no field __proto__/],
  [{ constructor: 'x' }, 'constructor', /no field constructor/],
  [{ name: 5 }, 'name', /is a string/],
  [{ count: '5' }, 'count', /is a number/],
  [{ tags: ['a'] }, 'tags', /is a string/],
  [{ name: { $in: ['a', { $gt: '' }] } }, 'name.$in[1]', /is a string/],
  [{ name: { $in: 'a' } }, 'name.$in', /list/],
  [{ count: { $gt: null } }, 'count.$gt', /no order/],
  [{ name: { $exists: 1 } }, 'name.$exists', /true or false/],
  [{ name: {} }, 'name', /operator/],
  [{ name: { first: 'x' } }, 'name.first', /operators/],
  [{ name: { $where: 'sleep(1)' } }, 'name.$where', /operators/],
  [{ name: { $not: 'x' } }, 'name.$not', /\$ne/],
  [{ $where: 'sleep(1)' }, '$where', /only \$and/],
  [{ $not: { name: 'x' } }, '$not', /only \$and/],
  [{ $or: [] }, '$or', /list/],
  [{ $or: [{ on: true }, { $and: [{ on: 1 }] }] }, '$or[1].$and[0].on', /is a boolean/],
  [{ name: { $regex: 'a.b' } }, 'name.$regex', /\\\./],
  [{ name: { $regex: '(a+)+$' } }, 'name.$regex', /literal text/],
  [{ name: { $regex: 'a^b' } }, 'name.$regex', /literal text/],
  [{ name: { $regex: '\\d' } }, 'name.$regex', /\\d is not literal/],
  [{ name: { $regex: 'a\\' } }, 'name.$regex', /literal/],
  [{ name: { $regex: 'a', $options: 'm' } }, 'name.$regex', /"i"/],
  [{ name: { $options: 'i' } }, 'name', /\$regex/],
  [{ count: { $regex: 'a' } }, 'count.$regex', /not a text/],
  [{ name: 'a\0b' }, 'name', /well-formed/],
  [{ name: '\ud800' }, 'name', /well-formed/],
  [{ name: 'x'.repeat(1_025) }, 'name', /Longer than 1024/],
  [{ name: { $in: Array.from({ length: 1_001 }, () => 'x') } }, 'name.$in', /More than 1000/],
])('%j is refused', (json, path, message) => {
  const parsed = parseFilter(json, FIELDS);
  expect(parsed).toEqual({ error: { path, message: expect.stringMatching(message) } });
});

test('at most so many conditions', () => {
  const filters = (length: number) => ({ $or: Array.from({ length }, () => ({ on: true })) });
  expect(parseFilter(filters(FILTER_LIMITS.conditions), FIELDS)).toHaveProperty('filter');
  expect(parseFilter(filters(FILTER_LIMITS.conditions + 1), FIELDS)).toHaveProperty('error.path', '$or[100].on');
});

test('at most so deep, by lists and by $not', () => {
  const nested = (levels: number): object => (levels === 1 ? { on: true } : { $and: [nested(levels - 1)] });
  expect(parseFilter(nested(FILTER_LIMITS.depth), FIELDS)).toHaveProperty('filter');
  expect(parseFilter(nested(FILTER_LIMITS.depth + 1), FIELDS)).toHaveProperty('error');
  const negated = (levels: number): object => (levels === 1 ? { $eq: true } : { $not: negated(levels - 1) });
  expect(parseFilter({ on: negated(FILTER_LIMITS.depth) }, FIELDS)).toHaveProperty('filter');
  expect(parseFilter({ on: negated(100_000 / 20) }, FIELDS)).toHaveProperty('error');
});

test('a hostile name is not sent back at full length', () => {
  const parsed = parseFilter({ ['x'.repeat(100_000)]: 1 }, FIELDS);
  expect(JSON.stringify(parsed).length).toBeLessThan(500);
});

test('every sortable field of a device is a declared one, and each has its line for the reference', () => {
  for (const field of SORTABLE_DEVICE_FIELDS) expect(DEVICE_FIELDS.has(field)).toBe(true);
  for (const { description } of DEVICE_FIELDS.values()) expect(description).toMatch(/^[A-Z].*\.$/);
});
