import { parseTextPattern } from '../filter/parse-text-pattern.ts';
import { checkProfile } from '../profile/check-profile.ts';
import type { Override } from './capability.ts';
import { CapabilityCatalog } from './catalog.ts';
import { aCatalog, aDevice, aRevision } from './testing/a-catalog.ts';

function withOverrides(...overrides: readonly Partial<Override>[]): CapabilityCatalog {
  const all = overrides.map((override, index) => ({
    ...{ name: `o${index}`, title: '', match: {}, capabilities: {}, locators: {} },
    ...override,
  }));
  return new CapabilityCatalog({ ...aCatalog().parts, overrides: all });
}

const ACME = parseTextPattern('^Acme');

test('a device has the mappings of its data model', () => {
  const tr181 = aCatalog().for(aDevice());
  expect(tr181.valueMappings('time.enable')).toEqual([{ set: [{ path: 'Time.Enable' }] }]);
  expect(tr181.tableMappings('nat.portMappings')).toHaveLength(1);
  expect(tr181.valueMappings('nat.portMappings')).toEqual([]);
  expect(tr181.valueMappings('dns.servers')).toHaveLength(1);
  expect(tr181.locators('wifi.radio')).toHaveLength(1);
  const tr098 = aCatalog().for({ ...aDevice(), dataModel: { kind: 'tr098', root: 'InternetGatewayDevice.' } });
  expect(tr098.tableMappings('nat.portMappings')).toEqual([]);
  expect(tr098.locators('wifi.radio')).toBeUndefined();
});

test('of a device whose data model is not known nothing is', () => {
  const unknown = aCatalog().for({ ...aDevice(), dataModel: { kind: 'unknown', root: '' } });
  expect(unknown.valueMappings('time.enable')).toEqual([]);
  expect(unknown.modelName).toBe('the data model of this device');
});

test('what matches closest has the last word, in whatever order the overrides are', () => {
  const close = {
    match: { manufacturer: ACME, productClass: parseTextPattern('^Box$') },
    capabilities: { 'time.enable': { tr181: [] } },
    locators: { tr181: { 'wifi.radio': [] } },
  };
  const far = {
    match: { manufacturer: ACME },
    capabilities: {
      'time.enable': { tr181: [{ set: [{ path: 'X' }] }] },
      'wifi.ssid': { tr181: [{ set: [{ path: 'Y' }] }] },
    },
  };
  for (const overrides of [
    [close, far],
    [far, close],
  ]) {
    const box = withOverrides(...overrides).for(aDevice({ manufacturer: 'Acme' }));
    expect(box.valueMappings('time.enable')).toEqual([]);
    expect(box.valueMappings('wifi.ssid')).toEqual([{ set: [{ path: 'Y' }] }]);
    expect(box.locators('wifi.radio')).toEqual([]);
  }
});

test('devices to which the same overrides apply share what is made of them', () => {
  const catalog = withOverrides({ match: { manufacturer: ACME } });
  const one = catalog.for(aDevice({ serialNumber: '1', manufacturer: 'Acme' }));
  expect(catalog.for(aDevice({ serialNumber: '2', manufacturer: 'Acme Inc' }))).toBe(one);
  expect(catalog.for(aDevice())).not.toBe(one);
});

test('unique keys are found whatever stands for the rows', () => {
  for (const row of ['4', '*', '{i}']) {
    expect(aCatalog().uniqueKeys(`Device.Hosts.AccessControl.${row}.Schedule.`)).toEqual(['StartTime']);
  }
  expect(aCatalog().uniqueKeys('Device.X.')).toEqual([]);
});

test('profiles are checked against it as it is', () => {
  const { document } = aRevision('p', [
    { capability: 'dns.servers', value: '192.0.2.1,here' },
    { capability: 'time.enabled', value: true },
    { capability: 'nat.portMappings', rows: { web: { port: 0, host: '192.0.2.1' } } },
  ]);
  expect(checkProfile(document, { others: [], capabilities: aCatalog(), models: () => [] })).toMatchObject([
    { pointer: '/entries/0/value', detail: 'The value has "here" in it, which must be an IP address.' },
    { pointer: '/entries/1/capability', code: 'unknown_capability' },
    { pointer: '/entries/2/rows/web/port', detail: 'The value must be at least 1.' },
  ]);
});
