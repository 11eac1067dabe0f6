import { aCatalog, aRevision } from '../capability/testing/a-catalog.ts';
import { checkProfile } from './check-profile.ts';
import type { ProfileDocument, ProfileEntry, ProfileRow } from './profile.ts';

const NTP = 'Device.Time.NTPServer1';
const PORTS = 'Device.NAT.PortMapping.';
const web = { port: 80, host: '192.0.2.7' };

function check(
  mine: readonly ProfileEntry[],
  theirs: readonly ProfileEntry[] = [],
  change: Partial<ProfileDocument> = {},
) {
  const world = { others: [aRevision('other', theirs)], capabilities: aCatalog(), models: () => [] };
  return checkProfile(aRevision('mine', mine, change).document, world);
}

function rows(...all: readonly (readonly [string, ProfileRow])[]): ProfileEntry {
  return { capability: 'nat.portMappings', rows: Object.fromEntries(all) };
}

test.each<[string, ProfileEntry, ProfileEntry]>([
  ['a capability and the path it is', { capability: 'time.servers', value: 'a.example' }, { path: NTP, value: 'b' }],
  [
    'a list, and what it leaves empty',
    { capability: 'time.servers', value: 'a.example' },
    { path: 'Device.Time.NTPServer2', value: 'b' },
  ],
  [
    'two capabilities with a parameter in common',
    { capability: 'time.servers', value: 'a.example' },
    { capability: 'time.enable', value: false },
  ],
  [
    'one value, of which the CPE is to tell and not to tell',
    { capability: 'time.enable', value: true, notify: 'off' },
    { path: 'Device.Time.Enable', value: true, notify: 'active' },
  ],
  [
    'what the device makes known, and a text',
    { capability: 'time.enable', value: `\${attributes.ntp}` },
    { path: 'Device.Time.Enable', value: true },
  ],
  [
    'any of several values, and one of them',
    { capability: 'time.enable', oneOf: [true, false] },
    { path: 'Device.Time.Enable', value: true },
  ],
  [
    'an override and the path of its vendor',
    { capability: 'time.enable', value: true },
    { path: 'Device.Time.X_ACME_On', value: false },
  ],
  [
    'an object that must not be there',
    { capability: 'time.enable', value: true },
    { path: 'Device.Time.', mode: 'forbid' },
  ],
  [
    'an item of a list that becomes a row',
    { capability: 'dns.servers', value: '192.0.2.1' },
    { table: 'Device.DNS.Client.Server.', keys: ['DNSServer'], rows: { a: { DNSServer: '192.0.2.1', Enable: false } } },
  ],
])('%s contradict each other in one document and in two', (_, one, other) => {
  expect(check([one, other])).toMatchObject([
    {
      pointer: expect.stringMatching(/^\/entries\/1/),
      code: 'contradiction',
      detail: expect.stringContaining('/entries/0'),
    },
  ]);
  for (const [mine, theirs] of [
    [one, other],
    [other, one],
  ] as const) {
    expect(check([mine], [{ path: 'Device.X.Y', value: 1 }, theirs])).toMatchObject([
      { code: 'conflict', other: { profile: 'other', revision: 1, pointer: expect.stringMatching(/^\/entries\/1/) } },
    ]);
  }
});

test.each<[string, ProfileEntry, ProfileEntry]>([
  ['the same value', { capability: 'time.enable', value: true }, { path: 'Device.Time.Enable', value: '1' }],
  [
    'the other data model',
    { capability: 'time.servers', value: 'a' },
    { path: 'InternetGatewayDevice.Time.NTPServer1', value: 'b' },
  ],
  ['what is not declared', { capability: 'time.enable', value: true }, { path: NTP, value: 'b' }],
])('%s is no contradiction', (_, one, other) => {
  expect(check([one, other])).toEqual([]);
  expect(check([one], [other])).toEqual([]);
});

test('what only the devices of a vendor have, and what they have not, goes by the selector', () => {
  const on = [{ capability: 'time.enable', value: true }];
  const of = (manufacturer: string) => ({ selector: { 'identity.manufacturer': manufacturer } });
  const standard = [{ path: 'Device.Time.Enable', value: false }];
  const acme = [{ path: 'Device.Time.X_ACME_On', value: false }];
  expect(check(on, acme, of('Acme Inc'))).toHaveLength(1);
  expect(check(on, acme, of('Somebody'))).toEqual([]);
  expect(check(on, standard, of('Somebody'))).toHaveLength(1);
  expect(check(on, standard, of('Acme Inc'))).toEqual([]);
});

test('a row is the same by its keys, however it and its table are called', () => {
  const raw = { ExternalPort: 80, Protocol: 'TCP', InternalClient: '192.0.2.8' };
  const table = { table: PORTS, keys: ['ExternalPort', 'Protocol'], rows: { camera: raw } };
  const conflict = { pointer: '/entries/0/rows/web', code: 'conflict', other: { pointer: '/entries/0/rows/camera' } };
  expect(check([rows(['web', web])], [table])).toMatchObject([conflict]);
  expect(check([rows(['web', web])], [rows(['camera', { ...web, host: '192.0.2.8' }])])).toMatchObject([conflict]);
  expect(check([rows(['web', web])], [rows(['camera', web])])).toEqual([]);
  expect(check([rows(['web', web])], [rows(['camera', { ...web, port: 81 }])])).toEqual([]);
});

test('what becomes rows is not any of several', () => {
  expect(check([{ capability: 'dns.servers', oneOf: ['192.0.2.1', '192.0.2.2'] }])).toMatchObject([
    { pointer: '/entries/0/oneOf', code: 'contradiction' },
  ]);
});

test('two rows with the same keys are refused at the second', () => {
  const refused = [{ pointer: '/entries/0/rows/again', code: 'contradiction' }];
  expect(check([rows(['web', web], ['again', { ...web, protocol: 'tcp' }])])).toMatchObject(refused);
  expect(check([rows(['web', web], ['again', { ...web, protocol: 'udp' }])])).toEqual([]);
  const raw = (keys: readonly string[] | undefined, port: number): ProfileEntry => ({
    table: PORTS,
    ...(keys && { keys }),
    rows: { web: { ExternalPort: 80, Protocol: 'TCP' }, again: { ExternalPort: port, Protocol: 'TCP' } },
  });
  expect(check([raw(['ExternalPort'], 80)])).toMatchObject(refused);
  expect(check([raw(['ExternalPort'], 81)])).toEqual([]);
  expect(check([raw(undefined, 80)])).toMatchObject(refused);
  const times = { rows: { a: { from: '07:00' }, b: { from: '07:00' } } };
  const below = { capability: 'parental.rules', rows: { kids: { mac: '02:00:5E:00:53:01', times } } };
  expect(check([below])).toMatchObject([{ pointer: '/entries/0/rows/kids/times/rows/b', code: 'contradiction' }]);
});

test('a row that must not be there says by which keys it is known', () => {
  expect(check([rows(['web', { $mode: 'forbid', port: 80 }])])).toEqual([]);
  expect(check([rows(['web', { $mode: 'forbid', host: '192.0.2.7' }])])).toMatchObject([
    { pointer: '/entries/0/rows/web', code: 'missing' },
  ]);
});
