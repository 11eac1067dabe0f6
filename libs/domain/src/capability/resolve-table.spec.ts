import type { TableEntry } from '../profile/profile.ts';
import { resolveTable } from './resolve-table.ts';
import { aResolving, effective, TR181_VALUES } from './testing/a-catalog.ts';

const NAT = 'Device.NAT.PortMapping.';

function resolve(entry: TableEntry, change: Readonly<Record<string, string>> = {}, types = {}) {
  const at = aResolving({ ...TR181_VALUES, ...change }, types);
  const capability = at.catalog.catalog.find(entry.capability ?? '');
  const found = effective(entry);
  if (capability?.kind !== 'table' || found.kind !== 'table') throw new Error('It is no table.');
  return resolveTable(entry.capability ?? '', capability, found, at);
}

function plain(name: string, text: string) {
  return { name, value: { kind: 'plain', text } };
}

const WEB = { port: 443, host: '192.0.2.10' };

test('a logical row becomes a row of the table, with defaults and constants', () => {
  const rows = { web: { ...WEB, note: `\${attributes.ssid}`, $alias: 'acs-web' } };
  const { tables, unmet } = resolve({ capability: 'nat.portMappings', prune: 'all', rows });
  expect(unmet).toEqual([]);
  expect(tables).toMatchObject([
    {
      ...{ path: NAT, keys: ['ExternalPort', 'Protocol'], prune: 'all', undecided: false, priority: 100 },
      rows: [
        {
          ...{ name: 'web', alias: 'acs-web', mode: 'enforce', priority: 100 },
          source: { pointer: '/entries/0/rows/web' },
          values: [
            plain('ExternalPort', '443'),
            plain('Protocol', 'TCP'),
            plain('InternalClient', '192.0.2.10'),
            plain('Description', 'Home'),
            plain('Enable', 'true'),
          ],
        },
      ],
    },
  ]);
});

test('a column that nothing is said of is left alone', () => {
  const { tables } = resolve({ capability: 'nat.portMappings', rows: { web: WEB } });
  expect(tables[0]?.rows[0]?.values.map(({ name }) => name)).not.toContain('Description');
});

test('a logical row is a row in each table of the mapping, and they refer to each other', () => {
  const rows = { guests: { ssid: 'Guests', passphrase: `\${secrets.wifi}` } };
  const { tables, unmet } = resolve({ capability: 'wifi.guests', mode: 'seed', rows });
  expect(unmet).toEqual([]);
  expect(tables).toMatchObject([
    {
      path: 'Device.WiFi.SSID.',
      rows: [
        {
          name: 'guests',
          mode: 'seed',
          values: [plain('SSID', 'Guests'), plain('LowerLayers', 'Device.WiFi.Radio.2')],
        },
      ],
    },
    {
      path: 'Device.WiFi.AccessPoint.',
      rows: [
        {
          name: 'guests',
          values: [
            { name: 'SSIDReference', value: { kind: 'rowPath', row: 'Device.WiFi.SSID./guests' } },
            { name: 'Security.PreSharedKey', value: { kind: 'secret' }, writeOnly: true },
          ],
        },
      ],
    },
  ]);
});

test('tables below a row come along', () => {
  const times = {
    prune: 'all',
    rows: { school: { from: '08:00' }, evening: { from: '19:00', $mode: 'observe' } },
  } as const;
  const rows = { kid: { mac: '02:00:5E:00:53:01', times } };
  const { tables, unmet } = resolve({ capability: 'parental.rules', rows });
  expect(unmet).toEqual([]);
  expect(tables[0]?.rows[0]?.tables).toMatchObject([
    {
      ...{ path: 'Schedule.', keys: ['StartTime'], prune: 'all' },
      rows: [
        { name: 'school', mode: 'enforce', values: [plain('StartTime', '08:00')] },
        { name: 'evening', mode: 'observe', source: { pointer: '/entries/0/rows/kid/times/rows/evening' } },
      ],
    },
  ]);
});

test('a row that must not be there needs only what it is found by', () => {
  const { tables, unmet } = resolve({ capability: 'nat.portMappings', mode: 'forbid', rows: { web: { port: 80 } } });
  expect(unmet).toEqual([]);
  expect(tables[0]?.rows).toMatchObject([
    { name: 'web', mode: 'forbid', values: [plain('ExternalPort', '80'), plain('Protocol', 'TCP')] },
  ]);
  expect(resolve({ capability: 'nat.portMappings', mode: 'forbid', rows: { web: {} } }).unmet).toMatchObject([
    { subject: 'nat.portMappings/web.port', reason: 'bad_value', detail: 'it must be given' },
  ]);
});

test('fields can be named that tell rows apart', () => {
  const { tables } = resolve({ capability: 'nat.portMappings', keys: ['host'], rows: { web: WEB } });
  expect(tables[0]?.keys).toEqual(['InternalClient']);
});

const SAMPLE = {
  [`${NAT}1.ExternalPort`]: '',
  [`${NAT}1.Protocol`]: '',
  [`${NAT}1.InternalClient`]: '',
  [`${NAT}1.Enable`]: '',
};

test.each<[string, string, TableEntry['rows'][string], Readonly<Record<string, string>>]>([
  ['web.port', 'bad_value: must be at most 65535', { ...WEB, port: 65_536 }, {}],
  ['web.host', 'bad_value: it must be given', { port: 80 }, {}],
  ['web.host', 'missing_data: attributes.ip is not set for this device', { ...WEB, host: `\${attributes.ip}` }, {}],
  ['web.protocol', 'bad_value: must be one of tcp, udp', { ...WEB, protocol: 'sctp' }, {}],
  ['web.toString', 'not_supported: no toString is known in the data model tr181', { ...WEB, toString: 'x' }, {}],
  ['web.times', 'not_supported: no times is known in the data model tr181', { ...WEB, times: { rows: {} } }, {}],
  ['web.note', `not_supported: the CPE has no ${NAT}*.Description`, { ...WEB, note: 'x' }, SAMPLE],
])('%s can not be had: %s', (subject, refusal, web, change) => {
  const rows = { web, ssh: { port: 22, host: '192.0.2.11' } };
  const { tables, unmet } = resolve({ capability: 'nat.portMappings', rows }, change);
  expect(unmet.map((one) => `${one.subject}: ${one.reason}: ${one.detail}`)).toEqual([
    `nat.portMappings/${subject}: ${refusal}`,
  ]);
  expect(tables).toMatchObject([{ undecided: true, rows: [{ name: 'ssh' }] }]);
});

test('what is wrong below a row is wrong with the row', () => {
  const times = { rows: { school: { from: '8' } } };
  const { tables, unmet } = resolve({
    capability: 'parental.rules',
    rows: { kid: { mac: '02:00:5E:00:53:01', times } },
  });
  expect(unmet).toMatchObject([{ subject: 'parental.rules/kid/times/school.from', reason: 'bad_value' }]);
  expect(tables).toMatchObject([{ rows: [], undecided: true }]);
});

test('the type of a column is that of rows that are there', () => {
  const change = { ...SAMPLE, [`${NAT}1.Description`]: '' };
  const types = { [`${NAT}1.ExternalPort`]: 'unsignedInt' };
  const { tables } = resolve({ capability: 'nat.portMappings', rows: { web: WEB } }, change, types);
  expect(tables[0]?.rows[0]?.values[0]).toMatchObject({ name: 'ExternalPort', type: 'unsignedInt' });
});

test('without a table for them none of the rows can be had', () => {
  const at = aResolving({ 'Device.Time.Enable': '1' });
  const entry = effective({ capability: 'nat.portMappings', rows: { web: WEB } });
  const capability = at.catalog.catalog.find('nat.portMappings');
  if (capability?.kind !== 'table' || entry.kind !== 'table') throw new Error('It is no table.');
  expect(resolveTable('nat.portMappings', capability, entry, at)).toMatchObject({
    tables: [],
    unmet: [{ subject: 'nat.portMappings', reason: 'not_supported', detail: `the CPE has no ${NAT}` }],
  });
});
