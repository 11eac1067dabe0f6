import fc from 'fast-check';
import type { DeviceId } from '../device/device-id.ts';
import { timestamp } from '../ports/clock.ts';
import type { Wave, WaveSpec } from './rollout.ts';
import type { RolloutId } from './rollout-id.ts';
import { counted, counterOf, times } from './testing/counters.ts';
import { MINUTE, NOW_MS, ROLLOUT } from './testing/executions.ts';
import {
  DEFAULT_WAVES,
  isDone,
  isOpenWave,
  judgeWave,
  nextWave,
  rankOf,
  waveAt,
  waveOfRank,
  waveSizes,
} from './waves.ts';

test.each([
  [100_000, [5, 50, 1_000, 10_000, 88_945]],
  [60, [5, 50, 1, 4, 0]],
  [3, [3, 0, 0, 0, 0]],
  [0, [0, 0, 0, 0, 0]],
])('the careful waves of %i devices', (total, sizes) => {
  expect(waveSizes(DEFAULT_WAVES, total)).toEqual(sizes);
});

test('every device is in one wave, and the waves are as large as they should be', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20), { minLength: 1, maxLength: 6 }), (sizes) => {
      const total = sizes.reduce((sum, size) => sum + size, 0);
      const places = times(total, (place) => waveAt(place, sizes));
      expect(sizes.map((_, index) => places.filter((wave) => wave === index + 1).length)).toEqual(sizes);
    }),
  );
});

test('it is not always the same devices who are first', () => {
  const devices = times(1_000, (n) => `00A0B1-Router-${n}` as DeviceId);
  const first = (rollout: RolloutId) =>
    devices.toSorted((a, b) => rankOf(rollout, a) - rankOf(rollout, b)).slice(0, 100);
  const other = new Set(first('rollout002' as RolloutId));
  const again = first(ROLLOUT).filter((device) => other.has(device));
  expect(again.length).toBeLessThan(30);
});

const wave = (number: number, state: Wave['state'], size = 10): Wave => {
  return { number, state, since: timestamp(NOW_MS), size, buckets: 1, cap: 10 };
};

test('who comes later comes into no wave that is over', () => {
  const cuts = [{ ranksBelow: 10 }, { ranksBelow: 2 ** 31 }, { ranksBelow: 2 ** 32 }];
  const inStates = (...states: readonly Wave['state'][]) =>
    states.map((state, index) => ({ ...wave(index + 1, state), ...cuts[index] }));
  const placed = (waves: readonly Wave[]) => [0, 10, 2 ** 31, 2 ** 32 - 1].map((rank) => waveOfRank(rank, waves));
  expect(placed(inStates('pending', 'pending', 'pending'))).toEqual([1, 2, 3, 3]);
  expect(placed(inStates('passed', 'running', 'pending'))).toEqual([2, 2, 3, 3]);
  expect(placed(inStates('passed', 'passed', 'passed'))).toEqual([3, 3, 3, 3]);
});

describe('a wave', () => {
  const spec: WaveSpec = { size: { devices: 10 }, soakMinutes: 60, successThreshold: 0.8 };
  const judged = (
    counts: readonly [number, number, number, number],
    state: Wave['state'] = 'running',
    after = 0,
    cap = 10,
  ) => {
    const [succeeded, failed, inFlight, scheduled] = counts;
    const counter = counterOf(
      [
        ...times(succeeded, () => counted('completed')),
        ...times(failed, () => counted('failed')),
        ...times(inFlight, () => counted('inFlight')),
        ...times(scheduled, () => counted('none')),
      ],
      { cap },
    );
    return judgeWave(wave(1, state), spec, [counter], NOW_MS + after).kind;
  };

  test('goes on while devices of it are missing, under way or waiting', () => {
    expect(judged([8, 0, 0, 0])).toBe('goesOn');
    expect(judged([7, 1, 1, 1])).toBe('goesOn');
  });

  test('that did well soaks, also when some devices never call in', () => {
    expect(judged([8, 1, 0, 1])).toBe('soaks');
    expect(judged([8, 1, 0, 1], 'soaking', 59 * MINUTE)).toBe('soaks');
    expect(judged([8, 1, 0, 1], 'soaking', 60 * MINUTE)).toBe('passed');
  });

  test('that can not do well any more failed, also while it soaks', () => {
    expect(judged([0, 3, 2, 5])).toBe('failed');
    expect(judged([7, 3, 0, 0], 'soaking', 60 * MINUTE)).toBe('failed');
  });

  test('without a permit left stalls', () => {
    expect(judged([0, 2, 0, 8], 'running', 0, 2)).toBe('stalled');
    expect(judged([0, 1, 1, 8], 'running', 0, 2)).toBe('goesOn');
  });
});

test('the next wave begins when the one before has passed, and somebody opened the gate', () => {
  const specs: WaveSpec[] = [{ size: { devices: 1 }, gate: true }, { size: { devices: 1 } }, { size: { devices: 1 } }];
  const waves = (...states: Wave['state'][]) => states.map((state, index) => wave(index + 1, state));
  expect(nextWave(waves('pending', 'pending', 'pending'), specs, 1)).toBe(1);
  expect(nextWave(waves('running', 'pending', 'pending'), specs, 1)).toBeUndefined();
  expect(nextWave(waves('passed', 'pending', 'pending'), specs, 1)).toBeUndefined();
  expect(nextWave(waves('passed', 'pending', 'pending'), specs, 2)).toBe(2);
  expect(nextWave(waves('passed', 'passed', 'pending'), specs, 2)).toBe(3);
  expect(nextWave(waves('passed', 'passed', 'passed'), specs, 3)).toBeUndefined();
});

test('it is done when all waves passed and nobody waits any more; one whose target grows never is', () => {
  const passed = [wave(1, 'passed'), wave(2, 'passed')];
  const { tally } = counterOf([counted('completed'), counted('failed')]);
  const waits = counterOf([counted('completed'), counted('none')]);
  expect(isDone(passed, tally, 'frozen')).toBe(true);
  expect(isDone(passed, tally, 'growing')).toBe(false);
  expect(isDone(passed, waits.tally, 'frozen')).toBe(false);
  expect(isDone([wave(1, 'passed'), wave(2, 'soaking')], tally, 'frozen')).toBe(false);
});

test('a wave that passed still takes those that were away', () => {
  const states = ['pending', 'running', 'soaking', 'passed', 'failed', 'stalled'] as const;
  expect(states.filter((state) => isOpenWave({ state }))).toEqual(['running', 'soaking', 'passed']);
});
