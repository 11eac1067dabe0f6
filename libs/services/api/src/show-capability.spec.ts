import { CapabilityList, Capability as ShownCapability } from '#libs/api-contract';
import { type Capability, CapabilityCatalog } from '#libs/domain';
import { showCapabilities, showCapability } from './show-capability.ts';

const ssid: Capability = {
  kind: 'value',
  group: 'wifi',
  summary: 'Name of the network.',
  type: 'string',
  maxLength: 32,
  models: { tr181: [{ set: [{ path: 'WiFi.SSID.1.SSID' }] }], tr098: [] },
};
const mappings: Capability = {
  kind: 'table',
  group: 'nat',
  summary: 'Ports that lead inside.',
  fields: { port: { summary: 'Port.', type: 'unsignedInt', min: 1, max: 65_535, required: true } },
  tables: { rules: { fields: { name: { summary: 'Name.', type: 'string', default: 'x' } } } },
  models: { tr098: [{ rows: [] }] },
};
const catalog = new CapabilityCatalog({
  groups: [{ name: 'wifi', title: 'Wi-Fi', summary: 'Networks.' }],
  capabilities: { 'wifi.ssid': ssid, 'nat.ports': mappings },
  locators: {},
  overrides: [],
  uniqueKeys: {},
});

test('capabilities are shown by name, with the data models they are mapped to', () => {
  const shown = showCapabilities(catalog);
  expect(CapabilityList.parse(shown)).toEqual(shown);
  expect(shown.capabilities.map(({ name, kind, models }) => [name, kind, models])).toEqual([
    ['nat.ports', 'table', ['tr098']],
    ['wifi.ssid', 'value', ['tr181']],
  ]);
});

test('a value is shown with what it may be, and not with what it is mapped to', () => {
  const shown = showCapability('wifi.ssid', ssid);
  expect(ShownCapability.parse(shown)).toEqual(shown);
  expect(shown.value).toEqual({ summary: 'Name of the network.', type: 'string', maxLength: 32 });
  expect(JSON.stringify(shown)).not.toContain('WiFi.SSID.1');
});

test('a table is shown with its fields and the tables below a row', () => {
  const shown = showCapability('nat.ports', mappings);
  expect(ShownCapability.parse(shown)).toEqual(shown);
  expect(shown.table?.fields.port).toMatchObject({ min: 1, max: 65_535, required: true });
  expect(shown.table?.tables?.rules).toMatchObject({ fields: { name: { default: 'x' } } });
});
