import {
  type BucketCounter,
  type Execution,
  freePermits,
  RevisionConflict,
  type RolloutId,
  sumTallies,
  tallyOf,
} from '#libs/domain';
import { anExecution } from '#libs/testing/port-contracts';
import { describeWith, freshMongoDatabase, type MongoServers, startMongo, until } from '#libs/testing/servers';
import { type MongoStores, openMongoStores } from './open-mongo.ts';
import { realClock } from './spec/real-clock.ts';

const PROCESSES = 4;
const WRITERS_EACH = 4;
const CAP = 5;
const BUCKETS = 2;
const DEVICES_EACH = 12;
const SITE = 'site=berlin';
const SITE_CAP = 6;

const LOST = { state: 'failed', account: 'failed' } as const;
const DONE = { state: 'succeeded', account: 'completed' } as const;

// Of three members of its own: the shared MongoDB has one.
describeWith('mongo', 'sixteen writers of four processes at the permits of two buckets', () => {
  let servers: MongoServers;
  let processes: readonly MongoStores[];

  beforeAll(async () => {
    servers = await startMongo({ members: 3 });
    const database = freshMongoDatabase();
    const open = () => openMongoStores({ url: servers.url, database, clock: realClock, retryWithinMs: 40_000 });
    processes = await Promise.all(Array.from({ length: PROCESSES }, open));
  }, 120_000);
  afterAll(async () => {
    await Promise.all((processes ?? []).map((stores) => stores.close()));
    await servers?.stop();
  });

  test('never more are in flight or lost than there are permits, also while the primary steps down', async () => {
    const store = (index: number) => (processes[index % PROCESSES] as MongoStores).executionStore;
    const { rollout } = anExecution();
    const executions = await enrol(store(0), rollout);
    const watched = new Permits();
    const watch = watchCounters(store(1), rollout);

    const writers = Array.from({ length: PROCESSES * WRITERS_EACH }, async (_, writer) => {
      // Each device has two writers, which get in each other's way.
      for (const [index, execution] of executions.entries()) {
        if (index % 8 === writer % 8) await upgrade(store(writer), execution, index === 1 || index === 3, watched);
      }
    });
    const running = Promise.all(writers);
    await Promise.race([running, until('permits are taken', () => watched.taken > 10)]);
    const takenBefore = watched.taken;
    await servers.stepDown();
    await running;
    expect(watched.taken).toBeGreaterThan(takenBefore);
    const counters = await watch.end();

    expect(watched.most).toBeLessThanOrEqual(CAP * BUCKETS);
    expect(watched.mostAtSite).toBeLessThanOrEqual(SITE_CAP);
    const stored = (await store(2).list({ rollout, limit: 1_000 })).executions;
    expect(stored).toHaveLength(executions.length);
    expect(sumTallies(counters.map(({ tally }) => tally))).toEqual(sumTallies(stored.map(tallyOf)));
    expect(counters.map(({ tally }) => tally.inFlight)).toEqual([0, 0]);
    // One permit in each bucket was burned; that the others went round is the point of giving them back.
    expect(counters.map(({ tally }) => tally.failed)).toEqual([1, 1]);
    expect(counters.map(freePermits)).toEqual([CAP - 1, CAP - 1]);
    // An answer that was lost and overtaken counts as a conflict.
    expect(watched.taken).toBeLessThanOrEqual(executions.length);
  }, 150_000);
});

type Store = MongoStores['executionStore'];

async function enrol(store: Store, rollout: RolloutId): Promise<readonly Execution[]> {
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    await store.setPermits({ rollout, wave: 1, bucket, cap: CAP, tolerance: 0 });
  }
  const executions = Array.from({ length: BUCKETS * DEVICES_EACH * 4 }, (_, index) =>
    anExecution({ rollout, bucket: Math.floor(index / 2) % BUCKETS, groups: index % 2 === 0 ? [SITE] : [] }),
  );
  expect((await store.enrol(executions)).added).toBe(executions.length);
  return executions;
}

/** Gets the device a permit and gives it back, as often as it is refused; another writer may do either. */
async function upgrade(
  store: Store,
  { rollout, deviceId }: Execution,
  isLost: boolean,
  permits: Permits,
): Promise<void> {
  for (;;) {
    const now = await store.find(deviceId, rollout);
    if (now === undefined) throw new Error(`${deviceId} is gone.`);
    if (now.account === 'inFlight') {
      permits.giveBack(now);
      await saved(store.change(ended(now, isLost)));
      continue;
    }
    if (now.account !== 'none') return;
    const admitted = { ...now, state: 'admitted', account: 'inFlight' } as const;
    if (await saved(store.change(admitted, { caps: { [SITE]: SITE_CAP } }))) permits.take(now);
  }
}

function ended({ deadlineAt: _, ...rest }: Execution, isLost: boolean): Execution {
  return { ...rest, ...(isLost ? LOST : DONE) };
}

async function saved(change: ReturnType<Store['change']>): Promise<boolean> {
  try {
    return (await change).status === 'saved';
  } catch (error) {
    if (error instanceof RevisionConflict) return false;
    throw error;
  }
}

/** Who has a permit for certain: from when it was granted to before it is given back. */
class Permits {
  readonly #held = new Map<string, Execution>();
  readonly #givenBack = new Set<string>();
  taken = 0;
  most = 0;
  mostAtSite = 0;

  take(execution: Execution): void {
    this.taken++;
    // Another writer may have been quicker to give it back than the store to answer.
    if (!this.#givenBack.has(execution.deviceId)) this.#held.set(execution.deviceId, execution);
    this.most = Math.max(this.most, this.#held.size);
    const atSite = [...this.#held.values()].filter(({ groups }) => groups.includes(SITE));
    this.mostAtSite = Math.max(this.mostAtSite, atSite.length);
  }

  giveBack({ deviceId }: Execution): void {
    this.#givenBack.add(deviceId);
    this.#held.delete(deviceId);
  }
}

/** Reads the counters all the time; none may ever have more in flight or lost than it has permits. */
function watchCounters(store: Store, rollout: RolloutId): { end(): Promise<readonly BucketCounter[]> } {
  let isOver = false;
  const watching = (async () => {
    for (;;) {
      const isLast = isOver;
      const counters = await store.counters(rollout);
      for (const counter of counters) expect(freePermits(counter)).toBeGreaterThanOrEqual(0);
      if (isLast) return counters;
    }
  })();
  watching.catch(() => undefined);
  return {
    end() {
      isOver = true;
      return watching;
    },
  };
}
