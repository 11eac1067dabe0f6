import type { Desired } from './desired.ts';
import { boundRows, type DiffFacts, diff, valueStamp } from './diff.ts';
import { aDesired, aRow, aSetting, aTable, aTree, facts } from './testing/a-desired.ts';

const NTP = 'Device.Time.NTPServer1';
const NAT = 'Device.NAT.PortMapping.';
const SECRET = { kind: 'secret', parts: ['a', { secret: 'wifi' }], stamp: 's2' } as const;

/** The differences as `what path`. */
function differences(desired: Partial<Desired>, at: DiffFacts): readonly string[] {
  return diff(aDesired(desired), at).differences.map((one) =>
    'path' in one ? `${one.what} ${one.path}` : `${one.what} ${one.row.name}`,
  );
}

describe('a value', () => {
  test('that is there is no difference, however the CPE spells it', () => {
    const settings = [
      aSetting(NTP, 'ntp'),
      aSetting('Device.Time.Enable', 'true'),
      aSetting('Device.X.Ref', '', { value: { kind: 'rowPath', row: `${NAT}/web` } }),
    ];
    const tables = [aTable(NAT, [aRow('web', { Port: '443' })], { keys: ['Port'] })];
    const tree = aTree(
      { [NTP]: 'ntp', 'Device.Time.Enable': '1', 'Device.X.Ref': `${NAT}7.`, [`${NAT}7.Port`]: '443' },
      { 'Device.Time.Enable': 'boolean' },
    );
    expect(differences({ settings, tables }, facts(tree))).toEqual([]);
  });

  test('that differs, is unknown, or was read too long ago', () => {
    const settings = [aSetting(NTP, 'ntp'), aSetting('Device.A.B', 'x')];
    expect(differences({ settings }, facts(aTree({ [NTP]: 'other' })))).toEqual([`value ${NTP}`, 'unknown Device.A.B']);
    const old = facts(aTree({ [NTP]: 'ntp', 'Device.A.B': 'x' }), { notReadBefore: '2026-02-01T00:00:00.000Z' });
    expect(differences({ settings }, old)).toEqual([`unknown ${NTP}`, 'unknown Device.A.B']);
  });

  test('that is only observed is told as such', () => {
    const settings = [aSetting(NTP, 'ntp', { mode: 'observe' })];
    expect(diff(aDesired({ settings }), facts(aTree({ [NTP]: 'other' }))).differences).toMatchObject([
      { what: 'value', observed: true, reported: 'other' },
    ]);
  });

  test('that was seeded is left to the subscriber', () => {
    const settings = [aSetting(NTP, 'ntp', { mode: 'seed' })];
    const tree = aTree({ [NTP]: 'other' });
    expect(differences({ settings }, facts(tree))).toEqual([`value ${NTP}`]);
    const seeded = facts(tree, { sync: { rows: {}, written: {}, seeded: { [NTP]: 's' } } });
    expect(differences({ settings }, seeded)).toEqual([]);
  });

  test('that can not be read back is known by what was written last, whatever the CPE reports', () => {
    const settings = [aSetting(NTP, '', { value: SECRET, writeOnly: true })];
    const written = (stamp: string) =>
      facts(aTree({ [NTP]: '' }), { sync: { rows: {}, written: { [NTP]: stamp }, seeded: {} } });
    expect(differences({ settings }, written('s2'))).toEqual([]);
    expect(differences({ settings }, written('s1'))).toEqual([`value ${NTP}`]);
    expect(valueStamp(SECRET)).toBe('s2');
    expect(JSON.stringify(diff(aDesired({ settings }), written('s1')))).not.toContain('"reported":');
  });

  test('has a notification of its own', () => {
    const settings = [aSetting(NTP, 'ntp', { notification: 2 })];
    const tree = aTree({ [NTP]: 'ntp' });
    expect(differences({ settings }, facts(tree))).toEqual([`attribute ${NTP}`]);
    expect(differences({ settings }, facts(tree, { notifications: new Map([[NTP, 2]]) }))).toEqual([]);
  });
});

describe('a row', () => {
  const web = aRow('web', { Port: '443', Client: 'a' });
  const tables = [aTable(NAT, [web], { keys: ['Port'] })];
  const bound = (instance: number, owned = true) => ({
    rows: { [`${NAT}/web`]: { instance, owned } },
    written: {},
    seeded: {},
  });

  test('that is not there is missing', () => {
    expect(differences({ tables }, facts(aTree({ [NAT]: '' })))).toEqual([`missingRow ${NAT}/web`]);
  });

  test('is found by its keys and adopted, but not owned', () => {
    const found = diff(aDesired({ tables }), facts(aTree({ [`${NAT}3.Port`]: '443', [`${NAT}3.Client`]: 'b' })));
    expect(found.differences.map((one) => 'path' in one && one.path)).toEqual([`${NAT}3.Client`]);
    expect(boundRows(found.tables)).toEqual({ [`${NAT}/web`]: { instance: 3, owned: false } });
  });

  test('stays the one it was bound to, and its own, also beside another with the same keys', () => {
    const tree = aTree({
      [`${NAT}1.Port`]: '443',
      [`${NAT}1.Client`]: 'x',
      [`${NAT}4.Port`]: '443',
      [`${NAT}4.Client`]: 'a',
    });
    const found = diff(aDesired({ tables }), facts(tree, { sync: bound(4) }));
    expect(found.differences).toEqual([]);
    expect(boundRows(found.tables)).toEqual({ [`${NAT}/web`]: { instance: 4, owned: true } });
  });

  test('is found again when the CPE numbered its rows anew, and stays whose it was', () => {
    const tree = aTree({
      [`${NAT}4.Port`]: '22',
      [`${NAT}4.Client`]: 'z',
      [`${NAT}9.Port`]: '443',
      [`${NAT}9.Client`]: 'a',
    });
    const found = diff(aDesired({ tables }), facts(tree, { sync: bound(4), suspect: true }));
    expect(boundRows(found.tables)).toEqual({ [`${NAT}/web`]: { instance: 9, owned: true } });
    const adopted = diff(aDesired({ tables }), facts(tree, { sync: bound(4, false), suspect: true }));
    expect(boundRows(adopted.tables)).toEqual({ [`${NAT}/web`]: { instance: 9, owned: false } });
    // With numbers that can be trusted, somebody else has made it.
    const trusted = diff(aDesired({ tables }), facts(tree, { sync: bound(4) }));
    expect(boundRows(trusted.tables)).toEqual({ [`${NAT}/web`]: { instance: 9, owned: false } });
    // Row 4 is somebody's own now: it is not deleted for having been ours.
    expect(found.differences).toEqual([]);
  });

  test('that two might be is ambiguous, and nothing is done', () => {
    const tree = aTree({ [`${NAT}1.Port`]: '443', [`${NAT}2.Port`]: '443' });
    expect(differences({ tables }, facts(tree))).toEqual([`ambiguous ${NAT}/web`]);
  });

  test('with an alias is found by it', () => {
    const aliased = [aTable(NAT, [aRow('web', { Port: '443' }, { alias: 'web' })], { keys: ['Port'] })];
    const tree = aTree({ [`${NAT}1.Port`]: '443', [`${NAT}2.Alias`]: 'web', [`${NAT}2.Port`]: '80' });
    expect(differences({ tables: aliased }, facts(tree))).toEqual([`value ${NAT}2.Port`]);
  });

  test('without keys is only what it was bound to, as long as numbers can be trusted', () => {
    const keyless = [aTable(NAT, [aRow('web', { Port: '443' })])];
    const at = (suspect: boolean, port = '443') =>
      facts(aTree({ [`${NAT}4.Port`]: port }), { sync: bound(4), suspect });
    expect(differences({ tables: keyless }, at(false))).toEqual([]);
    expect(differences({ tables: keyless }, at(true, '80'))).toEqual([`missingRow ${NAT}/web`]);
    // With all in it that was to be in it, it is the one.
    expect(differences({ tables: keyless }, at(true))).toEqual([]);
  });

  test('that the ACS made stays the one, though its keys are not there yet', () => {
    const sync = bound(4);
    const tree = aTree({ [`${NAT}4.Port`]: '0', [`${NAT}4.Client`]: 'a' });
    const trusted = (is: boolean) => facts(tree, { sync, suspect: !is });
    expect(differences({ tables }, trusted(true))).toEqual([`value ${NAT}4.Port`]);
    expect(differences({ tables }, trusted(false))).toEqual([`missingRow ${NAT}/web`]);
    // What the CPE had instead of what it refused tells it again.
    const at = '2026-01-01T00:00:00.000Z';
    const troubles = { [`${NAT}4.Port`]: { wanted: 'w', kind: 'refused', at: [at], seen: '0', until: at } } as const;
    const refused = facts(tree, { sync: { ...sync, troubles }, suspect: true });
    expect(differences({ tables }, refused)).toEqual([`value ${NAT}4.Port`]);
    // Somebody else's row is not taken by its number.
    expect(differences({ tables }, facts(tree, { sync: bound(4, false) }))).toEqual([`missingRow ${NAT}/web`]);
  });

  test('that must not exist is unwanted while it is there', () => {
    const forbidden = [aTable(NAT, [aRow('ssh', { Port: '22' }, { mode: 'forbid' })], { keys: ['Port'] })];
    expect(differences({ tables: forbidden }, facts(aTree({ [`${NAT}5.Port`]: '22' })))).toEqual([`unwanted ${NAT}5.`]);
    expect(differences({ tables: forbidden }, facts(aTree({ [`${NAT}5.Port`]: '23' })))).toEqual([]);
  });

  test('in a row is found below it, and known by the names of both', () => {
    const nested = [
      aTable(
        'Device.Hosts.AccessControl.',
        [
          aRow(
            'kids',
            { Mac: 'm' },
            { tables: [aTable('Schedule.', [aRow('school', { Day: 'Mon' })], { keys: ['Day'] })] },
          ),
        ],
        { keys: ['Mac'] },
      ),
    ];
    const tree = aTree({
      'Device.Hosts.AccessControl.2.Mac': 'm',
      'Device.Hosts.AccessControl.2.Schedule.6.Day': 'Mon',
    });
    const found = diff(aDesired({ tables: nested }), facts(tree));
    expect(found.differences).toEqual([]);
    expect(Object.keys(boundRows(found.tables))).toEqual([
      'Device.Hosts.AccessControl./kids',
      'Device.Hosts.AccessControl./kids/Schedule./school',
    ]);
  });
});

describe('rows that nobody declared', () => {
  const tree = aTree({ [`${NAT}1.Port`]: '1', [`${NAT}2.Port`]: '2' });
  const sync = { rows: { [`${NAT}/gone`]: { instance: 2, owned: true } }, written: {}, seeded: {} };

  test.each([
    ['none', []],
    ['owned', [`unwanted ${NAT}2.`]],
    ['all', [`unwanted ${NAT}1.`, `unwanted ${NAT}2.`]],
  ] as const)('prune %s', (prune, expected) => {
    expect(differences({ tables: [aTable(NAT, [], { prune })] }, facts(tree, { sync }))).toEqual(expected);
  });
});

test('an object that must not be there is unwanted', () => {
  const absent = [{ path: 'Device.X_ACME.Debug.', source: aSetting('', '').source }];
  expect(differences({ absent }, facts(aTree({ 'Device.X_ACME.Debug.': '' })))).toEqual([
    'unwanted Device.X_ACME.Debug.',
  ]);
  expect(differences({ absent }, facts(aTree({})))).toEqual([]);
});
