import { percentile, stormCurve } from './storm-curve.ts';

test('the curve of a storm tells each second who waits, who is served and how long that took', () => {
  const curve = stormCurve([
    { cpe: 0, outcome: 'served', beganMs: 100, informMs: 30, endedMs: 150 },
    { cpe: 1, outcome: 'refused', beganMs: 200, endedMs: 210, retryAfterS: 1 },
    { cpe: 2, outcome: 'failed', beganMs: 300, endedMs: 900 },
    { cpe: 1, outcome: 'served', beganMs: 1_900, informMs: 200, endedMs: 2_200 },
    { cpe: 2, outcome: 'served', beganMs: 2_000, informMs: 50, endedMs: 2_100 },
  ]);
  expect(curve).toEqual([
    { waiting: 2, admitted: 1, refused: 1, completed: 1, failed: 1, p50Ms: 50, p99Ms: 50 },
    { waiting: 2, admitted: 0, refused: 0, completed: 0, failed: 0 },
    { waiting: 0, admitted: 2, refused: 0, completed: 2, failed: 0, p50Ms: 100, p99Ms: 300 },
  ]);
});

test.each([
  [[5], 0.99, 5],
  [[4, 1, 3, 2], 0.5, 2],
  [[4, 1, 3, 2], 1, 4],
])('of %j the share %d does not exceed %d', (values, share, expected) => {
  expect(percentile(values, share)).toBe(expected);
});
