import { aRow, aTable } from '../desired/testing/a-desired.ts';
import { rowText, tableTexts, valueText } from './wish-text.ts';

test('kinds of values are never the same, and spellings of one are when the type counts', () => {
  const text = { value: { kind: 'plain', text: '1' }, type: 'boolean' } as const;
  const other = { value: { kind: 'plain', text: 'true' }, type: 'boolean' } as const;
  expect(valueText(text, true)).toBe(valueText(other, true));
  expect(valueText(text, false)).not.toBe(valueText(other, false));
  const stamp = { value: { kind: 'secret', parts: [{ secret: 'x' }], stamp: '1' } } as const;
  const row = { value: { kind: 'rowPath', row: '1' } } as const;
  expect(new Set([text, stamp, row].map((each) => valueText(each, false))).size).toBe(3);
});

test('rows with the same wish have the same text, whatever they are called and whoever wants them', () => {
  const source = { profile: 'other', revision: 9, pointer: '/entries/1' };
  const one = rowText(aRow('a', { X: '1', Y: '2' }), false);
  expect(rowText(aRow('b', { Y: '2', X: '1' }, { source }), false)).toBe(one);
  expect(rowText(aRow('a', { X: '1', Y: '2' }, { alias: 'z' }), false)).not.toBe(one);
  expect(rowText(aRow('a', { X: '1', Y: '2' }, { mode: 'seed' }), false)).not.toBe(one);
  expect(rowText(aRow('a', { X: '1', Y: '2' }, { tables: [aTable('T.', [])] }), false)).not.toBe(one);
});

test('the order of tables and rows is no wish, their names are', () => {
  const [a, b] = [aRow('a', { X: '1' }), aRow('b', { X: '2' })];
  const tables = [aTable('A.', [a, b], { keys: ['X', 'Y'] }), aTable('B.', [])];
  expect(tableTexts([aTable('B.', []), aTable('A.', [b, a], { keys: ['Y', 'X'] })], false)).toEqual(
    tableTexts(tables, false),
  );
  expect(
    tableTexts([aTable('A.', [{ ...a, name: 'c' }, b], { keys: ['X', 'Y'] }), aTable('B.', [])], false),
  ).not.toEqual(tableTexts(tables, false));
});
