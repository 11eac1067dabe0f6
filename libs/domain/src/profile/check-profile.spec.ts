import { checkProfile, type ProfileWorld } from './check-profile.ts';
import type { ProfileDocument, ProfileEntry, ProfileRevision } from './profile.ts';
import type { CapabilityShape, ModelFact } from './profile-facts.ts';

/** A reference as profiles write it. */
const ref = (name: string) => `\${${name}}`;

const CAPABILITIES: Readonly<Record<string, CapabilityShape>> = {
  'wifi.2g.ssid': { kind: 'value', maxLength: 32 },
  'wifi.2g.channel': { kind: 'value', type: 'unsignedInt', min: 1, max: 13 },
  'wifi.2g.passphrase': { kind: 'value', secret: true },
  'firewall.level': { kind: 'value', enum: ['low', 'high'] },
  'nat.portMappings': {
    kind: 'table',
    fields: { externalPort: { type: 'unsignedInt', max: 65_535 }, protocol: { enum: ['TCP', 'UDP'] } },
    tables: { windows: { fields: { day: { enum: ['Monday'] } } } },
  },
  'lan.leases': {
    kind: 'table',
    fields: { mac: { required: true }, enable: { type: 'boolean', default: true } },
    tables: { options: { fields: { tag: { type: 'unsignedInt', required: true } } } },
  },
};

const MODELS: Readonly<Record<string, readonly ModelFact[]>> = {
  'Device.DeviceInfo.SoftwareVersion': [{ model: 'Acme Box 1.0', type: 'string', writable: false }],
  'Device.NAT.PortMapping.{i}.ExternalPort': [
    { model: 'Acme Box 1.0', type: 'unsignedInt', writable: true },
    { model: 'Acme Box 2.0', type: 'string', writable: true },
  ],
  'Device.NAT.PortMapping.{i}.Enable': [{ model: 'Acme Box 1.0', type: 'boolean', writable: true }],
  'Device.Hosts.Host.': [{ model: 'Acme Box 1.0', writable: false }],
  'Device.Hosts.Host.{i}.': [{ model: 'Acme Box 1.0', writable: false }],
  'Device.Hosts.Host.{i}.PhysAddress': [{ model: 'Acme Box 1.0', type: 'string', writable: false }],
  'Device.Hosts.Host.{i}.Active': [{ model: 'Acme Box 1.0', type: 'boolean', writable: false }],
  'Device.Hosts.Host.{i}.Name': [{ model: 'Acme Box 1.0', type: 'string', writable: true }],
  'Device.Hosts.Host.{i}.IPv4Address.{i}.IPAddress': [{ model: 'Acme Box 1.0', type: 'string', writable: false }],
  'Device.Routing.Route.': [
    { model: 'Acme Box 1.0', writable: false },
    { model: 'Acme Box 2.0', writable: true },
  ],
  'Device.Routing.Route.{i}.Origin': [{ model: 'Acme Box 1.0', type: 'string', writable: false }],
  'Device.Time.Enable': [
    { model: 'Acme Box 1.0', type: 'boolean', writable: false },
    { model: 'Acme Box 2.0', type: 'boolean', writable: true },
  ],
};

function check(entries: readonly ProfileEntry[], others: readonly ProfileRevision[] = [], selector = {}) {
  const world: ProfileWorld = {
    others,
    capabilities: { find: (name) => CAPABILITIES[name], names: () => Object.keys(CAPABILITIES), meanings: () => [] },
    models: (path) => MODELS[path] ?? [],
  };
  return checkProfile({ priority: 100, selector, entries }, world);
}

const placesOf = (entries: readonly ProfileEntry[]) => check(entries).map(({ pointer, code }) => `${pointer} ${code}`);

test.each<[string, ProfileEntry, string]>([
  [
    'a capability that does not exist',
    { capability: 'wifi.2g.sid', value: 'x' },
    '/entries/0/capability unknown_capability',
  ],
  ['a number beyond its bounds', { capability: 'wifi.2g.channel', value: 14 }, '/entries/0/value bad_value'],
  ['a text that is too long', { capability: 'wifi.2g.ssid', value: 'x'.repeat(33) }, '/entries/0/value bad_value'],
  ['a word that is none of those', { capability: 'firewall.level', value: 'off' }, '/entries/0/value bad_value'],
  ['a value where rows belong', { capability: 'nat.portMappings', value: 1 }, '/entries/0 contradiction'],
  ['rows where a value belongs', { capability: 'wifi.2g.ssid', rows: {} }, '/entries/0/rows contradiction'],
  [
    'a field that rows do not have',
    { capability: 'nat.portMappings', rows: { web: { port: 1 } } },
    '/entries/0/rows/web/port unknown_member',
  ],
  [
    'a field of a bad value',
    { capability: 'nat.portMappings', rows: { web: { externalPort: 99_999 } } },
    '/entries/0/rows/web/externalPort bad_value',
  ],
  [
    'a table where a field belongs',
    { capability: 'nat.portMappings', rows: { web: { protocol: { rows: {} } } } },
    '/entries/0/rows/web/protocol wrong_type',
  ],
  [
    'a bad value in a table below a row',
    { capability: 'nat.portMappings', rows: { web: { windows: { rows: { a: { day: 'Someday' } } } } } },
    '/entries/0/rows/web/windows/rows/a/day bad_value',
  ],
  [
    'a parameter that is read-only everywhere',
    { path: 'Device.DeviceInfo.SoftwareVersion', value: '2' },
    '/entries/0 read_only',
  ],
  [
    'a value of another type everywhere',
    { table: 'Device.NAT.PortMapping.', rows: { web: { Enable: 'maybe' } } },
    '/entries/0/rows/web/Enable bad_value',
  ],
  [
    'one of several words that is none',
    { capability: 'firewall.level', oneOf: ['low', 'off'] },
    '/entries/0/oneOf/1 bad_value',
  ],
  [
    'several values of what is never read back',
    { capability: 'wifi.2g.passphrase', oneOf: ['correct-horse', 'battery-staple'] },
    '/entries/0/oneOf contradiction',
  ],
  [
    'several values of a path that is never read back',
    { path: 'Device.Users.User.1.Password', oneOf: ['a', 'b'] },
    '/entries/0/oneOf contradiction',
  ],
  [
    'one of several values of another type everywhere',
    { path: 'Device.NAT.PortMapping.1.Enable', oneOf: [true, 'maybe'] },
    '/entries/0/oneOf/1 bad_value',
  ],
  [
    'several values of what is read-only everywhere',
    { path: 'Device.DeviceInfo.SoftwareVersion', oneOf: ['1', '2'] },
    '/entries/0 read_only',
  ],
  [
    'a parameter of another type everywhere',
    { path: 'Device.NAT.PortMapping.1.Enable', value: 'maybe' },
    '/entries/0/value bad_value',
  ],
  [
    'a row without a field that it needs',
    { capability: 'lan.leases', rows: { tv: { enable: true } } },
    '/entries/0/rows/tv missing',
  ],
  [
    'such a row below a row',
    { capability: 'lan.leases', rows: { tv: { mac: 'x', options: { rows: { a: {} } } } } },
    '/entries/0/rows/tv/options/rows/a missing',
  ],
  [
    'a row more in a table that takes none anywhere',
    { table: 'Device.Hosts.Host.', rows: { tv: { Name: 'TV' } } },
    '/entries/0/rows/tv read_only',
  ],
  [
    'a row less in a table that gives none away anywhere',
    { table: 'Device.Hosts.Host.', keys: ['Name'], mode: 'forbid', rows: { tv: { Name: 'TV' } } },
    '/entries/0/rows/tv read_only',
  ],
  [
    'a read-only value in a row that is known by another',
    { table: 'Device.Hosts.Host.', keys: ['PhysAddress'], rows: { tv: { PhysAddress: 'x', Active: true } } },
    '/entries/0/rows/tv/Active read_only',
  ],
])('%s is refused at its place', (_, entry, problem) => {
  expect(placesOf([entry])).toEqual([problem]);
});

test('what is near is named', () => {
  expect(check([{ capability: 'wifi.2g.sid', value: 'x' }])[0]?.detail).toContain('wifi.2g.ssid');
});

test.each<[string, ProfileEntry]>([
  ['what some model can do', { path: 'Device.Time.Enable', value: true }],
  [
    'a value that one of the types takes',
    { table: 'Device.NAT.PortMapping.', rows: { web: { ExternalPort: 'http' } } },
  ],
  ['what no model was met with', { path: 'Device.X_ACME.Led', value: 'off' }],
  [
    'a read-only parameter that is only observed',
    { path: 'Device.DeviceInfo.SoftwareVersion', value: '2', mode: 'observe' },
  ],
  [
    'a table that is only observed, and one below its rows',
    {
      table: 'Device.Hosts.Host.',
      mode: 'observe',
      rows: { tv: { Active: true, 'IPv4Address.': { rows: { a: { IPAddress: '192.0.2.1' } } } } },
    },
  ],
  [
    'a row that is observed in a table that is not',
    { table: 'Device.Routing.Route.', rows: { a: { $mode: 'observe', Origin: 'Static' } } },
  ],
  [
    'a row that must not be there, known by what is read-only',
    { table: 'Device.Routing.Route.', keys: ['Origin'], rows: { a: { $mode: 'forbid', Origin: 'DHCPv4' } } },
  ],
  [
    'a row that is there already, known by what is read-only',
    { table: 'Device.Hosts.Host.', keys: ['PhysAddress'], rows: { tv: { PhysAddress: 'x', Name: 'TV' } } },
  ],
  [
    'a row more where some model takes one',
    { table: 'Device.Routing.Route.', rows: { a: { DestIPAddress: '192.0.2.0' } } },
  ],
  ['a row that must not be there and says little', { capability: 'lan.leases', rows: { tv: { $mode: 'forbid' } } }],
  ['a value that only the device makes known', { capability: 'wifi.2g.channel', value: ref('attributes.channel') }],
  ['an object that must not exist', { path: 'Device.X_ACME.Debug.', mode: 'forbid' }],
])('%s is accepted', (_, entry) => {
  expect(placesOf([entry])).toEqual([]);
});

describe('another profile', () => {
  const other = (entry: ProfileEntry, change: Partial<ProfileDocument> = {}): ProfileRevision => ({
    profile: 'other',
    number: 7,
    document: { priority: 100, selector: {}, entries: [{ path: 'Device.A.B', value: 0 }, entry], ...change },
    author: 'ben',
    message: '',
    createdAt: '2026-01-01T00:00:00.000Z',
  });
  const mine = { capability: 'wifi.2g.ssid', value: 'mine' };
  const theirs = { capability: 'wifi.2g.ssid', value: 'theirs' };

  test('of the same priority, for the same devices, that wishes for something else is a conflict with both places', () => {
    expect(check([mine], [other(theirs)])).toEqual([
      expect.objectContaining({
        pointer: '/entries/0',
        code: 'conflict',
        other: { profile: 'other', revision: 7, pointer: '/entries/1' },
      }),
    ]);
  });

  test.each<[string, ProfileRevision]>([
    ['of another priority', other(theirs, { priority: 101 })],
    ['for other devices', other(theirs, { selector: { 'attributes.plan': 'silver' } })],
    ['that wishes for the same', other({ ...mine, mode: 'enforce' })],
    ['about something else', other({ capability: 'wifi.5g.ssid', value: 'theirs' })],
  ])('%s is none', (_, revision) => {
    expect(check([mine], [revision], { 'attributes.plan': 'gold' })).toEqual([]);
  });

  test('conflicts row by row', () => {
    const table = (port: number, more = {}): ProfileEntry => ({
      table: 'Device.NAT.PortMapping.',
      rows: { web: { ExternalPort: port }, ...more },
    });
    expect(check([table(1)], [other(table(1, { ssh: { ExternalPort: 22 } }))])).toEqual([]);
    expect(check([table(1)], [other(table(2))]).map(({ pointer }) => pointer)).toEqual(['/entries/0/rows/web']);
  });
});
