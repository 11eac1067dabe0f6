import { median } from './statistics.ts';

describe('the median', () => {
  test.each([
    [[3], 3],
    [[9, 1, 2], 2],
    [[4, 1, 2, 9], 3],
    [[10, 9], 9.5],
  ])('of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  test('of nothing is no number', () => {
    expect(median([])).toBeNaN();
  });
});
