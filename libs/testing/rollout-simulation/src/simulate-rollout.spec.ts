import { DEFAULT_HALT, type RolloutDocument } from '#libs/domain';
import { seededRandom } from './seeded-random.ts';
import { simulateRollout } from './simulate-rollout.ts';
import type { SimulationPlan } from './simulation-plan.ts';
import type { SimulationResult } from './simulation-result.ts';
import type { FleetTraits } from './virtual-fleet.ts';

const DEVICES = 6_000;
const CAP = 500;
/** Devices that a bad image may get to. */
const MOST = 510;

function simulate(fleet: Partial<FleetTraits>, rest: Omit<SimulationPlan, 'fleet' | 'random'> = {}) {
  const result = simulateRollout({ fleet: { devices: DEVICES, ...fleet }, ...rest, random: seededRandom(2026) });
  expect(result.mostPermits).toBeLessThanOrEqual(rest.document?.permits?.cap ?? CAP);
  expect(result.doubleDownloads).toBe(0);
  return result;
}

const tolerant: Partial<RolloutDocument> = {
  permits: { cap: 1_000, tolerance: 0.1 },
  waves: [{ size: { percent: 100 }, successThreshold: 0.9 }],
  // Of so many devices some fail one after the other by chance.
  halt: { maxConsecutive: 20, maxSilent: 1_000 },
};

test('a good image gets to every device', () => {
  const result = simulate({}, { document: { permits: { cap: 1_000 } } });
  expect(result).toMatchObject({ touched: DEVICES, bricked: 0, succeeded: DEVICES, failed: 0, phase: 'completed' });
});

test('one that fails on 1 % goes on, where the rollout tolerates that', () => {
  const result = simulate({ fate: 'fails', share: 0.01 }, { document: tolerant });
  expect(result).toMatchObject({ touched: DEVICES, phase: 'completed' });
  expect(result.failed / DEVICES).toBeCloseTo(0.01, 2);
});

test('one that fails on 5 % stops when all permits are burned, where it does not', () => {
  const document = { halt: { maxConsecutive: 20 }, waves: [{ size: { percent: 100 }, successThreshold: 0.5 }] };
  // So many that each bucket has more of them than it lets through.
  const result = simulate({ devices: 20_000, fate: 'fails', share: 0.05 }, { document });
  expect(result).toMatchObject({ failed: CAP, why: 'stalled' });
  expect(result.touched).toBe(CAP + result.succeeded);
  expect(result.touched).toBeLessThan((1.3 * CAP) / 0.05);
});

describe('a bad image stops at the cap', () => {
  const stopped = (result: SimulationResult) => {
    expect(result.touched).toBeLessThanOrEqual(MOST);
    expect(result.touched).toBeGreaterThan(0);
    expect(result.waiting).toBeGreaterThan(DEVICES - MOST - 1);
  };

  test('that fails everywhere', () => {
    const result = simulate({ fate: 'fails', share: 1 });
    stopped(result);
    expect(result).toMatchObject({ phase: 'halted', succeeded: 0 });
  });

  test('that fails everywhere, while nobody looks at the halt rules', () => {
    const result = simulate({ fate: 'fails', share: 1 }, { evaluates: false });
    stopped(result);
    expect(result).toMatchObject({ touched: CAP, failed: CAP, why: 'stalled' });
  });

  test('that reverts everywhere', () => {
    stopped(simulate({ fate: 'reverts', share: 1 }));
  });

  test('that bricks silently', () => {
    const result = simulate({ fate: 'bricks', share: 1 });
    stopped(result);
    expect(result.bricked).toBe(result.touched);
  });

  test('that bricks silently, while nobody looks at the halt rules', () => {
    stopped(simulate({ fate: 'bricks', share: 1 }, { evaluates: false }));
  });

  test('that breaks off and bricks: while they wait for the next try, devices fall silent', () => {
    const result = simulate({ fate: 'breaks', share: 1 });
    stopped(result);
    expect(result).toMatchObject({ phase: 'halted', why: 'maxSilent' });
    expect(result.hours).toBeLessThan(3 * 24);
  });

  test('that fails only after an hour: where devices soak for longer', () => {
    stopped(simulate({ fate: 'bricksLater', share: 1 }, { document: { deviceSoakMinutes: 120 } }));
  });
});

test('one that fails on half of the devices: the permits, and what succeeded', () => {
  const result = simulate({ fate: 'fails', share: 0.5 });
  expect(result.phase).toBe('halted');
  expect(result.touched).toBeLessThanOrEqual(CAP + result.succeeded);
  const blind = simulate({ fate: 'fails', share: 0.5 }, { evaluates: false });
  expect(blind.failed).toBe(CAP);
  expect(blind.touched).toBeLessThanOrEqual(CAP + blind.succeeded);
});

test('careful waves stop what bricks at the first few devices', () => {
  const waves = [
    { size: { devices: 5 } },
    { size: { devices: 50 } },
    { size: { percent: 1 } },
    { size: { percent: 100 } },
  ];
  const result = simulate({ fate: 'bricks', share: 1 }, { document: { waves } });
  expect(result).toMatchObject({ touched: 5, bricked: 5, phase: 'halted' });
});

test('one that is bad on one hardware version only is kept from that one, and goes to all others', () => {
  const document = {
    ...tolerant,
    permits: { cap: 500, tolerance: 0.05 },
    waves: [{ size: { percent: 100 }, successThreshold: 0.978 }],
  };
  const result = simulate(
    { fate: 'bricks', share: 1, onlyHardware: 'B', hardwareB: 0.02 },
    {
      document: { ...document, halt: { maxConsecutive: DEFAULT_HALT.maxConsecutive, maxSilent: 10_000 } },
    },
  );
  expect(result.bricked).toBeLessThanOrEqual(MOST);
  expect(result.succeeded).toBeGreaterThan(0.97 * DEVICES);
});

test('devices that are away, transfers that break, words that are lost: all get there, none gets two at once', () => {
  const fleet = { offline: 0.2, lostTransferComplete: 0.02, brokenTransfers: 0.05, lostAnswers: 0.01 };
  const document = { ...tolerant, waves: [{ size: { percent: 100 }, successThreshold: 0.999 }] };
  const result = simulate(fleet, { document });
  expect(result).toMatchObject({ phase: 'completed', failed: 0 });
  expect(result.succeeded).toBeGreaterThan(0.999 * DEVICES);
});

test('the same seed gives the same rollout', () => {
  const plan = (seed: number) => ({
    fleet: { devices: 2_000, fate: 'fails', share: 0.3 } as const,
    random: seededRandom(seed),
  });
  expect(simulateRollout(plan(7))).toEqual(simulateRollout(plan(7)));
  expect(simulateRollout(plan(7)).curve).not.toEqual(simulateRollout(plan(8)).curve);
});
