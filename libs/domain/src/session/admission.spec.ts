import fc from 'fast-check';
import { fullStage, type Newcomer } from './admission.ts';
import { type Opened, type Period, type SimulationOptions, simulateStorm } from './testing/storm-simulation.ts';

const TARGET_MS = 1_000;

describe('a new session is let in', () => {
  const room = { pending: 9, limit: 10 };
  const full = { pending: 10, limit: 10 };

  test.each<[Newcomer, 'intake' | 'decision' | undefined, Parameters<typeof fullStage>[0]]>([
    ['unread', undefined, { intake: room, decision: room }],
    ['read', undefined, { intake: room, decision: room }],
    ['unread', 'intake', { intake: full, decision: room }],
    ['read', 'intake', { intake: full }],
    ['read', 'decision', { intake: room, decision: full }],
    // It may turn out to need no decision at all.
    ['unread', undefined, { intake: room, decision: full }],
    // Nobody waits for decisions: then nobody is refused for want of them.
    ['read', undefined, { intake: room }],
  ])('%s: full is %s', (newcomer, stage, load) => {
    expect(fullStage(load, newcomer)).toBe(stage);
  });
});

/** A sequence of numbers in [0, 1) that follows from a seed (the 32-bit generator of Marsaglia, “Xorshift RNGs”). */
function randomFrom(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function percentile(sessions: readonly Opened[], share: number): number {
  const sorted = sessions.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
}

const setting = fc.record({
  seed: fc.integer(),
  capacityPerS: fc.integer({ min: 100, max: 800 }),
  gateways: fc.integer({ min: 1, max: 3 }),
});

function run(setting: { seed: number; gateways: number }, periods: readonly Period[]) {
  const options: SimulationOptions = {
    periods,
    targetMs: TARGET_MS,
    serviceMs: 40,
    gateways: setting.gateways,
    random: randomFrom(setting.seed),
  };
  return simulateStorm(options);
}

describe('a fleet that calls in', () => {
  test('ten times faster than it can be served: who is admitted waits about the target, and nothing lies idle', () => {
    const property = fc.property(setting, ({ capacityPerS, ...rest }) => {
      const storm = { forMs: 20_000, arrivalsPerS: capacityPerS * 10, capacityPerS };
      const { opened } = run(rest, [storm]);
      // What each gateway lets in at first, before anything is measured, may take longer.
      const firstMs = Math.max(TARGET_MS, (rest.gateways * 100_000) / capacityPerS);
      expect(percentile(opened, 1)).toBeLessThan(firstMs * 2);
      const later = opened.filter(({ atMs }) => atMs > firstMs * 2);
      if (later.length > 100) expect(percentile(later, 0.99)).toBeLessThan(TARGET_MS * 1.5);
      expect(opened.length).toBeGreaterThan((capacityPerS * 20 - firstMs) * 0.85);
    });
    fc.assert(property, { numRuns: 20 });
  });

  test('slower than it can be served: nobody is refused', () => {
    const property = fc.property(setting, ({ capacityPerS, ...rest }) => {
      const { refusedAtMs } = run(rest, [{ forMs: 20_000, arrivalsPerS: capacityPerS * 0.7, capacityPerS }]);
      expect(refusedAtMs).toEqual([]);
    });
    fc.assert(property, { numRuns: 20 });
  });

  test('while nothing can be served for five seconds: afterwards all are served again within a second', () => {
    const property = fc.property(setting, ({ capacityPerS, ...rest }) => {
      const arrivalsPerS = capacityPerS * 2;
      const { opened } = run(rest, [
        { forMs: 5_000, arrivalsPerS, capacityPerS },
        { forMs: 5_000, arrivalsPerS, capacityPerS: 0 },
        { forMs: 5_000, arrivalsPerS, capacityPerS },
      ]);
      const doneInLastPeriod = opened.filter(({ atMs, tookMs }) => atMs + tookMs > 11_000);
      expect(doneInLastPeriod.length).toBeGreaterThan(capacityPerS * 4 * 0.85);
    });
    fc.assert(property, { numRuns: 20 });
  });
});
