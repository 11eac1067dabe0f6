import { retryWaitMs } from './retry-wait.ts';

const STANDARD = { minimumWaitS: 5, multiplier: 2_000 };

// TR-069 §3.2.1.1, table 3: seconds after the nth failure.
test.each([
  [1, 5, 10],
  [2, 10, 20],
  [3, 20, 40],
  [4, 40, 80],
  [5, 80, 160],
  [6, 160, 320],
  [7, 320, 640],
  [8, 640, 1_280],
  [9, 1_280, 2_560],
  [10, 2_560, 5_120],
  [11, 2_560, 5_120],
  [1_000, 2_560, 5_120],
])('after failure %i: %i to %i s', (failures, from, to) => {
  expect(retryWaitMs(failures, STANDARD, 0)).toBe(from * 1_000);
  expect(retryWaitMs(failures, STANDARD, 0.5)).toBe((from + to) * 500);
  expect(retryWaitMs(failures, STANDARD, 1)).toBe(to * 1_000);
});

test('the device sets minimum and multiplier', () => {
  expect(retryWaitMs(3, { minimumWaitS: 1, multiplier: 3_000 }, 0)).toBe(9_000);
  expect(retryWaitMs(10, { minimumWaitS: 30, multiplier: 1_000 }, 0.7)).toBe(30_000);
});
