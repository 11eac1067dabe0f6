import { timestamp } from '../ports/clock.ts';
import { executionContext } from './execution-context.ts';
import { newRollout } from './new-rollout.ts';
import type { RolloutDocument } from './rollout.ts';
import { anExecution, aRolloutDocument, HOUR, MINUTE, NOW_MS, ROLLOUT } from './testing/executions.ts';

const NIGHT = { start: '02:00', minutes: 180, zone: 'device' };
const CLOSES_MS = NOW_MS + 5 * HOUR;

/** Of a device in UTC, so many minutes before its window closes. */
function before(minutes: number, document: Partial<RolloutDocument> = {}) {
  const now = timestamp(NOW_MS);
  const init = { id: ROLLOUT, name: 'spring', document: aRolloutDocument({ windows: [NIGHT], ...document }) };
  return executionContext(anExecution(), {
    rollout: newRollout({ ...init, author: 'anna', now }),
    images: new Map(),
    device: { attributes: { timezone: 'UTC' } },
    nowMs: CLOSES_MS - minutes * MINUTE,
  });
}

test('nothing is begun in the last minutes of a window: a quarter of an hour, or as many as the rollout says', () => {
  expect(before(180).windowOpen).toBe(true);
  expect(before(181).windowOpen).toBe(false);
  expect([15, 14].map((minutes) => before(minutes).windowOpen)).toEqual([true, false]);
  expect([60, 59].map((minutes) => before(minutes, { windowLeadMinutes: 60 }).windowOpen)).toEqual([true, false]);
  expect(before(1, { windowLeadMinutes: 0 }).windowOpen).toBe(true);
  expect([90, 89].map((minutes) => before(minutes, { windowLeadMinutes: 999 }).windowOpen)).toEqual([true, false]);
});

test('the next times begin with one that is not over yet', () => {
  expect(before(15).openTimes?.[0]).toEqual({ opensAtMs: CLOSES_MS - 3 * HOUR, closesAtMs: CLOSES_MS });
  expect(before(14).openTimes?.[0]?.opensAtMs).toBe(CLOSES_MS + 21 * HOUR);
  expect(before(14, { windows: [] })).toMatchObject({ windowOpen: true });
  expect(before(14, { windows: [] })).not.toHaveProperty('openTimes');
});
