import {
  type Execution,
  type ExecutionChange,
  type ExecutionStore,
  freePermits,
  RevisionConflict,
  type RolloutId,
  sumTallies,
  tallyOf,
} from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';
import { anExecution } from './rollout-fixtures.ts';

/** What every ExecutionStore promises. */
export function executionStoreContract(name: string, make: MakeAdapter<ExecutionStore>): void {
  describe(`ExecutionStore: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;
    let store: ExecutionStore;

    beforeEach(async () => {
      made = await make();
      store = made.port;
    });
    afterEach(() => made.close());

    /** Executions of one rollout in one bucket, as they are after they were added. */
    async function enrolled(
      count: number,
      cap: number,
      overrides: Partial<Execution> = {},
    ): Promise<readonly Execution[]> {
      const { rollout } = anExecution();
      await store.setPermits({ rollout, wave: 1, bucket: 0, cap, tolerance: 0 });
      const executions = Array.from({ length: count }, () => anExecution({ rollout, ...overrides }));
      await store.enrol(executions);
      return Promise.all(executions.map(({ deviceId }) => loaded(rollout, deviceId)));
    }

    async function loaded(rollout: RolloutId, deviceId: Execution['deviceId']): Promise<Execution> {
      const found = await store.find(deviceId, rollout);
      if (found === undefined) throw new Error(`${deviceId} is not in ${rollout}.`);
      return found;
    }

    const admitted = (execution: Execution): Execution => ({ ...execution, state: 'admitted', account: 'inFlight' });
    const ended = (execution: Execution, state: 'succeeded' | 'timedOut', transferOpen = false): Execution => {
      const { deadlineAt: _, ...rest } = execution;
      return { ...rest, state, account: state === 'succeeded' ? 'completed' : 'failed', transferOpen };
    };

    async function counterOf({ rollout }: Execution) {
      const [counter, ...others] = await store.counters(rollout);
      if (counter === undefined || others.length > 0) throw new Error('There is one bucket.');
      return counter;
    }

    test('an execution is found as it was kept, by its rollout or because it holds its device, also after a restart', async () => {
      const [execution] = await enrolled(1, 1);
      if (execution === undefined) throw new Error('One was added.');
      expect(execution.revision).toBe(1);
      const again = (await made.reopen?.()) ?? store;
      expect(await again.find(execution.deviceId, execution.rollout)).toEqual(execution);
      expect(await again.find(execution.deviceId)).toEqual(execution);
      expect(await again.find(anExecution().deviceId)).toBeUndefined();
      expect(await again.find(execution.deviceId, anExecution().rollout)).toBeUndefined();
    });

    test('who is there is added once, and counted once', async () => {
      const execution = anExecution();
      expect(await store.enrol([execution, execution])).toEqual({ added: 1, held: [] });
      expect(await store.enrol([execution])).toEqual({ added: 0, held: [] });
      expect((await counterOf(execution)).tally.states).toEqual({ eligible: 1 });
    });

    test('a device that another rollout holds is refused with its name, until that lets it go', async () => {
      const [first] = await enrolled(1, 1);
      if (first === undefined) throw new Error('One was added.');
      const { deviceId } = first;
      const second = anExecution({ deviceId });
      expect(await store.enrol([second])).toEqual({ added: 0, held: [{ deviceId, rollout: first.rollout }] });
      // Given up, but it may still be fetching.
      const open = await store.change(ended(first, 'timedOut', true));
      expect(await store.enrol([second])).toMatchObject({ added: 0 });
      if (open.status !== 'saved') throw new Error('It takes no permit.');
      await store.change({ ...open.execution, transferOpen: false });
      expect((await store.find(deviceId))?.rollout).toBe(first.rollout);
      expect(await store.enrol([second])).toEqual({ added: 1, held: [] });
      expect((await store.find(deviceId))?.rollout).toBe(second.rollout);
      expect((await store.find(deviceId, first.rollout))?.state).toBe('timedOut');
    });

    test('of those that hold their device no more, the one that held it last is found', async () => {
      const [first] = await enrolled(1, 1);
      if (first === undefined) throw new Error('One was added.');
      const { deviceId } = first;
      await store.change({ ...ended(first, 'succeeded'), since: '2026-01-02T00:00:00.000Z' });
      const second = anExecution({ deviceId });
      await store.enrol([second]);
      await store.change(ended(await loaded(second.rollout, deviceId), 'timedOut'));
      expect((await store.find(deviceId))?.rollout).toBe(second.rollout);
    });

    test('of rollouts that want a device at once, one gets it, and none gets it back from another', async () => {
      const first = anExecution();
      const { deviceId } = first;
      const wanted = [first, ...Array.from({ length: 5 }, () => anExecution({ deviceId }))];
      const enrolments = await Promise.all(wanted.map((execution) => store.enrol([execution])));
      expect(enrolments.map(({ added }) => added).toSorted()).toEqual([0, 0, 0, 0, 0, 1]);
      const holder = await loaded((await store.find(deviceId))?.rollout ?? first.rollout, deviceId);

      const letGo = await store.change(ended(holder, 'timedOut'));
      if (letGo.status !== 'saved') throw new Error('It takes no permit.');
      const back = await store.change({ ...letGo.execution, transferOpen: true });
      if (back.status !== 'saved') throw new Error('Nobody else had it.');
      expect(await store.find(deviceId)).toEqual(back.execution);

      const letGoAgain = await store.change({ ...back.execution, transferOpen: false });
      if (letGoAgain.status !== 'saved') throw new Error('It takes no permit.');
      const next = anExecution({ deviceId });
      expect((await store.enrol([next])).added).toBe(1);
      await expect(store.change({ ...letGoAgain.execution, transferOpen: true })).rejects.toThrow();
      expect((await store.find(deviceId))?.rollout).toBe(next.rollout);
    });

    test('however many ask at once, no more get a permit than there are', async () => {
      const executions = await enrolled(12, 5);
      const changes = await Promise.all(executions.map((execution) => store.change(admitted(execution))));
      expect(changes.filter(({ status }) => status === 'saved')).toHaveLength(5);
      const counter = await counterOf(admitted(executions[0] ?? anExecution()));
      expect([counter.tally.inFlight, freePermits(counter)]).toEqual([5, 0]);
      const refused = executions.filter((_, index) => changes[index]?.status === 'noPermit');
      for (const { rollout, deviceId, revision } of refused) {
        expect(await store.find(deviceId, rollout)).toMatchObject({ state: 'eligible', account: 'none', revision });
      }
    });

    test('success frees the permit, failure burns it, success after all frees it', async () => {
      const [first, second, third] = await enrolled(3, 1);
      if (!first || !second || !third) throw new Error('Three were added.');
      const change = async (execution: Execution): Promise<Execution | undefined> => {
        const outcome = await store.change(execution);
        return outcome.status === 'saved' ? outcome.execution : undefined;
      };
      const one = await change(admitted(first));
      expect(await change(admitted(second))).toBeUndefined();
      await change(ended(one ?? first, 'succeeded'));
      const two = await change(admitted(second));
      const lost = await change(ended(two ?? second, 'timedOut'));
      expect(await change(admitted(third))).toBeUndefined();
      await change(ended(lost ?? second, 'succeeded'));
      expect(await change(admitted(third))).toMatchObject({ state: 'admitted', account: 'inFlight' });
    });

    test('after the cap was cut nobody is admitted, and what was counted stays', async () => {
      const [first, second, third] = await enrolled(3, 2);
      if (!first || !second || !third) throw new Error('Three were added.');
      await store.change(admitted(first));
      const { rollout } = first;
      const cut = await store.setPermits({ rollout, wave: 1, bucket: 0, cap: 1, tolerance: 0.5 });
      expect(cut).toMatchObject({ cap: 1, tolerance: 0.5, tally: { inFlight: 1 } });
      expect(await store.change(admitted(second))).toEqual({ status: 'noPermit' });
      await store.setPermits({ rollout, wave: 1, bucket: 0, cap: 2, tolerance: 0.5 });
      expect(await store.change(admitted(second))).toMatchObject({ status: 'saved' });
    });

    test('a group has permits of its own', async () => {
      const groups = ['site=berlin'];
      const [first, second] = await enrolled(2, 9, { groups });
      const [elsewhere] = await enrolled(1, 9, { groups: ['site=bonn'] });
      if (!first || !second || !elsewhere) throw new Error('They were added.');
      const caps = { caps: { 'site=berlin': 1 } };
      const saved = await store.change(admitted(first), caps);
      expect(await store.change(admitted(second), caps)).toEqual({ status: 'noPermit', group: 'site=berlin' });
      expect((await counterOf(first)).tally.inFlight).toBe(1);
      expect(await store.change(admitted(elsewhere), caps)).toMatchObject({ status: 'saved' });
      if (saved.status !== 'saved') throw new Error('It was the first.');
      await store.change(ended(saved.execution, 'succeeded'), caps);
      expect(await store.change(admitted(second), caps)).toMatchObject({ status: 'saved' });
    });

    test('what fails keeps the permit of its group, until successes make up for it or the rollout is resumed', async () => {
      const limits = { caps: { 'site=berlin': 2 }, tolerance: 0.5 };
      const full = { status: 'noPermit', group: 'site=berlin' };
      const devices = await enrolled(8, 9, { groups: ['site=berlin'] });
      const take = async (index: number, pardons = 0) =>
        store.change(admitted(devices[index] ?? anExecution()), { ...limits, pardons });
      const end = async (change: ExecutionChange, state: 'succeeded' | 'timedOut') => {
        if (change.status !== 'saved') throw new Error('There was a permit.');
        await store.change(ended(change.execution, state), limits);
      };
      const first = await take(0);
      await end(await take(1), 'timedOut');
      expect(await take(2)).toEqual(full);
      await end(first, 'succeeded');
      await end(await take(2), 'succeeded');
      // Of two successes one failure is tolerated.
      await end(await take(3), 'timedOut');
      await end(await take(4), 'timedOut');
      expect(await take(5)).toEqual(full);
      expect(await take(5, 1)).toMatchObject({ status: 'saved' });
      expect(await take(6, 1)).toMatchObject({ status: 'saved' });
      expect(await take(7, 1)).toEqual(full);
    });

    test('however many ask at once in different buckets, a group gives no more permits than it has', async () => {
      const { rollout } = anExecution();
      const executions = Array.from({ length: 8 }, (_, bucket) =>
        anExecution({ rollout, bucket, groups: ['site=berlin'] }),
      );
      for (const { bucket } of executions) {
        await store.setPermits({ rollout, wave: 1, bucket, cap: 9, tolerance: 0 });
      }
      await store.enrol(executions);
      const changes = await Promise.all(
        executions.map((execution) =>
          store.change(admitted({ ...execution, revision: 1 }), { caps: { 'site=berlin': 3 } }),
        ),
      );
      expect(changes.filter(({ status }) => status === 'saved')).toHaveLength(3);
      const counters = await store.counters(rollout);
      expect(sumTallies(counters.map(({ tally }) => tally)).inFlight).toBe(3);
    });

    test('of two that change what they both loaded, one wins, and it is counted once', async () => {
      const [execution] = await enrolled(1, 5);
      if (execution === undefined) throw new Error('One was added.');
      const both = await Promise.allSettled([store.change(admitted(execution)), store.change(admitted(execution))]);
      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect((await counterOf(execution)).tally).toMatchObject({ inFlight: 1, states: { admitted: 1 } });
      await expect(store.change(admitted(execution))).rejects.toThrow(RevisionConflict);
      await expect(store.change(anExecution())).rejects.toThrow(RevisionConflict);
    });

    test('counters are the sum of the executions, by bucket, also after a restart', async () => {
      const { rollout } = anExecution();
      const places = [
        { wave: 1, bucket: 0 },
        { wave: 1, bucket: 1 },
        { wave: 2, bucket: 0 },
      ];
      for (const place of places) {
        await store.setPermits({ rollout, ...place, cap: 5, tolerance: 0 });
        await store.enrol([anExecution({ rollout, ...place }), anExecution({ rollout, ...place })]);
      }
      const { executions } = await store.list({ rollout, limit: 10 });
      for (const [index, execution] of executions.entries()) {
        if (index % 2 === 0) await store.change({ ...admitted(execution), faults: [9010], cell: execution.cell });
      }
      const again = (await made.reopen?.()) ?? store;
      const now = (await again.list({ rollout, limit: 10 })).executions;
      const counters = await again.counters(rollout);
      expect(counters.map(({ wave, bucket }) => ({ wave, bucket }))).toEqual(places);
      expect(sumTallies(counters.map(({ tally }) => tally))).toEqual(sumTallies(now.map(tallyOf)));
      expect(await again.counters(rollout, 1)).toEqual(counters.slice(0, 2));
      const inBucket = await again.list({ rollout, wave: 1, bucket: 1, limit: 9 });
      expect(inBucket.executions.map(({ wave, bucket }) => [wave, bucket])).toEqual([
        [1, 1],
        [1, 1],
      ]);
    });

    test('they are listed by page and by state', async () => {
      const executions = await enrolled(5, 5);
      const [first, second] = executions;
      if (!first || !second) throw new Error('Five were added.');
      await store.change(admitted(first));
      const { rollout } = first;
      const page = await store.list({ rollout, limit: 3 });
      const rest = await store.list({ rollout, limit: 3, ...(page.next !== undefined && { cursor: page.next }) });
      const listed = [...page.executions, ...rest.executions].map(({ deviceId }) => deviceId);
      expect(listed).toEqual(executions.map(({ deviceId }) => deviceId).toSorted());
      expect(rest).not.toHaveProperty('next');
      const inState = async (states: readonly Execution['state'][]) =>
        (await store.list({ rollout, states, limit: 9 })).executions;
      expect((await inState(['admitted'])).map(({ deviceId }) => deviceId)).toEqual([first.deviceId]);
      expect(await inState(['eligible', 'admitted'])).toHaveLength(5);
      expect((await store.list({ rollout, wave: 2, limit: 9 })).executions).toEqual([]);
    });

    test('who is overdue is found, the longest first; who is finished never', async () => {
      const executions = await enrolled(3, 5);
      const [first, second, third] = executions;
      if (!first || !second || !third) throw new Error('Three were added.');
      await store.change({ ...first, deadlineAt: '2026-01-01T02:00:00.000Z' });
      await store.change({ ...second, deadlineAt: '2026-01-01T01:00:00.000Z' });
      await store.change(ended(third, 'succeeded'));
      const own = async (now: string) => {
        const due = await store.due(now, 1_000);
        return due.filter(({ rollout }) => rollout === first.rollout).map(({ deviceId }) => deviceId);
      };
      expect(await own('2026-01-01T00:59:59.999Z')).toEqual([]);
      expect(await own('2026-01-01T01:00:00.000Z')).toEqual([second.deviceId]);
      expect(await own('2027-01-01T00:00:00.000Z')).toEqual([second.deviceId, first.deviceId]);
      expect(await store.due('2027-01-01T00:00:00.000Z', 1)).toHaveLength(1);
    });
  });
}
