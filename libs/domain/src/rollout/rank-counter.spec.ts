import { hash32 } from './device-hash.ts';
import { RankCounter } from './rank-counter.ts';
import { times } from './testing/counters.ts';

function counted(ranks: readonly number[], kept?: number): RankCounter {
  const counter = new RankCounter(kept);
  for (const rank of ranks) counter.add(rank);
  return counter;
}

const ranks = times(50_000, (n) => hash32(`device ${n}`));
const belowOf = (cut: number) => ranks.filter((rank) => rank < cut).length;

test('as many are below a cut as there should be, exactly among the lowest', () => {
  const counter = counted(ranks);
  expect(counter.count).toBe(50_000);
  for (const devices of [0, 1, 5, 55, 555, 9_999]) expect(belowOf(counter.below(devices))).toBe(devices);
});

test('and nearly among the others', () => {
  const counter = counted(ranks, 10);
  for (const devices of [500, 10_000, 49_999]) {
    expect(Math.abs(belowOf(counter.below(devices)) - devices)).toBeLessThanOrEqual(4);
  }
});

test('all are below the last cut, in whatever order they came', () => {
  expect(counted(ranks).below(50_000)).toBe(2 ** 32);
  expect(counted([]).below(5)).toBe(2 ** 32);
  const few = [7, 3, 3, 2 ** 32 - 1, 0];
  expect([1, 2, 3, 4].map((devices) => counted(few).below(devices))).toEqual([3, 3, 7, 2 ** 32 - 1]);
  expect(counted(few.toReversed(), 2).below(1)).toBe(3);
});
