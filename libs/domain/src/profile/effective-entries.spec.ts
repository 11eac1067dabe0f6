import { effectiveEntries } from './effective-entries.ts';
import type { ProfileEntry, ProfileRevision } from './profile.ts';

function profile(name: string, priority: number, ...entries: ProfileEntry[]): ProfileRevision {
  const document = { priority, selector: {}, entries };
  return { profile: name, number: 3, document, author: 'anna', message: '', createdAt: '2026-01-01T00:00:00.000Z' };
}

const NTP = 'Device.Time.NTPServer1';
const TABLE = 'Device.NAT.PortMapping.';

test('the highest priority wins, path by path', () => {
  const { entries, conflicts } = effectiveEntries([
    profile('high', 200, { path: NTP, value: 'high' }),
    profile('low', 100, { path: NTP, value: 'low', mode: 'observe' }, { capability: 'wifi.2g.ssid', value: 'low' }),
  ]);
  expect(conflicts).toEqual([]);
  expect(entries).toEqual([
    {
      kind: 'value',
      target: `path:${NTP}`,
      entry: { path: NTP, value: 'high' },
      mode: 'enforce',
      priority: 200,
      source: { profile: 'high', revision: 3, pointer: '/entries/0' },
    },
    expect.objectContaining({ target: 'capability:wifi.2g.ssid', priority: 100 }),
  ]);
});

test('profiles of one priority that wish for the same agree, however they write it', () => {
  const { entries, conflicts } = effectiveEntries([
    profile('a', 100, { path: NTP, value: 5 }),
    profile('b', 100, { path: NTP, value: '5', mode: 'enforce' }),
  ]);
  expect(conflicts).toEqual([]);
  expect(entries).toHaveLength(1);
});

test('of two that contradict each other neither counts, nor what is below them, and both are named', () => {
  const { entries, conflicts } = effectiveEntries([
    profile('a', 100, { path: NTP, value: 'one' }),
    profile('b', 100, { path: NTP, value: 'other' }),
    profile('c', 50, { path: NTP, value: 'third' }),
  ]);
  expect(entries).toEqual([]);
  expect(conflicts).toEqual([
    expect.objectContaining({ subject: NTP, reason: 'conflict', detail: expect.stringMatching(/a@3 .*b@3 /) }),
  ]);
});

test.each<[string, ProfileEntry]>([
  ['another mode', { path: NTP, value: 'x', mode: 'seed' }],
  ['another notification', { path: NTP, value: 'x', notify: 'active' }],
])('%s is another wish', (_, entry) => {
  const { conflicts } = effectiveEntries([profile('a', 1, { path: NTP, value: 'x' }), profile('b', 1, entry)]);
  expect(conflicts).toHaveLength(1);
});

test('tables are merged by row', () => {
  const { entries, conflicts } = effectiveEntries([
    profile('high', 200, { table: TABLE, rows: { web: { ExternalPort: 443 } } }),
    profile('low', 100, {
      table: TABLE,
      keys: ['ExternalPort'],
      prune: 'all',
      mode: 'seed',
      rows: { web: { ExternalPort: 80 }, 'ssh/~': { ExternalPort: 22, $mode: 'enforce' } },
    }),
  ]);
  expect(conflicts).toEqual([]);
  expect(entries).toEqual([
    {
      kind: 'table',
      target: `table:${TABLE}`,
      table: TABLE,
      keys: ['ExternalPort'],
      prune: 'all',
      priority: 200,
      source: { profile: 'high', revision: 3, pointer: '/entries/0' },
      rows: [
        {
          name: 'web',
          row: { ExternalPort: 443 },
          mode: 'enforce',
          priority: 200,
          source: { profile: 'high', revision: 3, pointer: '/entries/0/rows/web' },
        },
        expect.objectContaining({
          name: 'ssh/~',
          mode: 'enforce',
          source: { profile: 'low', revision: 3, pointer: '/entries/0/rows/ssh~1~0' },
        }),
      ],
    },
  ]);
});

test('while rows are contradicted, nothing is deleted for not being declared', () => {
  const { entries, conflicts } = effectiveEntries([
    profile('a', 100, { table: TABLE, prune: 'all', rows: { web: { ExternalPort: 443 }, ssh: { ExternalPort: 22 } } }),
    profile('b', 100, { table: TABLE, rows: { web: { ExternalPort: 80 } } }),
  ]);
  expect(conflicts).toEqual([expect.objectContaining({ subject: `${TABLE}web` })]);
  expect(entries).toEqual([
    expect.objectContaining({ prune: 'none', undecided: true, rows: [expect.objectContaining({ name: 'ssh' })] }),
  ]);
});

test('a row of a capability is named apart from it', () => {
  const { conflicts } = effectiveEntries([
    profile('a', 100, { capability: 'nat.portMappings', rows: { web: { port: 443 } } }),
    profile('b', 100, { capability: 'nat.portMappings', rows: { web: { port: 80 } } }),
  ]);
  expect(conflicts).toEqual([expect.objectContaining({ subject: 'nat.portMappings/web' })]);
});

test('keys and prune may be contradicted, too', () => {
  const { conflicts } = effectiveEntries([
    profile('a', 100, { table: TABLE, keys: ['ExternalPort'], prune: 'all', rows: {} }),
    profile('b', 100, { table: TABLE, keys: ['Alias'], prune: 'owned', rows: {} }),
    profile('c', 100, { table: TABLE, rows: {} }),
  ]);
  expect(conflicts.map(({ subject }) => subject)).toEqual([`${TABLE} keys`, `${TABLE} prune`]);
});
