import { aTree } from '../desired/testing/a-desired.ts';
import type { TableCapability, TableMapping } from './capability.ts';
import { CapabilityCatalog } from './catalog.ts';
import { chooseMapping } from './choose-mapping.ts';
import { RowLocator } from './locate-rows.ts';
import { aDevice } from './testing/a-catalog.ts';

const FIELD = { summary: 'A field.', type: 'string' } as const;

function choose(values: Readonly<Record<string, string>>, ...mappings: readonly TableMapping[]) {
  const capability: TableCapability = {
    ...{ kind: 'table', group: 'g', summary: 'Rows.' },
    fields: { id: { ...FIELD, required: true }, note: FIELD },
    tables: { times: { fields: {} } },
    models: { tr181: mappings },
  };
  const parts = { groups: [], capabilities: { 'a.b': capability }, locators: {}, overrides: [], uniqueKeys: {} };
  const catalog = new CapabilityCatalog(parts).for(aDevice());
  const tree = aTree(values);
  const chosen = chooseMapping('a.b', capability, { catalog, tree, locator: new RowLocator(catalog, tree, 'Device.') });
  return 'refusal' in chosen ? chosen.refusal.detail : chosen.tables.map(({ path }) => path);
}

const OLD = { table: 'Old.', keys: ['Id'], values: { Id: { field: 'id' }, Note: { field: 'note' } } };
const NEW = { ...OLD, table: 'New.' };
const BESIDE = { table: 'Beside.', keys: [], values: { On: { constant: true } } };

test.each<[string, Readonly<Record<string, string>>, readonly TableMapping[], readonly string[] | string]>([
  ['the first whose table is there', { 'Device.New.': '' }, [{ rows: [OLD] }, { rows: [NEW] }], ['Device.New.']],
  [
    'a table that shows only by its rows',
    { 'Device.Old.1.Id': '', 'Device.Old.1.Note': '' },
    [{ rows: [OLD] }],
    ['Device.Old.'],
  ],
  [
    'the one with all columns, though another comes first',
    { 'Device.Old.1.Id': '', 'Device.New.1.Id': '', 'Device.New.1.Note': '' },
    [{ rows: [OLD] }, { rows: [NEW] }],
    ['Device.New.'],
  ],
  ['one that lacks what a row can be without', { 'Device.Old.1.Id': '' }, [{ rows: [OLD] }], ['Device.Old.']],
  [
    'none that lacks what a row must have',
    { 'Device.Old.1.Note': '' },
    [{ rows: [OLD] }],
    'the CPE has no Device.Old.*.Id',
  ],
  [
    'one with all of its tables',
    { 'Device.Old.': '', 'Device.New.': '', 'Device.Beside.': '' },
    [{ rows: [OLD, { ...BESIDE, table: 'No.' }] }, { rows: [NEW, BESIDE] }],
    ['Device.New.', 'Device.Beside.'],
  ],
  [
    'none without its constants',
    { 'Device.Beside.1.Off': '' },
    [{ rows: [BESIDE] }],
    'the CPE has no Device.Beside.*.On',
  ],
  [
    'one whose optional column is not there',
    { 'Device.Old.1.Id': '' },
    [{ rows: [{ ...OLD, values: { Id: { field: 'id' }, Note: { field: 'note', optional: true } } }] }, { rows: [NEW] }],
    ['Device.Old.'],
  ],
  [
    'the one with the tables below',
    {
      'Device.Old.1.Id': '',
      'Device.Old.1.Note': '',
      'Device.New.1.Id': '',
      'Device.New.1.Note': '',
      'Device.New.1.Times.': '',
    },
    [OLD, NEW].map((rows) => ({ rows: [{ ...rows, tables: { times: { table: 'Times.', keys: [], values: {} } } }] })),
    ['Device.New.'],
  ],
  ['none', {}, [{ rows: [OLD] }, { rows: [NEW] }], 'the CPE has no Device.Old.'],
  ['none, as the data knows of none', {}, [], 'no table for it is known in the data model tr181'],
])('chosen is %s', (_, values, mappings, chosen) => {
  expect(choose(values, ...mappings)).toEqual(chosen);
});
