import { latencyOf } from './watch-latency.ts';

test('latency is the middle, the slowest hundredth and the slowest', () => {
  expect(latencyOf([3, 1, 2])).toEqual({ calls: 3, p50Ms: 2, p99Ms: 3, mostMs: 3 });
});
