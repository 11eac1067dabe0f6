import fc from 'fast-check';
import type { DeviceId } from '../device/device-id.ts';
import { isFinalState } from './execution.ts';
import { freePermits } from './permits.ts';
import { HOUR, MINUTE } from './testing/executions.ts';
import { type CpeTraits, ModelCpe } from './testing/model-cpe.ts';
import { type Commit, ModelWorld } from './testing/model-world.ts';

const traits: fc.Arbitrary<CpeTraits> = fc.record({
  outcome: fc.constantFrom<CpeTraits['outcome']>(
    'applies',
    'applies',
    'alias',
    'reverts',
    'stays',
    'factoryReset',
    'other',
    'dies',
    9010,
    9016,
    9017,
    9018,
    9020,
  ),
  tells: fc.constantFrom('never', 'once', 'once', 'twice', 'keyless'),
  atOnce: fc.boolean(),
  listsTransfers: fc.boolean(),
  schedules: fc.boolean(),
  twoSteps: fc.boolean(),
  hits: fc.constantFrom('first', 'last'),
  cuts: fc.nat(2),
});

type Action =
  | { readonly do: 'callIn' | 'fetch' | 'reboot' | 'cancel' | 'wake'; readonly device: number }
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'redeliver'; readonly index: number }
  | { readonly do: 'cutCap'; readonly cap: number }
  | { readonly do: 'sweep' | 'pause' | 'resume' | 'halt' | 'quarantine' | 'window' | 'enrol' };

const device = fc.nat(3);
const onDevice = (...what: Extract<Action, { readonly device: number }>['do'][]) =>
  fc.record({ do: fc.constantFrom(...what), device });
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 12, arbitrary: onDevice('callIn') },
  { weight: 6, arbitrary: onDevice('fetch') },
  { weight: 1, arbitrary: onDevice('reboot', 'cancel', 'wake') },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.constantFrom(1, 20, 61, 300, 2_000) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('redeliver' as const), index: fc.nat(200) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cutCap' as const), cap: fc.nat(2) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('sweep' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('pause', 'resume', 'resume', 'halt', 'quarantine', 'window', 'enrol') }),
  },
);
const commit = fc.constantFrom<Commit>('works', 'works', 'works', 'failsBefore', 'failsAfter');

function play(world: ModelWorld, one: Action): void {
  switch (one.do) {
    case 'callIn':
    case 'fetch':
    case 'reboot':
    case 'cancel':
    case 'wake':
      playOn(world, one.do, world.cpes[one.device % world.cpes.length]);
      break;
    case 'wait':
      world.nowMs += one.minutes * MINUTE;
      break;
    case 'redeliver':
      world.redeliver(one.index);
      break;
    case 'cutCap':
      world.cutCap(one.cap);
      break;
    case 'sweep':
      world.sweep();
      break;
    case 'enrol':
      world.enrol();
      break;
    case 'quarantine':
      world.quarantined = !world.quarantined;
      break;
    case 'window':
      world.windowOpen = !world.windowOpen;
      break;
    default:
      world.phase = ({ pause: 'paused', resume: 'running', halt: 'halted' } as const)[one.do];
  }
}

function playOn(
  world: ModelWorld,
  what: 'callIn' | 'fetch' | 'reboot' | 'cancel' | 'wake',
  cpe: ModelCpe | undefined,
): void {
  if (cpe === undefined) return;
  if (what === 'callIn') world.callIn(cpe);
  else if (what === 'fetch') cpe.fetch();
  else if (what === 'reboot') cpe.reboot();
  else world.deliver(cpe, what === 'cancel' ? { type: 'cancel', by: 'anna' } : { type: 'wakeWanted' });
}

function worldOf(each: readonly CpeTraits[], cap: number, commits: readonly Commit[]): ModelWorld {
  const cpes = each.map((one, index) => new ModelCpe(`00A0B1-Router-${index}` as DeviceId, one));
  return new ModelWorld(cpes, cap, commits);
}

const four = fc.array(traits, { minLength: 1, maxLength: 4 });
const cap = fc.integer({ min: 1, max: 3 });

test('whatever happens in which order, and wherever it dies: no rule is ever broken, and everything ends', () => {
  fc.assert(
    fc.property(
      four,
      cap,
      fc.array(action, { maxLength: 120, size: 'max' }),
      fc.array(commit, { maxLength: 200, size: 'max' }),
      (each, permits, actions, commits) => {
        const world = worldOf(each, permits, commits);
        for (const one of actions) {
          play(world, one);
          expect(world.broken).toEqual([]);
        }
        world.runOut();
        expect(world.broken).toEqual([]);
        expect([...world.executions.values()].filter(({ state }) => !isFinalState(state))).toEqual([]);
        // I12: nothing is held any more but what was burned.
        for (const { tally } of world.counters.values()) expect(tally.inFlight).toBe(0);
      },
    ),
    { numRuns: 300 },
  );
});

test('to pause and to resume loses nothing and repeats nothing: good devices all get there, with one Download each', () => {
  const good: CpeTraits = {
    outcome: 'applies',
    tells: 'once',
    atOnce: false,
    listsTransfers: true,
    schedules: false,
    twoSteps: false,
    hits: 'last',
    cuts: 0,
  };
  const pauses = fc.array(fc.constantFrom<'pause' | 'resume'>('pause', 'resume'), { maxLength: 20, size: 'max' });
  fc.assert(
    fc.property(pauses, cap, (phases, permits) => {
      const world = worldOf([good, good, good, good], permits, []);
      for (const phase of [...phases, ...Array.from({ length: 12 }, () => 'resume' as const)]) {
        play(world, { do: phase });
        for (const cpe of world.cpes) world.callIn(cpe);
        for (const cpe of world.cpes) cpe.fetch();
        world.nowMs += HOUR / 4;
      }
      expect(world.broken).toEqual([]);
      const first = [...world.executions.values()].filter(({ rollout }) => rollout === world.rollouts[0]);
      expect(first.map(({ state }) => state)).toEqual(Array.from({ length: 4 }, () => 'succeeded'));
      expect(world.cpes.map(({ accepted }) => accepted.length)).toEqual([1, 1, 1, 1]);
      const [counter] = world.counters.values();
      expect(counter && freePermits(counter)).toBe(permits);
    }),
    { numRuns: 200 },
  );
});
