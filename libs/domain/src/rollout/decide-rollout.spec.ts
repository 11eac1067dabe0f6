import { timestamp } from '../ports/clock.ts';
import { decideRollout, type RolloutDecision } from './decide-rollout.ts';
import type { Account, Execution } from './execution.ts';
import type { BucketCounter } from './permits.ts';
import { enrolmentDone, planWaves } from './planned-waves.ts';
import { RankCounter } from './rank-counter.ts';
import type { Rollout, RolloutDocument } from './rollout.ts';
import { movedRollout } from './rollout-moves.ts';
import { counted, counterOf, times } from './testing/counters.ts';
import { aRolloutDocument, HOUR, MINUTE, NOW_MS, ROLLOUT, TARGET } from './testing/executions.ts';

const WAVES: RolloutDocument['waves'] = [
  { size: { devices: 2 }, soakMinutes: 60 },
  { size: { devices: 20 }, gate: true },
  { size: { percent: 100 } },
];

function aRollout(document: Partial<RolloutDocument> = {}): Rollout {
  return {
    id: ROLLOUT,
    name: 'spring',
    revision: 1,
    generation: 1,
    document: aRolloutDocument({ waves: WAVES, approval: false, ...document }),
    author: 'anna',
    status: { phase: 'running', since: timestamp(NOW_MS), by: 'anna' },
    waves: [],
    openedWave: 1,
    closedCells: [],
    createdAt: timestamp(NOW_MS),
  };
}

/** With `devices` in its waves, of which nothing was heard yet. */
function enrolledRollout(devices: number, document: Partial<RolloutDocument> = {}): Rollout {
  const ranks = new RankCounter();
  for (let n = 0; n < devices; n++) ranks.add(n * 1_000);
  const planned = planWaves(aRollout(document), ranks, NOW_MS);
  return enrolmentDone(
    planned,
    planned.waves.flatMap((wave) => inWave(wave.number, wave.size)),
    NOW_MS,
  );
}

/** The counter of a wave: so many of its devices fare as said, the others wait. */
function inWave(wave: number, size: number, ...fates: readonly [Account, number, Partial<Execution>?][]) {
  const told = fates.flatMap(([account, count, more]) => times(count, () => counted(account, { wave, ...more })));
  const waiting = times(size - told.length, () => counted('none', { wave, state: 'eligible' }));
  return [counterOf([...told, ...waiting], { wave })];
}

/** A rollout that is looked at every now and then. */
class Looks {
  rollout: Rollout;
  nowMs = NOW_MS;
  last: RolloutDecision | undefined;

  constructor(rollout: Rollout) {
    this.rollout = rollout;
  }

  look(counters: readonly BucketCounter[], afterMs = 0): this {
    this.nowMs += afterMs;
    this.last = decideRollout(this.rollout, counters, this.nowMs);
    this.rollout = this.last.rollout;
    return this;
  }

  get states(): string {
    return this.rollout.waves.map(({ state }) => state).join(' ');
  }

  effects<T extends string>(wanted: T) {
    return (this.last?.effects ?? []).filter((effect) => effect.do === wanted);
  }
}

test('before its devices are in waves there is nothing else to do', () => {
  expect(decideRollout(aRollout(), [], NOW_MS)).toMatchObject({ effects: [{ do: 'enrol' }] });
  const draft = { ...aRollout(), status: { phase: 'draft', since: timestamp(NOW_MS), by: 'anna' } } as const;
  expect(decideRollout(draft, [], NOW_MS)).toEqual({ rollout: draft, effects: [], rules: [] });
});

test('a wave has its permits before it begins, soaks, and waits at a gate', () => {
  const looks = new Looks(enrolledRollout(100));
  const second = inWave(2, 20);
  looks.look([...inWave(1, 2), ...second]);
  expect(looks.states).toBe('running pending pending');
  expect(looks.effects('setPermits')).toEqual([
    { do: 'setPermits', permits: [{ rollout: ROLLOUT, wave: 1, bucket: 0, cap: 10, tolerance: 0 }] },
  ]);
  expect(looks.effects('callIn')).toEqual([{ do: 'callIn', wave: 1 }]);
  const before = looks.rollout;
  expect(looks.look([...inWave(1, 2, ['completed', 1]), ...second], MINUTE).rollout).toBe(before);
  const first = inWave(1, 2, ['completed', 2]);
  expect(looks.look([...first, ...second], MINUTE).states).toBe('soaking pending pending');
  expect(looks.look([...first, ...second], 59 * MINUTE).states).toBe('soaking pending pending');
  expect(looks.look([...first, ...second], MINUTE).states).toBe('passed running pending');
  const done = [...first, ...inWave(2, 20, ['completed', 20])];
  expect(looks.look(done, MINUTE).look(done).look(done, HOUR).states).toBe('passed passed pending');
  looks.rollout = { ...looks.rollout, openedWave: 3 };
  expect(looks.look(done, MINUTE).states).toBe('passed passed running');
  const all = [...done, ...inWave(3, 78, ['completed', 78])];
  expect(looks.look(all, MINUTE).look(all).rollout.status).toMatchObject({ phase: 'completed', by: 'complete' });
});

test('a wave that nobody is in takes no time', () => {
  const looks = new Looks(enrolledRollout(1, { waves: WAVES.map(({ size }) => ({ size, soakMinutes: 60 })) }));
  const all = inWave(1, 1, ['completed', 1]);
  looks.look(all).look(all).look(all, HOUR);
  expect(looks.states).toBe('passed passed passed');
  expect(looks.rollout.status.phase).toBe('completed');
});

test('a rule halts it and says why; corrupt images are quarantined', () => {
  const looks = new Looks(enrolledRollout(100));
  looks.look(inWave(1, 2));
  looks.look(inWave(1, 2, ['failed', 2, { reason: 'fault', faults: [9018] }]), MINUTE);
  // The permits are left: the success threshold is out of reach.
  expect(looks.rollout.status).toMatchObject({ phase: 'halted', by: 'successThreshold' });
  expect(looks.states).toBe('failed pending pending');
  const bad = new Looks(enrolledRollout(100));
  bad.look(inWave(1, 2)).look(inWave(1, 3, ['failed', 3, { reason: 'fault', faults: [9018] }]));
  expect(bad.rollout.status).toMatchObject({ phase: 'halted', by: 'maxCorrupt' });
  expect(bad.rollout.status.reason).toBe('maxCorrupt is 3 (limit 3) in wave 1.');
  expect(bad.effects('quarantine')).toMatchObject([{ image: TARGET.id }]);
  expect(bad.last?.rules.find(({ rule }) => rule === 'maxSilent')).toMatchObject({ value: 0, tripped: false, wave: 1 });
});

test('a wave may have rules of its own', () => {
  const waves = [{ size: { devices: 50 }, successThreshold: 0, halt: { maxSilent: 2 } }, { size: { percent: 100 } }];
  const looks = new Looks(enrolledRollout(100, { waves, halt: { maxSilent: 9 } }));
  const silent = (wave: number, count: number) => inWave(wave, 50, ['failed', count, { reason: 'silent' }]);
  looks.look(silent(1, 0)).look(silent(1, 1));
  expect(looks.rollout.status.phase).toBe('running');
  expect(looks.look(silent(1, 2)).rollout.status).toMatchObject({ phase: 'halted', by: 'maxSilent' });
  const limits = looks.last?.rules.flatMap(({ rule, limit }) => (rule === 'maxSilent' ? [limit] : []));
  expect(limits).toEqual([2]);
});

test('a file server that refuses pauses it', () => {
  const looks = new Looks(enrolledRollout(100, { waves: [{ size: { percent: 100 } }] }));
  looks.look(inWave(1, 100)).look(inWave(1, 100, ['failed', 3, { reason: 'fault', faults: [9016] }]));
  expect(looks.rollout.status).toMatchObject({ phase: 'paused', by: 'maxUnreachable' });
  expect(looks.rollout.stopped).toMatchObject({ rule: 'maxUnreachable' });
});

test('only the cell that fails is closed where others do well', () => {
  const looks = new Looks(
    enrolledRollout(100, { waves: [{ size: { percent: 100 }, successThreshold: 0.9 }], permits: { cap: 50 } }),
  );
  const silent = (count: number) =>
    inWave(1, 100, ['failed', count, { cell: 'bad', reason: 'silent' }], ['completed', 60]);
  looks.look(inWave(1, 100)).look(silent(5)).look(silent(6));
  expect(looks.rollout.closedCells).toEqual(['bad']);
  expect(looks.rollout.status.phase).toBe('running');
  expect(looks.effects('leaveCells')).toHaveLength(1);
});

test('who resumes it pardons what failed: it goes on with as many permits as at first, and halts by what fails anew', () => {
  const looks = new Looks(enrolledRollout(100, { waves: [{ size: { percent: 100 } }] }));
  const failed = (count: number) => inWave(1, 100, ['failed', count, { reason: 'rebootNoTransfer' }]);
  looks.look(failed(0)).look(failed(5), MINUTE);
  expect(looks.rollout.status).toMatchObject({ phase: 'halted', by: 'maxConsecutive' });
  looks.look(failed(7), HOUR);
  const resume = { type: 'resume', by: 'anna', reason: 'these seven had no power' } as const;
  looks.rollout = movedRollout(looks.rollout, resume, looks.nowMs);
  looks.look(failed(7), MINUTE);
  expect(looks.rollout.status.phase).toBe('running');
  expect(looks.effects('setPermits')).toMatchObject([{ permits: [{ cap: 17 }] }]);
  expect(looks.rollout.waves[0]).toMatchObject({ cap: 17, state: 'running' });
  expect(looks.rollout.pardons).toBe(1);
  expect(looks.look(failed(11), MINUTE).rollout.status.phase).toBe('running');
  expect(looks.look(failed(12), MINUTE).rollout.status).toMatchObject({ phase: 'halted', by: 'maxConsecutive' });
});

test('a wave without permits is stalled until one comes back', () => {
  const document = { waves: [{ size: { percent: 100 }, successThreshold: 0.1 }], permits: { cap: 3 } };
  const looks = new Looks(enrolledRollout(100, document));
  const failed = (count: number) => [{ ...(inWave(1, 100, ['failed', count])[0] as BucketCounter), cap: 3 }];
  expect(looks.look(failed(0)).look(failed(3)).states).toBe('stalled');
  expect(looks.rollout.status.phase).toBe('running');
  expect(looks.effects('callIn')).toEqual([]);
  expect(looks.look(failed(2), MINUTE).states).toBe('running');
});

test('another cap is given to the buckets, also a lower one', () => {
  const looks = new Looks(enrolledRollout(100, { waves: [{ size: { percent: 100 } }], permits: { cap: 40 } }));
  looks.look(inWave(1, 100));
  expect(looks.effects('setPermits')).toMatchObject([{ permits: [{ cap: 20 }, { cap: 20 }] }]);
  const { document } = looks.rollout;
  looks.rollout = { ...looks.rollout, document: { ...document, permits: { cap: 5 } } };
  looks.look(inWave(1, 100));
  expect(looks.effects('setPermits')).toMatchObject([{ permits: [{ cap: 3 }, { cap: 2 }] }]);
  expect(looks.rollout.waves[0]?.cap).toBe(5);
});

test('permits wander to the buckets that wait', () => {
  const looks = new Looks(enrolledRollout(100, { waves: [{ size: { percent: 100 } }], permits: { cap: 40 } }));
  const [full] = inWave(1, 50, ['inFlight', 20]);
  const idle = { ...(inWave(1, 3, ['completed', 3])[0] as BucketCounter), bucket: 1, cap: 20 };
  const counters = [{ ...(full as BucketCounter), cap: 20 }, idle];
  looks.look(counters).look(counters);
  expect(looks.effects('movePermit')).toEqual([{ do: 'movePermit', wave: 1, from: 1, to: 0 }]);
});

test('when its time is over, or it is cancelled, what is open is given up until nothing is', () => {
  const looks = new Looks(enrolledRollout(100));
  looks.look(inWave(1, 2)).look(inWave(1, 2), 31 * 24 * HOUR);
  expect(looks.rollout.status).toMatchObject({ phase: 'expired', by: 'expire' });
  expect(looks.last?.effects).toEqual([{ do: 'endExecutions', by: 'expire' }]);
  expect(looks.look(inWave(1, 2, ['completed', 2])).last?.effects).toEqual([]);
  const cancelled = movedRollout(enrolledRollout(9), { type: 'cancel', by: 'ben', reason: 'no' }, NOW_MS);
  expect(decideRollout(cancelled, inWave(1, 2), NOW_MS).effects).toEqual([{ do: 'endExecutions', by: 'ben' }]);
});

test('nobody fits at first what grows: it waits, and never completes', () => {
  const looks = new Looks(enrolledRollout(0, { target: { filter: {}, mode: 'growing' } }));
  expect(looks.look([]).look([], HOUR).states).toBe('running pending pending');
  expect(looks.effects('enrol')).toEqual([{ do: 'enrol' }]);
});

test('a clock that goes back undoes nothing', () => {
  const looks = new Looks(enrolledRollout(100));
  const first = inWave(1, 2, ['completed', 2]);
  looks.look(first).look(first, MINUTE).look(first, -HOUR);
  expect(looks.states).toBe('soaking pending pending');
  expect(looks.look(first, 3 * HOUR).states).toBe('passed running pending');
});
