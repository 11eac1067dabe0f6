import { aTree } from '../desired/testing/a-desired.ts';
import type { Locator } from './capability.ts';
import { CapabilityCatalog } from './catalog.ts';
import { expandTables, RowLocator, splitPath } from './locate-rows.ts';
import { aDevice } from './testing/a-catalog.ts';

const VALUES = {
  'Device.Radio.1.Band': '5GHz',
  'Device.Radio.1.Channels': '36-64,100',
  'Device.Radio.2.Band': '2.4ghz',
  'Device.Radio.2.Channels': '1-13',
  'Device.Ssid.9.Lower': 'Device.Radio.2.',
  'Device.Ssid.10.Lower': 'Device.Radio.2',
  'Device.Ssid.10.Guest': 'x',
  'Device.Ap.4.Ssid': 'Device.Ssid.9',
  'Device.Wan.2.Link.5.Ip.1.Name': 'a',
  'Device.Wan.10.Link.1.Ip.3.Name': 'b',
  'Device.Forwarding.Default': 'Device.Wan.2.Link.5.Ip.1',
};

function locator(locators: Readonly<Record<string, readonly Locator[]>>): RowLocator {
  const parts = { groups: [], capabilities: {}, locators: { tr181: locators }, overrides: [], uniqueKeys: {} };
  return new RowLocator(new CapabilityCatalog(parts).for(aDevice()), aTree(VALUES), 'Device.');
}

const RADIO = { radio: [{ table: 'Radio.', where: { Band: { is: ['2.4GHz'] } } }] };

test.each<[string, string, Readonly<Record<string, readonly Locator[]>>]>([
  ['its value, in whatever case', 'Device.Radio.2.', { it: RADIO.radio }],
  ['a range', 'Device.Radio.1.', { it: [{ table: 'Radio.', where: { Channels: { min: 90 } } }] }],
  [
    'what it points to',
    'Device.Ssid.9.',
    { ...RADIO, it: [{ table: 'Ssid.', where: { Lower: { pointsTo: 'radio' } }, nth: 1 }] },
  ],
  ['its place among several, by number', 'Device.Ssid.10.', { it: [{ table: 'Ssid.', nth: 2 }] }],
  ['a parameter that is there', 'Device.Ssid.10.', { it: [{ table: 'Ssid.', where: { Guest: { exists: true } } }] }],
  ['a parameter that is not', 'Device.Ssid.9.', { it: [{ table: 'Ssid.', where: { Guest: { exists: false } } }] }],
  [
    'a reference to it',
    'Device.Wan.2.Link.5.Ip.1.',
    { it: [{ table: 'Wan.*.Link.*.Ip.', referredBy: 'Forwarding.Default' }] },
  ],
  [
    'what it holds',
    'Device.Wan.10.Link.1.',
    {
      ip: [{ table: 'Wan.*.Link.*.Ip.', where: { Name: { is: ['b'] } } }],
      it: [{ table: 'Wan.*.Link.', holds: 'ip' }],
    },
  ],
  ['the row it is in', 'Device.Wan.2.Link.5.', { wan: [{ table: 'Wan.', nth: 1 }], it: [{ table: '{wan}.Link.' }] }],
  ['the first way that finds any', 'Device.Ap.4.', { it: [{ table: 'None.' }, { table: 'Ap.' }, { table: 'Ssid.' }] }],
  ['numbers, not texts', 'Device.Wan.2.', { it: [{ table: 'Wan.', nth: 1 }] }],
])('a row is found by %s', (_, path, locators) => {
  const rows = locator(locators);
  expect(rows.row('it')).toEqual({ path });
  expect(rows.resolve('{it}.X')).toEqual({ path: `${path}X` });
});

test.each<[string, Readonly<Record<string, readonly Locator[]>>]>([
  ['this data model has no it', {}],
  ['no row of None. or Never. is it', { it: [{ table: 'None.' }, { table: 'Never.' }] }],
  ['it may be any of Device.Ssid.9., Device.Ssid.10.', { it: [{ table: 'Ssid.' }] }],
  ['no row of Ssid. is it', { it: [{ table: 'Ssid.', nth: 3 }] }],
  ['no row of Ap. is it', { it: [{ table: 'Ap.', where: { Ssid: { pointsTo: 'it' } } }] }],
  ['no row of Ap. is it', { it: [{ table: '{it}.Ap.' }] }],
  ['no row of Ap. is it', { it: [{ table: 'Ap.', where: { None: { is: [''] } } }] }],
])('it is not found: %s', (problem, locators) => {
  expect(locator(locators).row('it')).toEqual({ problem });
  expect(locator(locators).resolve('{it}.X')).toEqual({ problem });
});

test('what begins with no locator is below the root', () => {
  expect(locator({}).resolve('Time.Enable')).toEqual({ path: 'Device.Time.Enable' });
  expect(splitPath('{a.b}.C.D')).toEqual({ locator: 'a.b', rest: 'C.D' });
});

test('stars stand for the rows that are there', () => {
  expect(expandTables(aTree(VALUES), 'Device.Wan.*.Link.*.Ip.')).toEqual([
    'Device.Wan.2.Link.5.Ip.',
    'Device.Wan.10.Link.1.Ip.',
  ]);
  expect(expandTables(aTree(VALUES), 'Device.None.*.Link.')).toEqual([]);
});
