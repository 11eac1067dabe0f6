import fc from 'fast-check';
import { timestamp } from '../ports/clock.ts';
import { decideRollout, type RolloutDecision } from './decide-rollout.ts';
import type { Account, Execution } from './execution.ts';
import { type BucketCounter, countChange, newCounter } from './permits.ts';
import { enrolmentDone, planWaves } from './planned-waves.ts';
import { RankCounter } from './rank-counter.ts';
import type { Rollout, WaveState } from './rollout.ts';
import { movedRollout } from './rollout-moves.ts';
import { isFinal } from './rollout-phase.ts';
import { counted } from './testing/counters.ts';
import { aRolloutDocument, MINUTE, NOW_MS, ROLLOUT } from './testing/executions.ts';

const DEVICES = 12;

type Happening =
  | { readonly type: 'device'; readonly index: number; readonly account: Account }
  | { readonly type: 'person'; readonly action: 'pause' | 'halt' | 'resume' }
  | { readonly type: 'look'; readonly afterMs: number };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('look' as const),
      afterMs: fc.integer({ min: -MINUTE, max: 90 * MINUTE }),
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      type: fc.constant('device' as const),
      index: fc.nat(DEVICES - 1),
      account: fc.constantFrom<Account>('inFlight', 'inFlight', 'completed', 'completed', 'failed', 'failed'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('person' as const),
      action: fc.constantFrom('halt', 'pause', 'resume', 'resume'),
    }),
  },
);

/** A rollout in three waves over devices that get on as they like, as far as there are permits. */
class World {
  rollout: Rollout;
  nowMs = NOW_MS;
  decision: RolloutDecision | undefined;
  readonly #counters: BucketCounter[];
  readonly #executions: Execution[] = [];

  constructor(cap = 3) {
    const ranks = new RankCounter();
    for (let rank = 0; rank < DEVICES; rank++) ranks.add(rank);
    const waves = [{ size: { devices: 2 } }, { size: { devices: 4 }, soakMinutes: 60 }, { size: { percent: 100 } }];
    const planned = planWaves(
      {
        id: ROLLOUT,
        name: 'spring',
        revision: 1,
        generation: 1,
        document: aRolloutDocument({ waves, permits: { cap }, approval: false }),
        author: 'anna',
        status: { phase: 'running', since: timestamp(NOW_MS), by: 'anna' },
        waves: [],
        openedWave: 1,
        closedCells: [],
        createdAt: timestamp(NOW_MS),
      },
      ranks,
      NOW_MS,
    );
    this.#counters = planned.waves.map(({ number }) => newCounter(ROLLOUT, number, 0, 0));
    for (let index = 0; index < DEVICES; index++) {
      const wave = index < 2 ? 1 : index < 6 ? 2 : 3;
      this.#count(undefined, counted('none', { wave, state: 'eligible' }), index);
    }
    this.rollout = enrolmentDone(planned, this.#counters, NOW_MS);
  }

  happens(happening: Happening): void {
    if (happening.type === 'look') this.look(happening.afterMs);
    else if (happening.type === 'person') {
      const action = { type: happening.action, by: 'ben', reason: 'because' };
      this.rollout = movedRollout(this.rollout, action, this.nowMs);
    } else this.#gets(happening.index, happening.account);
  }

  look(afterMs: number): void {
    this.nowMs += afterMs;
    this.decision = decideRollout(this.rollout, this.#counters, this.nowMs);
    for (const effect of this.decision.effects) {
      if (effect.do !== 'setPermits') continue;
      for (const { wave, cap, tolerance } of effect.permits) {
        const counter = this.#counters[wave - 1];
        if (counter) this.#counters[wave - 1] = { ...counter, cap, tolerance };
      }
    }
    this.rollout = this.decision.rollout;
  }

  get counters(): readonly BucketCounter[] {
    return this.#counters;
  }

  #gets(index: number, account: Account): void {
    const before = this.#executions[index];
    if (before === undefined) return;
    const isBegun = account === 'inFlight';
    // Late success mends a failure; nothing else follows what is final.
    const follows = isBegun
      ? before.account === 'none'
      : before.account === 'inFlight' || (before.account === 'failed' && account === 'completed');
    const state = this.rollout.waves[before.wave - 1]?.state;
    const isAdmitted = !isBegun || (this.rollout.status.phase === 'running' && state !== undefined && OPEN.has(state));
    if (follows && isAdmitted) this.#count(before, counted(account, { wave: before.wave }), index);
  }

  #count(before: Execution | undefined, after: Execution, index: number): void {
    const counter = this.#counters[after.wave - 1];
    const next = counter && countChange(counter, before, after);
    if (next === undefined) return;
    this.#counters[after.wave - 1] = next;
    this.#executions[index] = after;
  }
}

const OPEN: ReadonlySet<WaveState> = new Set<WaveState>(['running', 'soaking', 'passed']);

test('waves come one after the other, whatever happens, and what is over stays over', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 200, size: 'max' }), (happenings) => {
      const world = new World();
      for (const happening of happenings) {
        const before = world.rollout;
        world.happens(happening);
        const states = world.rollout.waves.map(({ state }) => state);
        expect(states.join(' ')).toMatch(/^(passed ?)*((running|soaking|stalled|failed) ?)?(pending ?)*$/);
        for (const [index, { state }] of before.waves.entries())
          if (state === 'passed') expect(states[index]).toBe('passed');
        if (isFinal(before.status.phase)) expect(world.rollout.status).toEqual(before.status);
      }
    }),
  );
});

test('to look twice is to look once', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 100, size: 'max' }), (happenings) => {
      const world = new World();
      for (const one of happenings) world.happens(one);
      for (let looks = 0; looks < 10; looks++) world.look(0);
      const { rollout } = world;
      world.look(0);
      expect(world.rollout).toBe(rollout);
      expect(world.decision?.effects.filter((effect) => effect.do === 'setPermits')).toEqual([]);
    }),
  );
});

test('no wave takes more permits than it was given: the cap, and those that a person pardoned', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 200, size: 'max' }), (happenings) => {
      const world = new World(1);
      let resumed = 0;
      for (const happening of happenings) {
        if (happening.type === 'person' && happening.action === 'resume') resumed++;
        world.happens(happening);
        for (const { tally } of world.counters) {
          expect(tally.inFlight + tally.failed).toBeLessThanOrEqual(1 + resumed);
        }
      }
    }),
  );
});

test('a rollout of which every device succeeds is completed', () => {
  const world = new World();
  for (let round = 0; round < 30; round++) {
    for (const account of ['inFlight', 'completed'] as const) {
      for (let index = 0; index < DEVICES; index++) world.happens({ type: 'device', index, account });
    }
    world.look(30 * MINUTE);
  }
  expect(world.rollout.status.phase).toBe('completed');
});
