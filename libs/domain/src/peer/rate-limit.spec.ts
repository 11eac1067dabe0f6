import { type RateMark, takeOne } from './rate-limit.ts';

const POLICY = { burst: 3, intervalMs: 100 };

/** How many of those that come at these times are let through. */
function passed(times: readonly number[]): readonly number[] {
  let mark: RateMark | undefined;
  return times.filter((atMs) => {
    const next = takeOne(mark, atMs, POLICY);
    if (next !== undefined) mark = next;
    return next !== undefined;
  });
}

test('as many as the burst go through at once, and no more', () => {
  expect(passed([1_000, 1_000, 1_000, 1_000, 1_000])).toHaveLength(3);
});

test('after the burst, one goes through each interval', () => {
  expect(passed([0, 0, 0, 50, 100, 150, 200, 201])).toEqual([0, 0, 0, 100, 200]);
});

test('the burst is there again after a pause, and never more than it', () => {
  expect(passed([0, 0, 0, 10_000, 10_000, 10_000, 10_000])).toEqual([0, 0, 0, 10_000, 10_000, 10_000]);
});

test('who is refused does not wait longer for it', () => {
  const flood = Array.from({ length: 1_000 }, (_, n) => n);
  expect(passed(flood)).toEqual([0, 1, 2, 100, 200, 300, 400, 500, 600, 700, 800, 900]);
});

test('a clock that was put back lets nothing through that it would not have', () => {
  expect(passed([1_000, 1_000, 1_000, 900, 1_100])).toEqual([1_000, 1_000, 1_000, 1_100]);
});
