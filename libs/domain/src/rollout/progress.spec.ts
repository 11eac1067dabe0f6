import { expectedDurationMs, expectedEnd, progressOf } from './progress.ts';
import { counted, counterOf, times } from './testing/counters.ts';
import { HOUR, NOW_MS } from './testing/executions.ts';

const bucket = (wave: number, completed: number, failed: number, waiting: number) =>
  counterOf(
    [
      ...times(completed, () => counted('completed')),
      ...times(failed, () => counted('failed', { faults: [9018] })),
      ...times(waiting, () => counted('none')),
    ],
    { wave, cap: 5 },
  );

test('progress is the sum of all buckets, by wave', () => {
  const progress = progressOf([bucket(2, 1, 0, 3), bucket(1, 4, 1, 0), bucket(2, 0, 2, 0)], NOW_MS);
  expect(progress).toMatchObject({ finished: 8, enrolled: 11, burned: 3, cap: 15 });
  expect(progress.waves.map(({ wave, tally }) => [wave, tally.completed, tally.failed])).toEqual([
    [1, 4, 1],
    [2, 1, 2],
  ]);
  expect(progress.total.faults).toEqual({ 9018: 3 });
  expect(progress.total.cells).toEqual({ 'Acme/Router/A/1.0': { inFlight: 0, completed: 5, failed: 3 } });
});

test('the end is expected at the pace between two looks', () => {
  const earlier = progressOf([bucket(1, 10, 0, 90)], NOW_MS);
  const later = progressOf([bucket(1, 20, 0, 80)], NOW_MS + HOUR);
  expect(expectedEnd(earlier, later, 100)).toBe('2026-01-01T09:00:00.000Z');
  expect(expectedEnd(later, later, 100)).toBeUndefined();
  expect(expectedEnd(later, later, 20)).toBe(later.at);
});

test('before anything is known, permits and windows say how long it takes', () => {
  const plan = { devices: 1_001, cap: 100, perDeviceMs: HOUR, openShare: 0.25 };
  expect(expectedDurationMs(plan)).toBe(44 * HOUR);
  expect(expectedDurationMs({ ...plan, openShare: 0 })).toBe(Number.POSITIVE_INFINITY);
});
