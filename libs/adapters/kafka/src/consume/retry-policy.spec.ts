import { BusOverloaded, StoreUnavailable } from '#libs/domain';
import { isRetriable, retryDelayMs } from './retry-policy.ts';

test('the pause doubles from 0.1 s up to 10 s, and chance takes up to half of it away', () => {
  expect([1, 2, 3, 7, 8, 50].map((failures) => retryDelayMs(failures, 0))).toEqual([
    100, 200, 400, 6_400, 10_000, 10_000,
  ]);
  expect(retryDelayMs(1, 0.5)).toBe(75);
});

test('only an error that says so is retriable', () => {
  expect([new StoreUnavailable(''), new BusOverloaded('')].map(isRetriable)).toEqual([true, true]);
  expect([new Error('no'), { retriable: 'yes' }, null, 'retriable'].map(isRetriable)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
