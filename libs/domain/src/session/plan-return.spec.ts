import fc from 'fast-check';
import { planReturn, type ReturnLine, type ReturnPolicy } from './plan-return.ts';

const NOW_MS = Date.UTC(2026, 0, 1);
const NOBODY: ReturnLine = { freeAtMs: 0 };
const policy: ReturnPolicy = { meanS: 30, ratePerS: 100, maxS: 600 };

/** Turns CPEs away at these instants; the waits in seconds. */
function turnAway(instantsMs: readonly number[], draw: () => number, { meanS, ratePerS, maxS } = policy): number[] {
  let line = NOBODY;
  return instantsMs.map((nowMs) => {
    const planned = planReturn(line, nowMs, draw(), { meanS, ratePerS, maxS });
    line = planned.line;
    return planned.waitS;
  });
}

/** How many fall into each second. */
function perSecond(instantsMs: readonly number[]): number[] {
  const counts = new Map<number, number>();
  for (const ms of instantsMs) counts.set(Math.floor(ms / 1_000), (counts.get(Math.floor(ms / 1_000)) ?? 0) + 1);
  return [...counts.values()];
}

/** Evenly spread numbers without a pattern (golden ratio). */
function drawing(): () => number {
  let drawn = 0;
  return () => (++drawn * 0.618_033_988_749_895) % 1;
}

const together = (count: number) => Array.from({ length: count }, () => NOW_MS);

test.each([
  [0, 15],
  [0.5, 30],
  [0.999, 45],
])('a single CPE waits half to one and a half times the mean: %d draws %d s', (random, waitS) => {
  expect(planReturn(NOBODY, NOW_MS, random, policy).waitS).toBe(waitS);
});

test('few that are turned away, slower than they may come back, wait no longer than one', () => {
  const waits = turnAway(
    Array.from({ length: 1_000 }, (_, n) => NOW_MS + n * 20),
    drawing(),
  );
  expect(Math.max(...waits)).toBeLessThanOrEqual(45);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(15);
});

test('20,000 turned away in the same instant come back at the rate, not together', () => {
  const waits = turnAway(together(20_000), drawing());
  const arrivals = perSecond(waits.map((waitS) => NOW_MS + waitS * 1_000));
  expect(Math.max(...arrivals)).toBeLessThanOrEqual(110);
  expect(Math.max(...waits)).toBeLessThanOrEqual(20_000 / 100 + 45);
});

test('the line is longer than the longest wait: the rest is spread over all of it', () => {
  const waits = turnAway(together(200_000), drawing());
  expect(waits.reduce((most, one) => Math.max(most, one), 0)).toBe(600);
  const arrivals = perSecond(waits.map((waitS) => NOW_MS + waitS * 1_000));
  expect(Math.max(...arrivals)).toBeLessThan(2 * (200_000 / 600));
});

test('a crowd that is turned away again whenever it comes back keeps its rate, for an hour', () => {
  const draw = drawing();
  let line = NOBODY;
  let due = together(5_000);
  const arrivals: number[] = [];
  for (let second = 0; second < 3_600; second++) {
    const untilMs = NOW_MS + second * 1_000 + 1_000;
    const now = due.filter((at) => at < untilMs);
    due = due.filter((at) => at >= untilMs);
    if (second > 0) arrivals.push(now.length);
    for (const at of now.sort((a, b) => a - b)) {
      const planned = planReturn(line, at, draw(), policy);
      line = planned.line;
      due.push(at + planned.waitS * 1_000);
    }
  }
  expect(due).toHaveLength(5_000);
  expect(Math.max(...arrivals)).toBeLessThanOrEqual(130);
});

test('after a quiet time the line is empty again', () => {
  const { line } = planReturn({ freeAtMs: NOW_MS + 60_000 }, NOW_MS, 0, policy);
  expect(planReturn(line, NOW_MS + 90_000, 0, policy).waitS).toBe(15);
});

test('a clock that is set back by a day does not freeze the line', () => {
  const dayMs = 24 * 3_600_000;
  const { line } = planReturn({ freeAtMs: NOW_MS + dayMs }, NOW_MS, 0.5, policy);
  expect(line.freeAtMs - NOW_MS).toBeLessThanOrEqual(600_000);
});

test('whatever the settings and the crowd: a whole number from 1 to the longest wait', () => {
  const policies = fc.record({
    meanS: fc.integer({ min: 1, max: 3_600 }),
    ratePerS: fc.integer({ min: 1, max: 100_000 }),
    maxS: fc.integer({ min: 1, max: 86_400 }),
  });
  const gapsMs = fc.array(fc.nat(2_000), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(policies, gapsMs, fc.double({ min: 0, max: 0.999_999, noNaN: true }), (any, gaps, random) => {
      let nowMs = NOW_MS;
      const instants = gaps.map((gapMs) => (nowMs += gapMs));
      const longestS = Math.max(any.maxS, 1.5 * any.meanS);
      return turnAway(instants, () => random, any).every(
        (waitS) => Number.isInteger(waitS) && waitS >= 1 && waitS <= Math.ceil(longestS),
      );
    }),
  );
});
