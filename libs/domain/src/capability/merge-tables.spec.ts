import type { DesiredRow } from '../desired/desired.ts';
import { aRow, aTable, SOURCE } from '../desired/testing/a-desired.ts';
import { mergeTables } from './merge-tables.ts';
import type { Ranked, RankedTable } from './resolving.ts';

const NAT = 'Device.NAT.PortMapping.';

function row(
  name: string,
  values: Readonly<Record<string, string>>,
  priority = 1,
  change: Partial<DesiredRow> = {},
): Ranked<DesiredRow> {
  return { ...aRow(name, values, change), priority };
}

function table(rows: readonly Ranked<DesiredRow>[], change: Partial<RankedTable> = {}): RankedTable {
  const { rows: _, ...rest } = aTable(NAT, [], { keys: ['Port'] });
  return { ...rest, rows, priority: 1, undecided: false, ...change };
}

test('tables of one path are one table, with the keys and the pruning of the highest priority', () => {
  const low = table([row('a', { Port: '1' })], { prune: 'all', keys: [] });
  const high = table([row('b', { Port: '2' }, 2)], { priority: 2 });
  expect(mergeTables([low, high])).toMatchObject({
    merged: [{ path: NAT, prune: 'owned', keys: ['Port'], undecided: false, rows: [{ name: 'a' }, { name: 'b' }] }],
    conflicts: [],
  });
});

test('of the same priority, the one counts that deletes least', () => {
  expect(mergeTables([table([], { prune: 'all' }), table([])]).merged).toMatchObject([{ prune: 'owned' }]);
});

test.each<[string, readonly Ranked<DesiredRow>[], readonly string[], number]>([
  ['of the highest priority', [row('a', { Port: '1' }), row('a', { Port: '2' }, 2)], ['2'], 0],
  ['of two that are the same', [row('a', { Port: '1' }), row('a', { Port: '1' })], ['1'], 0],
  ['of two that are the same under two names', [row('a', { Port: '1' }), row('b', { Port: '1' })], ['1'], 0],
  [
    'of two with the same keys the higher',
    [row('a', { Port: '1', To: 'x' }), row('b', { Port: '1', To: 'y' }, 2)],
    ['1'],
    0,
  ],
  ['none of two that differ', [row('a', { Port: '1' }), row('a', { Port: '2' })], [], 1],
  [
    'none of two with the same keys that differ',
    [row('a', { Port: '1', To: 'x' }), row('b', { Port: '1', To: 'y' })],
    [],
    1,
  ],
  [
    'none of one that must be there and must not',
    [row('a', { Port: '1' }), row('b', { Port: '1' }, 1, { mode: 'forbid' })],
    [],
    1,
  ],
])('of rows there is that %s', (_, rows, ports, conflicts) => {
  const merged = mergeTables(rows.map((one) => table([one], { priority: one.priority })));
  const [only] = merged.merged;
  expect(only?.rows.map(({ values }) => values[0]?.value)).toEqual(ports.map((text) => ({ kind: 'plain', text })));
  expect(merged.conflicts).toHaveLength(conflicts);
  expect(only?.undecided).toBe(conflicts > 0);
});

test('rows that a table can not tell apart by keys are told apart by name', () => {
  expect(mergeTables([table([row('a', { Port: '1' }), row('b', { Port: '1' })], { keys: [] })])).toMatchObject({
    merged: [{ rows: [{ name: 'a' }, { name: 'b' }] }],
    conflicts: [],
  });
});

test('a key counts only when every row has it as a text', () => {
  const value = { kind: 'rowPath', row: 'Device.X./a' } as const;
  const reference = { name: 'Ref', value, mode: 'enforce', writeOnly: false, risky: false, source: SOURCE } as const;
  const below = aTable('Below.', [aRow('c', {})], { keys: ['Name'] });
  const one = row('a', { Port: '1' });
  const rows = [{ ...one, values: [...one.values, reference], tables: [below] }];
  expect(mergeTables([table(rows, { keys: ['Port', 'Ref', 'None'] })]).merged).toMatchObject([
    { keys: ['Port'], rows: [{ tables: [{ keys: [] }] }] },
  ]);
});

test('what is undecided in one of them is so in all', () => {
  expect(mergeTables([table([]), table([], { undecided: true })]).merged).toMatchObject([{ undecided: true }]);
});
