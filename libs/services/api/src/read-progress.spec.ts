import { type Progress, progressOf, type Rollout, type RolloutProgress } from '#libs/domain';
import { type Adapters, openAdapters } from '#libs/platform';
import { anExecution, aRollout, ManualClock } from '#libs/testing/port-contracts';
import { ReadRolloutProgress } from './read-progress.ts';
import { showProgress } from './show-progress.ts';

const clock = new ManualClock();
let adapters: Adapters;
let read: ReadRolloutProgress;
beforeEach(async () => {
  adapters = await openAdapters({ dataDir: ':memory:', clock });
  read = new ReadRolloutProgress(adapters.progressStore, adapters.executionStore, clock);
});
afterEach(() => adapters.close());

async function running(change: Partial<Rollout> = {}): Promise<Rollout> {
  const rollout = aRollout({ ...change });
  await adapters.executionStore.setPermits({ rollout: rollout.id, wave: 1, bucket: 0, cap: 5, tolerance: 0 });
  await adapters.executionStore.enrol([anExecution({ rollout: rollout.id, account: 'failed', faults: [9018] })]);
  return rollout;
}

const rule = { rule: 'maxSilent', action: 'halt', value: 1, limit: 5, tripped: false, wave: 1 } as const;
const kept = ({ id }: Rollout, change: Partial<RolloutProgress> = {}): RolloutProgress => {
  const point = { at: '2026-01-01T00:00:00.000Z', succeeded: 1, failed: 0, inFlight: 2 };
  const curve = { everyMs: 10_000, points: [point] };
  return { ...(progressOf([], 0) as Progress), rollout: id, rules: [rule], curve, ...change };
};

test('before anybody looked, it is made of the counters', async () => {
  const progress = showProgress(await read.execute(await running()));
  expect(progress).toMatchObject({ enrolled: 1, burned: 1, cap: 5, curve: [] });
  expect(progress.waves[0]?.rules).toContainEqual({
    rule: 'maxCorrupt',
    action: 'quarantine',
    value: 1,
    limit: 3,
    tripped: false,
  });
  expect(progress.waves[0]?.rules.find((one) => one.rule === 'maxFailures')?.limit).toBeNull();
});

test('while it runs, it is what is kept of it', async () => {
  const rollout = await running();
  const heldBy = [{ deviceId: anExecution().deviceId, rollout: aRollout().id }];
  await adapters.progressStore.put(kept(rollout, { enrolling: { looked: 9, held: 1, heldBy } }));
  const progress = showProgress(await read.execute(rollout));
  expect(progress).toMatchObject({ enrolled: 0, curve: [{ succeeded: 1 }], held: { devices: 1, examples: heldBy } });
});

test('what stopped it is told also when nobody judges it any more', async () => {
  const rollout = await running({ status: { phase: 'halted', since: '', by: 'maxCorrupt' } });
  await adapters.progressStore.put(kept(rollout, { rules: [] }));
  const progress = showProgress(await read.execute(rollout));
  expect(progress).toMatchObject({ enrolled: 1, curve: [{ succeeded: 1 }] });
  expect(progress.waves[0]?.rules.length).toBeGreaterThan(5);
});
