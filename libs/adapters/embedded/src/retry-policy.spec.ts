import { BusOverloaded, StoreUnavailable } from '#libs/domain';
import { isRetriable, retryDelayMs } from './retry-policy.ts';

test('pauses double up to ten seconds', () => {
  expect([1, 2, 3, 7, 8, 1_000].map((failures) => retryDelayMs(failures, 0))).toEqual([
    100, 200, 400, 6_400, 10_000, 10_000,
  ]);
});

test('chance takes up to half of a pause away', () => {
  expect(retryDelayMs(1, 0.5)).toBe(75);
  expect(retryDelayMs(1, 0.999)).toBeGreaterThan(50);
});

test('an error says by itself whether another try may help', () => {
  expect([new StoreUnavailable(''), new BusOverloaded('')].map(isRetriable)).toEqual([true, true]);
  expect([new Error('no'), { retriable: 'yes' }, null, 'retriable'].map(isRetriable)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
