import { convergeCurve, reachedMs, type Sample } from './converge-curve.ts';

const samples: readonly Sample[] = [
  { atMs: 1_050, inSync: 1, lag: 7 },
  { atMs: 2_100, inSync: 3, lag: 0 },
];

test('the curve tells each second who is as declared, and what waits for provisioning', () => {
  const curve = convergeCurve(
    3,
    [
      { cpe: 0, outcome: 'served', beganMs: 100, informMs: 30, endedMs: 150 },
      { cpe: 1, outcome: 'refused', beganMs: 200, endedMs: 210, retryAfterS: 1 },
      { cpe: 2, outcome: 'failed', beganMs: 300, endedMs: 900 },
      { cpe: 1, outcome: 'served', beganMs: 1_300, informMs: 30, endedMs: 1_400 },
    ],
    samples,
  );
  expect(curve).toEqual([
    { sessions: 1, refused: 1 },
    { sessions: 1, refused: 0, inSync: 1, waiting: 2, lag: 7 },
    { sessions: 0, refused: 0, inSync: 3, waiting: 0, lag: 0 },
  ]);
});

test('how far the ACS was is known from what it said', () => {
  expect(reachedMs(samples, 2)).toBe(2_100);
  expect(reachedMs(samples, 4)).toBeUndefined();
});
