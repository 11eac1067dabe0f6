import type { TableEntry, ValueEntry } from '../profile/profile.ts';
import { resolvePath, resolveTablePath } from './resolve-raw.ts';
import { aResolving, effective, TR181_VALUES } from './testing/a-catalog.ts';

const NAT = 'Device.NAT.PortMapping.';
const TYPES = { 'Device.Time.Enable': 'boolean', [`${NAT}4.ExternalPort`]: 'unsignedInt' } as const;

function path(entry: ValueEntry) {
  const found = effective(entry);
  if (found.kind !== 'value') throw new Error('It is no value.');
  return resolvePath(entry.path ?? '', found, aResolving(TR181_VALUES, TYPES));
}

function table(entry: TableEntry) {
  const found = effective(entry);
  if (found.kind !== 'table') throw new Error('It is no table.');
  const values = { ...TR181_VALUES, [`${NAT}4.ExternalPort`]: '80' };
  return resolveTablePath(entry.table ?? '', found, aResolving(values, TYPES));
}

test('a path is taken as it stands, whether or not the CPE lists it', () => {
  expect(path({ path: 'Device.Time.Enable', value: true, notify: 'passive' }).settings).toMatchObject([
    { path: 'Device.Time.Enable', value: { kind: 'plain', text: 'true' }, type: 'boolean', notification: 1 },
  ]);
  expect(path({ path: 'Device.X_ACME.Y', value: 'a', mode: 'observe' }).settings).toMatchObject([
    { path: 'Device.X_ACME.Y', mode: 'observe', writeOnly: false, risky: false },
  ]);
});

test('of several values that is meant which the CPE has, in whatever spelling, or else the first', () => {
  const meant = (oneOf: readonly (string | boolean)[]) => path({ path: 'Device.Time.Enable', oneOf }).settings;
  expect(meant([true, '0'])).toMatchObject([{ value: { kind: 'plain', text: '0' } }]);
  expect(meant([true, '1'])).toMatchObject([{ value: { kind: 'plain', text: 'true' } }]);
});

test('what can cut the line or reads back empty is known by its path', () => {
  expect(path({ path: 'Device.ManagementServer.Password', value: 'x' }).settings).toMatchObject([
    { writeOnly: true, risky: true },
  ]);
  expect(path({ path: 'Device.X.Y', value: `\${secrets.wifi}` }).settings).toMatchObject([{ writeOnly: true }]);
});

test('an object can be forbidden', () => {
  expect(path({ path: 'Device.NAT.PortMapping.3.', mode: 'forbid' })).toMatchObject({
    absent: [{ path: 'Device.NAT.PortMapping.3.', priority: 100 }],
    unmet: [],
  });
});

test.each<[string, ValueEntry]>([
  [
    'not_supported: InternetGatewayDevice.X is not below Device., which is the root of this device',
    { path: 'InternetGatewayDevice.X', value: 1 },
  ],
  ['bad_value: only objects and rows can be forbidden', { path: 'Device.X', mode: 'forbid' }],
  ['bad_value: no value is given', { path: 'Device.X' }],
  ['missing_data: attributes.plan is not set for this device', { path: 'Device.X', value: `\${attributes.plan}` }],
  [
    'bad_value: must be 1, 0, true or false, as the CPE says that it is of type boolean',
    { path: 'Device.Time.Enable', value: 'on' },
  ],
])('%s', (refusal, entry) => {
  expect(path(entry).unmet.map(({ reason, detail }) => `${reason}: ${detail}`)).toEqual([refusal]);
});

test('rows are told apart by those of the unique keys that all of them say', () => {
  const rows = {
    web: { ExternalPort: 80, Protocol: 'TCP', RemoteHost: '' },
    ssh: { ExternalPort: 22, Protocol: 'TCP' },
  };
  expect(table({ table: NAT, rows }).tables).toMatchObject([
    { path: NAT, keys: ['ExternalPort', 'Protocol'], prune: 'owned', rows: [{ name: 'web' }, { name: 'ssh' }] },
  ]);
  expect(table({ table: NAT, keys: ['Description'], rows: {} }).tables).toMatchObject([{ keys: ['Description'] }]);
});

test('tables below a row have unique keys of their own', () => {
  const rows = { kid: { PhysAddress: 'x', 'Schedule.': { rows: { school: { StartTime: '08:00' } } } } };
  expect(table({ table: 'Device.Hosts.AccessControl.', rows }).tables).toMatchObject([
    { rows: [{ tables: [{ path: 'Schedule.', keys: ['StartTime'], rows: [{ name: 'school' }] }] }] },
  ]);
});

test('a row with a value that can not be had is left out, and then none is deleted', () => {
  const { tables, unmet } = table({
    table: NAT,
    prune: 'all',
    rows: { web: { ExternalPort: 'http' }, ssh: { ExternalPort: 22 } },
  });
  expect(tables).toMatchObject([{ undecided: true, rows: [{ name: 'ssh', values: [{ type: 'unsignedInt' }] }] }]);
  expect(unmet).toMatchObject([{ subject: `${NAT}web.ExternalPort`, reason: 'bad_value' }]);
});
