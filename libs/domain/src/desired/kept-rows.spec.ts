import { boundPaths, keptRows } from './kept-rows.ts';
import { bindTables } from './row-states.ts';
import { aRow, aTable, aTree } from './testing/a-desired.ts';

const T = 'Device.T.';
const S = `${T}/a/S.`;
const tree = aTree({ [`${T}1.K`]: 'a', [`${T}1.S.4.K`]: 'x', [`${T}2.K`]: 'b' });
const before = {
  [`${T}/a`]: { instance: 1, owned: true },
  [`${S}/x`]: { instance: 4, owned: true },
  [`${T}/b`]: { instance: 2, owned: true },
  [`${T}/gone`]: { instance: 9, owned: true },
  [`${T}/theirs`]: { instance: 3, owned: false },
};
const tables = bindTables([aTable(T, [aRow('a', { K: 'a' })], { keys: ['K'] })], {
  tree,
  rows: before,
  suspect: false,
});

test('rows that the ACS made are remembered for as long as they are there, also when nobody declares them any more', () => {
  const { [`${T}/gone`]: _, [`${T}/theirs`]: __, ...kept } = before;
  expect(keptRows(before, tables, tree, false)).toEqual(kept);
});

test('where numbers say nothing only what was found now is kept', () => {
  expect(Object.keys(keptRows(before, tables, tree, true))).toEqual([`${T}/a`]);
});

test('a row that goes by another name now is not remembered by the old one', () => {
  const renamed = { [`${T}/old`]: { instance: 1, owned: true } };
  expect(keptRows(renamed, tables, tree, false)).toEqual({ [`${T}/a`]: { instance: 1, owned: true } });
});

test('the paths of rows, also of those in rows; of one whose parent is not known there is none', () => {
  const { [`${T}/a`]: _, ...orphans } = before;
  expect(boundPaths(before).get(`${S}/x`)).toBe(`${T}1.S.4.`);
  expect(boundPaths(orphans).has(`${S}/x`)).toBe(false);
});
