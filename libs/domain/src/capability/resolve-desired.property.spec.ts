import fc from 'fast-check';
import type { Desired, DesiredRow, DesiredTable } from '../desired/desired.ts';
import { diff } from '../desired/diff.ts';
import { aTree, facts } from '../desired/testing/a-desired.ts';
import type { ProfileEntry, ValueEntry } from '../profile/profile.ts';
import { CapabilityCatalog } from './catalog.ts';
import { MAX_UNMET, resolveDesired } from './resolve-desired.ts';
import { aCatalog, aDevice, aRevision, TR181_VALUES } from './testing/a-catalog.ts';

const CATALOG = aCatalog();
const NAT = 'Device.NAT.PortMapping.';

const text = fc.constantFrom(
  ...[
    '1',
    'true',
    'x',
    '',
    '192.0.2.1',
    '192.0.2.1, 2001:db8::1',
    'tcp',
    'wpa2',
    '08:00',
    '02:00:5E:00:53:01',
    'toString',
  ],
  ...[`\${attributes.ssid}`, `\${attributes.none}`, `\${secrets.wifi}`, `a\${secrets.wifi}b`, `\${secrets.none}`],
  ...[`\${row:${NAT}/a}`, `\${row:nat.portMappings./b}`, `\${row:parental.rules./a/times./b}`, `\${row:no./x}`, `\${`],
);
const value = fc.oneof(text, fc.integer({ min: -1, max: 3 }), fc.boolean());
const mode = fc.option(fc.constantFrom('enforce', 'seed', 'observe', 'forbid'), { nil: undefined });
const prune = fc.option(fc.constantFrom('none', 'owned', 'all'), { nil: undefined });
const name = fc.constantFrom('a', 'b', 'c');
const member = fc.constantFrom(
  ...[
    'port',
    'protocol',
    'host',
    'note',
    'ssid',
    'passphrase',
    'mac',
    'ExternalPort',
    'Protocol',
    'RemoteHost',
    '__proto__',
  ],
);
const tableMember = fc.constantFrom('times', 'Schedule.', 'other');
const fields = fc.dictionary(member, value, { maxKeys: 4 });
const below = fc.dictionary(
  tableMember,
  fc.record(
    { rows: fc.dictionary(name, fc.dictionary(fc.constantFrom('from', 'StartTime'), value)), prune },
    { requiredKeys: ['rows'] },
  ),
  { maxKeys: 1 },
);
const row = fc
  .tuple(fields, below, mode)
  .map(([ours, tables, $mode]) => ({ ...ours, ...tables, ...($mode && { $mode }) }));
const rows = fc.dictionary(name, row, { maxKeys: 3 });
const keys = fc.option(fc.uniqueArray(member, { maxLength: 2 }), { nil: undefined });
const subject = fc.constantFrom<Pick<ValueEntry, 'path' | 'capability'>>(
  ...CATALOG.names().map((capability) => ({ capability })),
  ...['Device.Time.Enable', 'Device.WiFi.SSID.3.SSID', 'Device.NAT.', `${NAT}1.`, `${NAT}1.Enable`, 'IGD.X'].map(
    (path) => ({ path }),
  ),
  { capability: 'no.such' },
);
const tableSubject = fc.constantFrom(
  ...['nat.portMappings', 'wifi.guests', 'parental.rules', 'time.enable'].map((capability) => ({ capability })),
  ...[NAT, 'Device.WiFi.SSID.', 'Device.DNS.Client.Server.', 'Device.Hosts.AccessControl.'].map((table) => ({ table })),
);
const notify = fc.option(fc.constantFrom('off', 'passive', 'active'), { nil: undefined });
const entry = fc.oneof(
  fc
    .tuple(subject, fc.option(value, { nil: undefined }), mode, notify)
    .map(([one, ...said]) => ({ ...one, ...present(['value', 'mode', 'notify'], said) })),
  fc
    .tuple(tableSubject, rows, mode, prune, keys)
    .map(([one, its, ...said]) => ({ ...one, rows: its, ...present(['mode', 'prune', 'keys'], said) })),
) as fc.Arbitrary<ProfileEntry>;
const profile = fc.record({
  priority: fc.constantFrom(100, 200),
  reboot: fc.constantFrom('never' as const, 'whenNeeded' as const),
  entries: fc.array(entry, { maxLength: 6 }),
});
const profiles = fc
  .array(profile, { maxLength: 3 })
  .map((documents) =>
    documents
      .toSorted((a, b) => b.priority - a.priority)
      .map(({ entries, ...rest }, index) => aRevision(`p${index}`, entries, rest)),
  );
const reported = fc.subarray(Object.keys(TR181_VALUES)).map((paths) => {
  const values: Readonly<Record<string, string>> = TR181_VALUES;
  return Object.fromEntries(paths.map((path) => [path, values[path] ?? '']));
});

function present(names: readonly string[], said: readonly unknown[]): object {
  return Object.fromEntries(names.map((each, index) => [each, said[index]]).filter(([, one]) => one !== undefined));
}

function each(tables: readonly DesiredTable[], check: (table: DesiredTable) => void): void {
  for (const table of tables) {
    check(table);
    for (const one of table.rows) each(one.tables, check);
  }
}

function keyOf({ values }: DesiredRow, { keys: named }: DesiredTable): string {
  return JSON.stringify(named.map((key) => values.find((one) => one.name === key)?.value));
}

function twice(names: readonly string[]): readonly string[] {
  return names.filter((one, index) => names.indexOf(one) < index);
}

function wellFormed({ settings, tables, absent, unmet }: Desired): void {
  expect(twice([...settings, ...tables, ...absent].map(({ path }) => path))).toEqual([]);
  expect(unmet.length).toBeLessThanOrEqual(MAX_UNMET);
  each(tables, (table) => {
    expect(twice(table.rows.map((one) => one.name))).toEqual([]);
    for (const one of table.rows) {
      expect(twice(one.values.map((each) => each.name))).toEqual([]);
      // Whatever it is told by, it has: else it would be created again and again.
      expect(keyOf(one, table)).not.toContain('null');
    }
  });
  for (const { path } of absent) {
    expect(settings.filter((one) => one.path.startsWith(path))).toEqual([]);
    const below = tables.filter((one) => one.path.startsWith(path)).flatMap((one) => one.rows);
    expect(below.filter((one) => one.mode !== 'forbid')).toEqual([]);
  }
}

test('whatever profiles say, each parameter is wanted to be one thing, and it is always the same', () => {
  fc.assert(
    fc.property(profiles, reported, (revisions, values) => {
      const tree = aTree(values);
      const given = { device: aDevice(), revisions, tree, secrets: { wifi: { version: 1 } }, catalog: CATALOG };
      const desired = resolveDesired(given);
      wellFormed(desired);
      expect(resolveDesired({ ...given, tree: aTree(values), catalog: new CapabilityCatalog(CATALOG.parts) })).toEqual(
        desired,
      );
      // What comes out can be compared with what is reported, whatever it is.
      const { differences } = diff(desired, facts(tree));
      expect(differences).toEqual(diff(desired, facts(tree)).differences);
      const renumbered = revisions.map((revision) => ({ ...revision, number: 9 }));
      expect(resolveDesired({ ...given, revisions: renumbered }).stamp).toBe(desired.stamp);
    }),
    { numRuns: 1_000 },
  );
});

test('of a secret there is the stamp and the name, and a new version of it is a new wish', () => {
  const secret = 'correct horse battery';
  fc.assert(
    fc.property(profiles, (revisions) => {
      const given = { device: aDevice(), revisions, tree: aTree(TR181_VALUES), catalog: CATALOG };
      // Whoever passes more than the version of a secret finds nothing of it in what comes out.
      const one = resolveDesired({ ...given, secrets: { wifi: { version: 1, value: secret } as { version: number } } });
      const other = resolveDesired({ ...given, secrets: { wifi: { version: 2 } } });
      expect(JSON.stringify(one)).not.toContain(secret);
      const isSecret = JSON.stringify([one.settings, one.tables]).includes('"kind":"secret"');
      expect(other.stamp !== one.stamp).toBe(isSecret);
    }),
    { numRuns: 500 },
  );
});
