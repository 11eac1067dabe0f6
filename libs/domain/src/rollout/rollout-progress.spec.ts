import { timestamp } from '../ports/clock.ts';
import { extendCurve, NO_CURVE, type ProgressCurve } from './rollout-progress.ts';
import { NO_TALLY } from './tally.ts';
import { NOW_MS } from './testing/executions.ts';

function after(seconds: number, succeeded: number, curve: ProgressCurve): ProgressCurve {
  const at = timestamp(NOW_MS + seconds * 1_000);
  return extendCurve(curve, { at, total: { ...NO_TALLY, states: { succeeded, failed: 1, timedOut: 2 }, inFlight: 4 } });
}

test('a point is added where something changed, and not too often', () => {
  const one = after(0, 1, NO_CURVE);
  expect(one.points).toEqual([{ at: timestamp(NOW_MS), succeeded: 1, failed: 3, inFlight: 4 }]);
  expect(after(100, 1, one)).toBe(one);
  const two = after(3, 2, one);
  expect(two.points.map(({ succeeded }) => succeeded)).toEqual([1, 2]);
  expect(after(6, 3, two).points.map(({ succeeded }) => succeeded)).toEqual([1, 3]);
  expect(after(30, 4, after(12, 3, two)).points.map(({ succeeded }) => succeeded)).toEqual([1, 3, 4]);
});

test('a long curve gets coarser, and keeps its beginning and its end', () => {
  let curve = NO_CURVE;
  for (let second = 0; second <= 100_000; second += 10) curve = after(second, second, curve);
  expect(curve.points.length).toBeLessThanOrEqual(241);
  expect(curve.points.length).toBeGreaterThan(100);
  expect(curve.points[0]?.succeeded).toBe(0);
  expect(curve.points.at(-1)?.succeeded).toBeGreaterThan(100_000 - curve.everyMs / 1_000);
});
