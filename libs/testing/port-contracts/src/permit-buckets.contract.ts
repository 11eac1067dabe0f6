import { type Execution, type ExecutionStore, type PermitBuckets, sumTallies, tallyOf } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';
import { anExecution } from './rollout-fixtures.ts';

export interface BucketsUnderTest {
  readonly buckets: PermitBuckets;
  /** That keeps the executions and counters. */
  readonly executions: ExecutionStore;
}

/** What every PermitBuckets promises. */
export function permitBucketsContract(name: string, make: MakeAdapter<BucketsUnderTest>): void {
  describe(`PermitBuckets: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;
    let buckets: PermitBuckets;
    let executions: ExecutionStore;

    beforeEach(async () => {
      made = await make();
      ({ buckets, executions } = made.port);
    });
    afterEach(() => made.close());

    /** A rollout with so many permits in each bucket, and `perBucket` devices that wait. */
    async function rolloutWith(caps: readonly number[], perBucket: number) {
      const { rollout } = anExecution();
      for (const [bucket, cap] of caps.entries()) {
        await executions.setPermits({ rollout, wave: 1, bucket, cap, tolerance: 0.5 });
        await executions.enrol(Array.from({ length: perBucket }, () => anExecution({ rollout, bucket })));
      }
      const key = (bucket: number) => ({ rollout, wave: 1, bucket });
      const counters = () => executions.counters(rollout);
      const waiting = async (bucket: number) =>
        (await executions.list({ rollout, bucket, states: ['eligible'], limit: 100 })).executions;
      return { rollout, key, counters, waiting };
    }

    const admitted = (execution: Execution): Execution => ({ ...execution, state: 'admitted', account: 'inFlight' });

    test('a permit is moved as long as there is a free one', async () => {
      const { key, counters, waiting } = await rolloutWith([2, 0], 2);
      for (const execution of (await waiting(0)).slice(0, 1)) await executions.change(admitted(execution));
      expect(await buckets.move(key(0), 1)).toBe(true);
      expect(await buckets.move(key(0), 1)).toBe(false);
      expect((await counters()).map(({ cap, tolerance }) => [cap, tolerance])).toEqual([
        [1, 0.5],
        [1, 0.5],
      ]);
      const [there] = await waiting(1);
      expect(there && (await executions.change(admitted(there)))).toMatchObject({ status: 'saved' });
    });

    test('however many move and take at once, there are never more permits', async () => {
      const { key, counters, waiting } = await rolloutWith([6, 6, 0], 8);
      const takers = [...(await waiting(0)), ...(await waiting(1)), ...(await waiting(2))];
      await Promise.all([
        ...Array.from({ length: 12 }, (_, index) => buckets.move(key(index % 2), 2)),
        ...takers.map((execution) => executions.change(admitted(execution))),
      ]);
      const now = await counters();
      expect(now.reduce((sum, { cap }) => sum + cap, 0)).toBe(12);
      for (const { cap, tally } of now) expect(tally.inFlight).toBeLessThanOrEqual(cap);
    });

    test('a count that is right stays as it is, and permits are left alone', async () => {
      const { key, counters, rollout, waiting } = await rolloutWith([3, 3], 4);
      for (const execution of (await waiting(0)).slice(1)) await executions.change(admitted(execution));
      const before = await counters();
      const { counted, found } = await buckets.recount(key(0));
      const own = await executions.list({ rollout, bucket: 0, limit: 100 });
      expect(counted).toEqual(found);
      expect(found).toEqual(sumTallies(own.executions.map(tallyOf)));
      expect(await counters()).toEqual(before);
    });

    test('a bucket that nobody is in counts nothing', async () => {
      const { key } = await rolloutWith([1], 1);
      expect((await buckets.recount(key(7))).found.states).toEqual({});
    });
  });
}
