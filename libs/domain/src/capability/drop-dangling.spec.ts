import type { DesiredRow } from '../desired/desired.ts';
import { aRow, aSetting, aTable, SOURCE } from '../desired/testing/a-desired.ts';
import { dropDangling } from './drop-dangling.ts';

function table(path: string, ...rows: readonly DesiredRow[]) {
  return { ...aTable(path, []), rows: rows.map((row) => ({ ...row, priority: 1 })), priority: 1, undecided: false };
}

function referring(name: string, row: string): DesiredRow {
  const value = { kind: 'rowPath', row } as const;
  return aRow(
    name,
    {},
    { values: [{ name: 'Ref', value, mode: 'enforce', writeOnly: false, risky: false, source: SOURCE }] },
  );
}

function setting(row: string) {
  return { ...aSetting('Device.Ref', '', { value: { kind: 'rowPath', row } }), priority: 1 };
}

test('references to rows that are declared stay, also to those below a row', () => {
  const below = aTable('Below.', [aRow('b', {})]);
  const wishes = {
    settings: [setting('Device.A./a/Below./b')],
    tables: [table('Device.A.', aRow('a', {}, { tables: [below] })), table('Device.B.', referring('b', 'Device.A./a'))],
    absent: [],
  };
  expect(dropDangling(wishes)).toEqual({ ...wishes, unmet: [] });
});

test('what refers to no row is left out, and what refers to that, and then no row is deleted', () => {
  const { settings, tables, unmet } = dropDangling({
    settings: [setting('Device.C./c')],
    tables: [
      table('Device.C.', referring('c', 'Device.B./b')),
      table('Device.B.', referring('b', 'Device.A./a')),
      table('Device.A.', aRow('a', {}, { mode: 'forbid' })),
    ],
    absent: [],
  });
  expect(settings).toEqual([]);
  expect(tables.map(({ rows, undecided }) => [rows.length, undecided])).toEqual([
    [0, true],
    [0, true],
    [1, false],
  ]);
  expect(unmet.map(({ subject, reason, detail }) => `${subject} ${reason}: ${detail}`)).toEqual([
    'Device.B.b bad_value: no row Device.A./a is declared for this device',
    'Device.C.c bad_value: no row Device.B./b is declared for this device',
    'Device.Ref bad_value: no row Device.C./c is declared for this device',
  ]);
});
