import type { ValueEntry } from '../profile/profile.ts';
import { resolveValue } from './resolve-value.ts';
import { aResolving, effective, TR181_VALUES } from './testing/a-catalog.ts';

const AP = 'Device.WiFi.AccessPoint.7.Security';

function resolve(entry: ValueEntry, change: Readonly<Record<string, string | undefined>> = {}, types = {}) {
  const values = Object.entries({ ...TR181_VALUES, ...change }).flatMap(([path, value]) =>
    value === undefined ? [] : [[path, value] as const],
  );
  const at = aResolving(Object.fromEntries(values), types);
  const capability = at.catalog.catalog.find(entry.capability ?? '');
  const found = effective(entry);
  if (capability?.kind !== 'value' || found.kind !== 'value') throw new Error('It is no value.');
  return resolveValue(entry.capability ?? '', capability, found, at);
}

function texts(entry: ValueEntry, change: Readonly<Record<string, string | undefined>> = {}) {
  const { settings, unmet } = resolve(entry, change);
  expect(unmet).toEqual([]);
  return settings.map(({ path, value }) => [path, value.kind === 'plain' ? value.text : value.kind]);
}

test.each<[string, ValueEntry, readonly (readonly [string, string])[]]>([
  ['a locator', { capability: 'wifi.ssid', value: `\${attributes.ssid}` }, [['Device.WiFi.SSID.3.SSID', 'Home']]],
  ['a map', { capability: 'wifi.security', value: 'wpa2' }, [[`${AP}.ModeEnabled`, 'WPA2-Personal']]],
  ['one spelling', { capability: 'time.enable', value: 'TRUE' }, [['Device.Time.Enable', 'true']]],
  ['what the CPE supports', { capability: 'wifi.channel', value: 11 }, [['Device.WiFi.Radio.2.Channel', '11']]],
  [
    'constants and parts',
    { capability: 'time.servers', value: 'a.example, b.example' },
    [
      ['Device.Time.Enable', 'true'],
      ['Device.Time.NTPServer1', 'a.example'],
      ['Device.Time.NTPServer2', 'b.example'],
    ],
  ],
  ['a secret', { capability: 'wifi.passphrase', value: `\${secrets.wifi}` }, [[`${AP}.PreSharedKey`, 'secret']]],
])('a value is put by %s', (_, entry, settings) => {
  expect(texts(entry)).toEqual(settings);
});

test('a CPE can do without an optional parameter', () => {
  const entry = { capability: 'time.servers', value: 'a.example' };
  expect(texts(entry, { 'Device.Time.NTPServer2': undefined })).toHaveLength(2);
});

test('what is known of a parameter goes with its value', () => {
  const entry = { capability: 'wifi.channel', value: 1, mode: 'seed', notify: 'active' } as const;
  const { settings } = resolve(entry, {}, { 'Device.WiFi.Radio.2.Channel': 'unsignedInt' });
  expect(settings).toEqual([
    {
      ...{ path: 'Device.WiFi.Radio.2.Channel', value: { kind: 'plain', text: '1' }, type: 'unsignedInt' },
      ...{ mode: 'seed', notification: 2, writeOnly: false, risky: false, priority: 100 },
      source: { profile: 'p', revision: 1, pointer: '/entries/0' },
    },
  ]);
  expect(resolve({ capability: 'wifi.passphrase', value: 'plain text' }).settings).toMatchObject([{ writeOnly: true }]);
});

test.each<[string, Readonly<Record<string, string>>, string]>([
  ['which the device has', { [`${AP}.ModeEnabled`]: 'None' }, 'None'],
  ['which it has, or else the first', { [`${AP}.ModeEnabled`]: 'WEP' }, 'WPA2-Personal'],
  ['of which it tells nothing, and so the first', { [`${AP}.ModeEnabled`]: '' }, 'WPA2-Personal'],
])('of several values that is meant %s', (_, change, text) => {
  const entry = { capability: 'wifi.security', oneOf: ['wpa2', 'none'] };
  expect(texts(entry, change)).toEqual([[`${AP}.ModeEnabled`, text]]);
});

test('of several values of more than one parameter the device has that of which it has all', () => {
  const entry = { capability: 'time.servers', oneOf: ['a', 'b'] };
  const servers = (one: string) => ({ 'Device.Time.NTPServer1': one, 'Device.Time.Enable': 'true' });
  expect(texts(entry, servers('b'))).toContainEqual(['Device.Time.NTPServer1', 'b']);
  expect(texts(entry, { ...servers('b'), 'Device.Time.Enable': 'false' })).toContainEqual([
    'Device.Time.NTPServer1',
    'a',
  ]);
});

test('of several values only those can be meant that the device can have', () => {
  expect(texts({ capability: 'wifi.channel', oneOf: [36, 11] })).toEqual([['Device.WiFi.Radio.2.Channel', '11']]);
  expect(resolve({ capability: 'wifi.channel', oneOf: [36, 40] }).unmet).toHaveLength(1);
});

test('a list becomes a row for each of its items, named by it', () => {
  const { tables } = resolve({ capability: 'dns.servers', value: '192.0.2.1, 2001:db8::1,192.0.2.1' });
  expect(tables).toMatchObject([
    {
      path: 'Device.DNS.Client.Server.',
      keys: ['DNSServer'],
      prune: 'owned',
      undecided: false,
      rows: [
        {
          name: '_192.0.2.1',
          values: [
            { name: 'DNSServer', value: { kind: 'plain', text: '192.0.2.1' } },
            { name: 'Enable', value: { kind: 'plain', text: 'true' } },
          ],
        },
        { name: '_2001-3a-db8-3a--3a-1' },
      ],
    },
  ]);
  expect(resolve({ capability: 'dns.servers', value: '' }).tables).toMatchObject([{ rows: [] }]);
});

test.each<[string, ValueEntry, Readonly<Record<string, string | undefined>>]>([
  ['bad_value: only tables and rows can be forbidden', { capability: 'time.enable', mode: 'forbid' }, {}],
  ['bad_value: no value is given', { capability: 'time.enable' }, {}],
  ['bad_value: must be 1, 0, true or false', { capability: 'time.enable', value: 'on' }, {}],
  ['bad_value: must have at most 32 characters', { capability: 'wifi.ssid', value: 'x'.repeat(33) }, {}],
  ['bad_value: has "x" in it, which must be an IP address', { capability: 'dns.servers', value: 'x' }, {}],
  ['bad_value: the CPE takes only 1-13', { capability: 'wifi.channel', value: 36 }, {}],
  [
    'bad_value: a secret can only be put where it is taken as it is',
    { capability: 'wifi.security', value: `\${secrets.wifi}` },
    {},
  ],
  [
    'bad_value: a secret or a row can be no item of a list',
    { capability: 'dns.servers', value: `\${secrets.wifi}` },
    {},
  ],
  [
    'missing_data: attributes.plan is not set for this device',
    { capability: 'wifi.ssid', value: `\${attributes.plan}` },
    {},
  ],
  ['missing_data: secrets.sip is not set for this device', { capability: 'wifi.ssid', value: `\${secrets.sip}` }, {}],
  [
    'not_supported: the CPE has no Device.Time.NTPServer1',
    { capability: 'time.servers', value: 'a' },
    { 'Device.Time.NTPServer1': undefined },
  ],
  [
    'not_supported: no row of WiFi.AccessPoint. is wifi.ap',
    { capability: 'wifi.security', value: 'none' },
    { 'Device.WiFi.AccessPoint.7.SSIDReference': 'Device.WiFi.SSID.1' },
  ],
  [
    'not_supported: the CPE has no Device.DNS.Client.Server.',
    { capability: 'dns.servers', value: '192.0.2.1' },
    { 'Device.DNS.Client.Server.': undefined },
  ],
])('%s', (refusal, entry, change) => {
  const { unmet, ...none } = resolve(entry, change);
  expect(none).toEqual({ settings: [], tables: [], absent: [] });
  expect(unmet.map(({ subject, reason, detail }) => `${subject}: ${reason}: ${detail}`)).toEqual([
    `${entry.capability}: ${refusal}`,
  ]);
});

test('the type that the CPE gives a parameter is kept to, and a value that is refused is not told', () => {
  const types = { 'Device.WiFi.SSID.3.SSID': 'hexBinary' };
  expect(resolve({ capability: 'wifi.ssid', value: 'My House' }, {}, types).unmet).toMatchObject([
    {
      reason: 'bad_value',
      detail: 'the value must be pairs of hexadecimal digits, as Device.WiFi.SSID.3.SSID is of type hexBinary',
    },
  ]);
});
