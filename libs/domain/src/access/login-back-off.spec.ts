import { afterFailure, type FailedLogins, loginWaitMs } from './login-back-off.ts';

const POLICY = { free: 3, firstMs: 1_000, maxMs: 10_000, forgetMs: 60_000 };

function failed(times: number, atMs = 0): FailedLogins {
  let known: FailedLogins | undefined;
  for (let n = 0; n < times; n++) known = afterFailure(known, atMs, POLICY);
  return known ?? { count: 0, lastMs: atMs };
}

test('some failures are free, then each doubles the wait up to the longest', () => {
  const waits = [0, 1, 2, 3, 4, 5, 6, 7, 8, 1_000].map((times) => loginWaitMs(failed(times), 0, POLICY));
  expect(waits).toEqual([0, 0, 0, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000]);
});

test('after the wait one may try, however often it failed', () => {
  expect([0, 9_999, 10_000, 20_000].map((nowMs) => loginWaitMs(failed(1_000), nowMs, POLICY))).toEqual([
    10_000, 1, 0, 0,
  ]);
});

test('after a while nothing is held against anybody', () => {
  expect(afterFailure(failed(9), 60_000, POLICY).count).toBe(1);
  expect(afterFailure(failed(9), 59_999, POLICY).count).toBe(10);
  expect(loginWaitMs(undefined, 0, POLICY)).toBe(0);
});
