import { compareVersions } from './version-order.ts';

test.each([
  ['1.9', '1.10'],
  ['1.2', '1.2.1'],
  ['V100R003C09', 'V100R003C10'],
  ['2.0-rc1', '2.0-rc2'],
  ['1.2b', '1.2.1'],
  ['20259999999999999999998', '20259999999999999999999'],
])('%s comes before %s', (a, b) => {
  expect(compareVersions(a, b)).toBeLessThan(0);
  expect(compareVersions(b, a)).toBeGreaterThan(0);
});

test.each([
  ['v1.02', 'V1.2'],
  ['1_2', '1.2'],
  ['', ''],
])('%j and %j are the same', (a, b) => {
  expect(compareVersions(a, b)).toBe(0);
});
