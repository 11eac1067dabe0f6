import { aTree } from '../desired/testing/a-desired.ts';
import { hasSample, isTableThere, sampleParameter } from './table-samples.ts';

const TREE = aTree({
  'Device.A.1.X': '',
  'Device.A.2.Y': '',
  'Device.A.2.B.7.Z': '',
  'Device.Empty.': '',
  'Device.JustAdded.1.': '',
});

test.each([
  ['Device.A.', 'Y', 'Device.A.2.Y'],
  ['Device.A.*.B.', 'Z', 'Device.A.2.B.7.Z'],
  ['Device.A.', 'Z', undefined],
  ['Device.Empty.', 'X', undefined],
])('a row of %s shows %s at %s', (table, name, path) => {
  expect(sampleParameter(TREE, table, name)).toBe(path);
});

test.each([
  ['Device.A.', true, true],
  ['Device.A.*.B.', true, true],
  ['Device.Empty.', false, true],
  ['Device.JustAdded.', false, true],
  ['Device.A.*.C.', false, false],
  ['Device.None.', false, false],
])('%s shows what its rows hold: %s, is there: %s', (table, shows, there) => {
  expect([hasSample(TREE, table), isTableThere(TREE, table)]).toEqual([shows, there]);
});
