import type { Desired } from '../desired/desired.ts';
import { diff } from '../desired/diff.ts';
import { aTree, facts } from '../desired/testing/a-desired.ts';
import type { ProfileEntry, ProfileRevision } from '../profile/profile.ts';
import { type DesiredFacts, MAX_UNMET, resolveDesired } from './resolve-desired.ts';
import { aCatalog, aDevice, aRevision, TR181_VALUES } from './testing/a-catalog.ts';

const NAT = 'Device.NAT.PortMapping.';
const TIME = 'Device.Time.Enable';
const WEB = { port: 443, host: '192.0.2.10' };
const CATALOG = aCatalog();

function resolve(revisions: readonly ProfileRevision[], change: Partial<DesiredFacts> = {}): Desired {
  const secrets = { wifi: { version: 3 } };
  return resolveDesired({
    device: aDevice(),
    revisions,
    tree: aTree(TR181_VALUES),
    secrets,
    catalog: CATALOG,
    ...change,
  });
}

function alone(...entries: readonly ProfileEntry[]): Desired {
  return resolve([aRevision('p', entries)]);
}

function problems({ unmet }: Desired): readonly string[] {
  return unmet.map(({ subject, reason, detail }) => `${subject}: ${reason}: ${detail}`);
}

test('what profiles want becomes what diff looks at', () => {
  const desired = resolve([
    aRevision('high', [{ capability: 'wifi.ssid', value: `\${attributes.ssid}` }], { priority: 200 }),
    aRevision('low', [
      { path: TIME, value: true },
      { capability: 'nat.portMappings', rows: { web: WEB } },
      { path: 'Device.NAT.PortMapping.9.', mode: 'forbid' },
    ]),
  ]);
  expect(problems(desired)).toEqual([]);
  expect(desired.mayReboot).toBe(false);
  const { differences } = diff(desired, facts(aTree(TR181_VALUES)));
  expect(differences).toMatchObject([
    { what: 'value', path: 'Device.WiFi.SSID.3.SSID', value: { text: 'Home' }, reported: 'two' },
    { what: 'value', path: TIME, value: { text: 'true' }, reported: 'false' },
    { what: 'missingRow', table: NAT, row: { name: `${NAT}/web` } },
  ]);
});

test('nothing but what the types say comes out', () => {
  const desired = alone(
    { path: TIME, value: true },
    { capability: 'nat.portMappings', rows: { web: WEB } },
    { path: 'Device.X.3.', mode: 'forbid' },
  );
  const text = JSON.stringify(desired);
  expect(text).not.toMatch(/"priority"|"undecided"/);
});

test('nothing is wanted when nobody wants anything', () => {
  expect(resolve([])).toMatchObject({ settings: [], tables: [], absent: [], unmet: [], mayReboot: false });
});

describe('a capability and a path that come to the same parameter', () => {
  const capability = { capability: 'time.enable', value: true } as const;

  test.each([
    [200, 100, 'true'],
    [100, 200, 'false'],
  ])('of priority %d and %d: the higher wins', (ofCapability, ofPath, text) => {
    const desired = resolve([
      aRevision('a', [capability], { priority: ofCapability }),
      aRevision('b', [{ path: TIME, value: false }], { priority: ofPath }),
    ]);
    expect(desired.settings.map(({ path, value }) => [path, value])).toEqual([[TIME, { kind: 'plain', text }]]);
    expect(desired.unmet).toEqual([]);
  });

  test('of the same priority: neither counts, and both are named', () => {
    const desired = resolve([aRevision('a', [capability]), aRevision('b', [{ path: TIME, value: false }], {}, 7)]);
    expect(desired.settings).toEqual([]);
    expect(problems(desired)).toEqual([
      `${TIME}: conflict: a@1 (/entries/0) and b@7 (/entries/0) have the same priority 100 and say different things about ${TIME}; neither counts`,
    ]);
  });

  test('with the same wish: it is one', () => {
    expect(alone(capability, { path: TIME, value: 'true' })).toMatchObject({ settings: [{ path: TIME }], unmet: [] });
  });
});

test('two capabilities can share a parameter as long as they want the same', () => {
  const servers = { capability: 'time.servers', value: 'ntp.example' } as const;
  expect(problems(alone(servers, { capability: 'time.enable', value: true }))).toEqual([]);
  const desired = alone(servers, { capability: 'time.enable', value: false });
  expect(desired.unmet).toMatchObject([{ subject: TIME, reason: 'conflict' }]);
  expect(desired.settings.map(({ path }) => path)).toEqual(['Device.Time.NTPServer1', 'Device.Time.NTPServer2']);
});

test('rows of a capability and of a path are rows of one table', () => {
  const raw = { table: NAT, rows: { ssh: { ExternalPort: 22, Protocol: 'TCP' } }, prune: 'all' } as const;
  const desired = resolve([
    aRevision('a', [{ capability: 'nat.portMappings', rows: { web: WEB } }]),
    aRevision('b', [raw], { priority: 50 }),
  ]);
  expect(desired.tables).toMatchObject([
    { path: NAT, prune: 'owned', keys: ['ExternalPort', 'Protocol'], rows: [{ name: 'web' }, { name: 'ssh' }] },
  ]);
});

test('the same row under two names is one of them', () => {
  const raw = { table: NAT, rows: { other: { ExternalPort: 443, Protocol: 'TCP', InternalClient: '192.0.2.99' } } };
  const capability = { capability: 'nat.portMappings', rows: { web: WEB } };
  expect(alone(capability, raw)).toMatchObject({
    tables: [{ rows: [], prune: 'none' }],
    unmet: [{ subject: `${NAT}web`, reason: 'conflict' }],
  });
});

test.each<[string, readonly ProfileEntry[]]>([
  ['a row can not be had', [{ capability: 'nat.portMappings', prune: 'all', rows: { web: { port: 0 } } }]],
  [
    'a row of another entry can not be had',
    [
      { capability: 'nat.portMappings', prune: 'all', rows: { web: WEB } },
      { table: NAT, rows: { ssh: { ExternalPort: `\${attributes.port}` } } },
    ],
  ],
  [
    'rows are in conflict',
    [
      { capability: 'nat.portMappings', prune: 'all', rows: { web: WEB } },
      { table: NAT, rows: { web: { ExternalPort: 1 } } },
    ],
  ],
])('no row is deleted for not being declared while %s', (_, entries) => {
  expect(alone(...entries).tables).toMatchObject([{ path: NAT, prune: 'none' }]);
});

test('a row in conflict keeps others from being deleted, also when another table says so', () => {
  const rival = { capability: 'nat.portMappings', rows: { web: { ...WEB, port: 80 } } };
  const desired = resolve([
    aRevision('all', [{ table: NAT, prune: 'all', rows: {} }], { priority: 200 }),
    aRevision('a', [{ capability: 'nat.portMappings', rows: { web: WEB } }]),
    aRevision('b', [rival]),
  ]);
  expect(desired.tables).toMatchObject([{ prune: 'none', rows: [] }]);
  expect(desired.unmet).toMatchObject([{ subject: 'nat.portMappings/web', reason: 'conflict' }]);
});

test.each([
  ['nat.portMappings.', `${NAT}/web`],
  [NAT, `${NAT}/web`],
])('a value can refer to a row of %s', (table, row) => {
  const desired = alone(
    { capability: 'nat.portMappings', rows: { web: WEB } },
    { path: 'Device.X.Ref', value: `\${row:${table}/web}` },
  );
  expect(problems(desired)).toEqual([]);
  expect(desired.settings[0]?.value).toEqual({ kind: 'rowPath', row });
});

test('a value can refer to a row below a row of a capability', () => {
  const rows = { kid: { mac: '02:00:5E:00:53:01', times: { rows: { school: { from: '08:00' } } } } };
  const desired = alone(
    { capability: 'parental.rules', rows },
    { path: 'Device.X.Ref', value: `\${row:parental.rules./kid/times./school}` },
  );
  expect(problems(desired)).toEqual([]);
  expect(desired.settings[0]?.value).toEqual({
    kind: 'rowPath',
    row: 'Device.Hosts.AccessControl./kid/Schedule./school',
  });
});

test('the rows of one mapping refer to each other by name', () => {
  const desired = alone({ capability: 'wifi.guests', rows: { g: { ssid: 'Guests', passphrase: `\${secrets.wifi}` } } });
  expect(problems(desired)).toEqual([]);
  expect(desired.tables).toMatchObject([
    { path: 'Device.WiFi.SSID.', keys: ['SSID'] },
    // The row it refers to has no path yet: nothing can be found by it.
    { path: 'Device.WiFi.AccessPoint.', keys: [] },
  ]);
});

test.each<[string, ProfileEntry]>([
  ['no.such: not_supported: there is no such capability', { capability: 'no.such', value: 1 }],
  ['time.enable: bad_value: it has a value and no rows', { capability: 'time.enable', rows: {} }],
  ['nat.portMappings: bad_value: it has rows and no value', { capability: 'nat.portMappings', value: 1 }],
  [
    'Device.X: bad_value: no row Device.T./a is declared for this device',
    { path: 'Device.X', value: `\${row:Device.T./a}` },
  ],
  [
    `Device.X: not_supported: parental.rules./a/none./b is a row of no table in the data model tr181`,
    { path: 'Device.X', value: `\${row:parental.rules./a/none./b}` },
  ],
  ['Device.X: missing_data: secrets.none is not set for this device', { path: 'Device.X', value: `\${secrets.none}` }],
])('%s', (problem, entry) => {
  expect(problems(alone(entry))).toEqual([problem]);
});

test('only so many problems are told', () => {
  const entries = Array.from({ length: MAX_UNMET + 1 }, (_, index) => ({ capability: `no.such${index}`, value: 1 }));
  expect(alone(...entries).unmet).toHaveLength(MAX_UNMET);
});

test('one profile is enough to let a CPE be rebooted', () => {
  const revisions = [aRevision('a', [], { reboot: 'never' }), aRevision('b', [], { reboot: 'whenNeeded' })];
  expect(resolve(revisions).mayReboot).toBe(true);
});

describe('the stamp', () => {
  const entries: readonly ProfileEntry[] = [
    { path: TIME, value: true },
    { capability: 'wifi.passphrase', value: `\${secrets.wifi}` },
    { capability: 'nat.portMappings', rows: { web: WEB, ssh: { ...WEB, port: 22 } } },
  ];
  const { stamp } = alone(...entries);

  test('is the same for the same wish: whatever the revision, the profile, the order, and what the CPE says', () => {
    expect(resolve([aRevision('other', entries.toReversed(), {}, 8)]).stamp).toBe(stamp);
    const [first, ...others] = entries;
    expect(resolve([aRevision('a', others), aRevision('b', first ? [first] : [])]).stamp).toBe(stamp);
    const tree = aTree({ ...TR181_VALUES, [TIME]: 'true' }, { [TIME]: 'boolean' });
    expect(resolve([aRevision('p', entries)], { tree }).stamp).toBe(stamp);
    expect(alone(...entries, { capability: 'no.such', value: 1 }).stamp).toBe(stamp);
  });

  test.each<[string, readonly ProfileEntry[]]>([
    ['a value', [{ path: TIME, value: false }, ...entries.slice(1)]],
    ['a mode', [{ path: TIME, value: true, mode: 'seed' }, ...entries.slice(1)]],
    ['a notification', [{ path: TIME, value: true, notify: 'active' }, ...entries.slice(1)]],
    ['an absence', [...entries, { path: 'Device.X.1.', mode: 'forbid' }]],
    ['a row', [...entries.slice(0, 2), { capability: 'nat.portMappings', rows: { web: WEB } }]],
    ['the pruning', [...entries, { table: NAT, prune: 'none', rows: {} }]],
    ['less', entries.slice(1)],
  ])('changes with %s', (_, changed) => {
    expect(alone(...changed).stamp).not.toBe(stamp);
  });

  test('changes with a new version of a secret, and with the leave to reboot', () => {
    expect(resolve([aRevision('p', entries)], { secrets: { wifi: { version: 4 } } }).stamp).not.toBe(stamp);
    expect(resolve([aRevision('p', entries, { reboot: 'whenNeeded' })]).stamp).not.toBe(stamp);
  });
});
