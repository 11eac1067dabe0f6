import { parseTextPattern } from '../filter/parse-text-pattern.ts';
import type { CatalogParts, Locator, Override, TableCapability, TableMapping, ValueCapability } from './capability.ts';
import { catalogProblems } from './catalog-problems.ts';
import { aCatalog } from './testing/a-catalog.ts';

const PARTS = aCatalog().parts;
const TEXT = { kind: 'value', group: 'home', summary: 'A text.', type: 'string' } as const;
const FIELD = { summary: 'A field.', type: 'string' } as const;

function withValue(value: Partial<ValueCapability>, set?: object): CatalogParts {
  const models = { tr181: set === undefined ? [] : [{ set: [{ path: 'X.Y', ...set }] }] };
  return { ...PARTS, capabilities: { 'a.b': { ...TEXT, models, ...value } } };
}

function withTable(mapping: TableMapping, shape: Partial<TableCapability> = {}): CatalogParts {
  const models = { tr181: [mapping] };
  const fields = { id: { ...FIELD, required: true }, note: FIELD };
  return {
    ...PARTS,
    capabilities: { 'a.b': { kind: 'table', group: 'home', summary: 'Rows.', fields, ...shape, models } },
  };
}

const ROWS = { table: 'T.', keys: ['Id'], values: { Id: { field: 'id' } } };

function withLocator(...ways: readonly Locator[]): CatalogParts {
  return { ...PARTS, capabilities: {}, overrides: [], locators: { tr181: { ...PARTS.locators.tr181, one: ways } } };
}

function withOverride(change: Partial<Override>): CatalogParts {
  const match = { manufacturer: parseTextPattern('^Acme') };
  return { ...PARTS, overrides: [{ name: 'acme', title: 'Acme', match, capabilities: {}, locators: {}, ...change }] };
}

test('a catalog without mistakes has none', () => {
  expect(catalogProblems(PARTS)).toEqual([]);
});

test.each<[string, CatalogParts]>([
  ['a.b: there is no group nowhere', withValue({ group: 'nowhere' })],
  ['The group home is there twice.', { ...PARTS, groups: [...PARTS.groups, ...PARTS.groups] }],
  ['a b: this is no name of a capability', { ...PARTS, capabilities: { 'a b': { ...TEXT, models: {} } } }],
  ['a.b: there is no data model tr069', withValue({ models: { tr069: [] } as ValueCapability['models'] })],
  ['a.b: only numbers have bounds', withValue({ min: 1 })],
  ['a.b: min is above max', withValue({ type: 'int', min: 2, max: 1 })],
  ['a.b: minLength is above maxLength', withValue({ minLength: 2, maxLength: 1 })],
  ['a.b: x in the enum must be a whole number', withValue({ type: 'int', enum: ['x'] })],
  ['a.b, tr181: nothing is set', withValue({ models: { tr181: [{ set: [] }] } })],
  [
    'a.b, tr181: X.Y: its name does not tell that it holds a secret, so that it would come back in the clear',
    withValue({ secret: true }, {}),
  ],
  ['a.b, tr181: there is no locator nobody', withValue({}, { path: '{nobody}.X' })],
  ['a.b, tr181: X. is a parameter: it ends in no dot', withValue({}, { path: 'X.' })],
  ['a.b, tr181: X.*.Y is one place: no * can be in it', withValue({}, { path: 'X.*.Y' })],
  ['a.b, tr181: X.{wifi.ap}.Y is no path', withValue({}, { path: 'X.{wifi.ap}.Y' })],
  ['a.b, tr181: Device.X is relative to the root: it does not begin with it', withValue({}, { path: 'Device.X' })],
  [
    'a.b, tr181: X.Y: a constant is what it is: it has no map, part or format',
    withValue({}, { constant: 1, format: '{value}' }),
  ],
  ['a.b, tr181: X.Y: a format does nothing beside a map', withValue({}, { map: {}, format: '{value}' })],
  ['a.b, tr181: X.Y: a format has {value} once', withValue({}, { format: 'x' })],
  ['a.b, tr181: X.Y: only lists and ranges have parts, from 0', withValue({}, { part: 0 })],
  ['a.b, tr181: X.Y: there is no locator nobody', withValue({}, { constant: '{nobody}' })],
  ['a.b, tr181: X.Y: no row is made in T.', withValue({}, { constant: '{row:T.}' })],
  ['a.b, tr181: X.Y: there is no locator nobody', withValue({}, { supportedIn: '{nobody}.Z' })],
  ['a.b, tr181: X.Y: c in the map must be one of a', withValue({ enum: ['a'] }, { map: { a: 1, c: 2 } })],
  ['a.b, tr181: Id: a value has no fields', withValue({ list: true, models: { tr181: [{ rows: ROWS }] } })],
  [
    'a.b, tr181: it is one value: rows is no list',
    { ...PARTS, capabilities: { 'a.b': { ...TEXT, models: { tr181: [{ rows: [ROWS] }] } as never } } },
  ],
])('%s', (problem, parts) => {
  expect(catalogProblems(parts)).toContain(problem);
});

test.each<[string, CatalogParts]>([
  ['a.b, tr181: no row is made', withTable({ rows: [] })],
  ['a.b, tr181: a table is there twice: a row is one row in each of them', withTable({ rows: [ROWS, ROWS] })],
  ['a.b, tr181: T is a table: it ends in a dot', withTable({ rows: [{ ...ROWS, table: 'T' }] })],
  ['a.b, tr181: T.: the key Key is none of its values', withTable({ rows: [{ ...ROWS, keys: ['Key'] }] })],
  [
    "a.b, tr181: T.: the key Id can't be optional",
    withTable({ rows: [{ ...ROWS, values: { Id: { field: 'id', optional: true } } }] }),
  ],
  [
    'a.b, tr181: T.: the key Note needs a field that is required or has a default',
    withTable({ rows: [{ ...ROWS, keys: ['Note'], values: { ...ROWS.values, Note: { field: 'note' } } }] }),
  ],
  ['a.b, tr181: T.Id: there is no field it', withTable({ rows: [{ ...ROWS, values: { Id: { field: 'it' } } }] })],
  ['a.b, tr181: T.Id: it needs a field or a constant', withTable({ rows: [{ ...ROWS, values: { Id: {} } }] })],
  [
    'a.b, tr181: T.Id: it has a field and a constant',
    withTable({ rows: [{ ...ROWS, values: { Id: { field: 'id', constant: 1 } } }] }),
  ],
  [
    'a.b, tr181: no parameter takes id, which must be given',
    withTable({ rows: [{ ...ROWS, keys: [], values: { Note: { field: 'note' } } }] }),
  ],
  [
    'a.b, tr181: {wifi.ap}.X is in a row: no locator can begin it',
    withTable({ rows: [{ ...ROWS, values: { ...ROWS.values, '{wifi.ap}.X': { field: 'note' } } }] }),
  ],
  ['a.b, tr181: T.: its rows have no table below', withTable({ rows: [{ ...ROWS, tables: { below: ROWS } }] })],
  [
    'a.b, tr181: U.Id: there is no field id',
    withTable(
      { rows: [{ ...ROWS, tables: { below: { ...ROWS, table: 'U.' } } }] },
      { tables: { below: { fields: {} } } },
    ),
  ],
  [
    'a.b.id: the default must be one of x',
    withTable({ rows: [ROWS] }, { fields: { id: { ...FIELD, enum: ['x'], default: 'y' } } }),
  ],
  [
    'a.b.id: what has a default need not be given',
    withTable({ rows: [ROWS] }, { fields: { id: { ...FIELD, required: true, default: 'y' } } }),
  ],
  ['a.b: id is a field and a table', withTable({ rows: [ROWS] }, { tables: { id: { fields: {} } } })],
])('of a table: %s', (problem, parts) => {
  expect(catalogProblems(parts)).toContain(problem);
});

test.each<[string, CatalogParts]>([
  ['tr181, locator one: it finds nothing', withLocator()],
  ['tr181, locator one: T is a table: it ends in a dot', withLocator({ table: 'T' })],
  ['tr181, locator one: there is no locator nobody', withLocator({ table: '{nobody}.T.' })],
  ['tr181, locator one: there is no locator nobody', withLocator({ table: 'T.', holds: 'nobody' })],
  [
    'tr181, locator one: there is no locator nobody',
    withLocator({ table: 'T.', where: { X: { pointsTo: 'nobody' } } }),
  ],
  ['tr181, locator one: there is no locator nobody', withLocator({ table: 'T.', referredBy: '{nobody}.X' })],
  ['tr181, locator one: nth counts from 1', withLocator({ table: 'T.', nth: 0 })],
  ['tr181, locator one: it leads to itself', withLocator({ table: '{one}.T.' })],
  ['tr181, locator one: it leads to itself', withLocator({ table: 'T.', where: { X: { pointsTo: 'one' } } })],
])('%s', (problem, parts) => {
  expect(catalogProblems(parts)).toContain(problem);
});

test('a map may leave values to other mappings, or to nobody', () => {
  expect(catalogProblems({ ...withValue({ enum: ['a', 'b'] }, { map: { a: 'A' } }), overrides: [] })).toEqual([]);
});

test('a circle is found on the way of others into it, too, and only those in it lead to themselves', () => {
  const circle = { a: [{ table: '{b}.T.' }], b: [{ table: 'T.', holds: 'a' }], c: [{ table: '{a}.T.' }] };
  expect(catalogProblems({ ...PARTS, capabilities: {}, overrides: [], locators: { tr098: circle } })).toEqual([
    'tr098, locator a: it leads to itself',
    'tr098, locator b: it leads to itself',
  ]);
});

test('an override is checked with the locators it brings, and only for what it adds', () => {
  const set = [{ path: '{own}.X' }];
  const right = {
    capabilities: { 'time.enable': { tr181: [{ set }] } },
    locators: { tr181: { own: [{ table: 'T.' }] } },
  };
  expect(catalogProblems(withOverride(right))).toEqual([]);
  expect(catalogProblems(withOverride({ ...right, locators: {} }))).toEqual([
    'Override acme: time.enable, tr181: there is no locator own',
  ]);
});

test.each<[string, Partial<Override>]>([
  ['Override acme: there is no capability time.none', { capabilities: { 'time.none': {} } }],
  ['Override acme: time.enable: there is no data model x', { capabilities: { 'time.enable': { x: [] } as never } }],
  ['Override acme: locators: there is no data model x', { locators: { x: {} } as never }],
  ['Override acme: it is for every device', { match: {} }],
  ['Override acme: AABB is no OUI', { match: { oui: ['AABB'] } }],
  [
    'Override acme: time.enable, tr181: it is one value: rows is no list',
    { capabilities: { 'time.enable': { tr181: [{ rows: [ROWS] }] } } },
  ],
  [
    'Override acme: nat.portMappings, tr181: it has rows: each mapping has a list of rows',
    { capabilities: { 'nat.portMappings': { tr181: [{ set: [] }] } } },
  ],
])('%s', (problem, change) => {
  expect(catalogProblems(withOverride(change))).toContain(problem);
});

test('a pattern that is more than literal text is refused', () => {
  const [problem] = catalogProblems(withOverride({ match: { productClass: parseTextPattern('H.+') } }));
  expect(problem).toMatch(/^Override acme: productClass: \. has a meaning in regular expressions/);
});

test.each([
  ['Unique keys: NAT.PortMapping. is no full path of a table', { 'NAT.PortMapping.': ['X'] }],
  ['Unique keys: Device.X. has none', { 'Device.X.': [] }],
])('%s', (problem, uniqueKeys) => {
  expect(catalogProblems({ ...PARTS, uniqueKeys })).toEqual([problem]);
});
