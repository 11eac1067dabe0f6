import type { ParameterValue } from '#libs/cwmp';
import { aDeviceId } from '#libs/testing/port-contracts';
import { describeWith, freshMongoDatabase } from '#libs/testing/servers';
import { type MongoStores, openMongoStores } from './open-mongo.ts';
import { dropDatabase } from './spec/mongo-port.ts';
import { realClock } from './spec/real-clock.ts';

const T1 = '2026-01-01T00:00:01.000Z';

describeWith('mongo', 'a subtree that is too large for one document', ({ mongo }) => {
  const database = freshMongoDatabase();
  /** Two processes, so that nothing but MongoDB keeps them apart. */
  let [here, there]: MongoStores[] = [];
  beforeAll(async () => {
    const open = () => openMongoStores({ url: mongo, clock: realClock, database });
    [here, there] = await Promise.all([open(), open()]);
  });
  afterAll(async () => {
    await here?.close();
    await there?.close();
    await dropDatabase(mongo, database);
  });

  const stores = () => {
    if (here === undefined || there === undefined) throw new Error('The stores are not open.');
    return [here.reportedStore, there.reportedStore] as const;
  };
  const large = (from: number, count: number): readonly ParameterValue[] =>
    Array.from({ length: count }, (_, index) => ({
      name: `Device.Large.${from + index}`,
      value: `${from + index} `.padEnd(200_000, '€'),
      type: 'string',
    }));

  test('is stored, read, counted, made smaller and forgotten like any other', async () => {
    const [store] = stores();
    const deviceId = aDeviceId();
    const values = large(1, 40);
    expect(await store.mergeValues(deviceId, values, T1)).toHaveLength(40);
    expect(await store.mergeValues(deviceId, values, T1)).toEqual([]);
    const read = await store.read(deviceId, { path: 'Device.', limit: 100 });
    expect(read.map(({ path, value }) => ({ path, value }))).toEqual(
      values.map(({ name, value }) => ({ path: name, value })),
    );
    expect(await store.count(deviceId)).toEqual({ parameters: 40, objects: 0 });
    const few = [{ name: 'Device.Large.1', writable: false }];
    await store.mergeNames(deviceId, 'Device.Large.', few, false);
    expect(await store.count(deviceId)).toEqual({ parameters: 1, objects: 0 });
    await store.forget(deviceId, 'Device.Large.');
    expect(await store.read(deviceId, { path: '', limit: 100 })).toEqual([]);
  });

  test('loses nothing to two processes that write and one that reads it at once', async () => {
    const [one, other] = stores();
    const deviceId = aDeviceId();
    await one.mergeValues(deviceId, large(1, 10), T1);
    let reading = true;
    const reader = (async () => {
      while (reading) {
        const known = await other.read(deviceId, { path: 'Device.Large.', limit: 100 });
        expect(known.length).toBeGreaterThanOrEqual(10);
      }
    })();
    await Promise.all([one, other].map((store, index) => mergeOneByOne(store, deviceId, 100 * (index + 1))));
    reading = false;
    await reader;
    expect(await one.count(deviceId)).toEqual({ parameters: 18, objects: 0 });
    await one.forget(deviceId, '');
    expect(await other.count(deviceId)).toEqual({ parameters: 0, objects: 0 });
  });

  async function mergeOneByOne(
    store: MongoStores['reportedStore'],
    deviceId: ReturnType<typeof aDeviceId>,
    from: number,
  ): Promise<void> {
    for (let index = 0; index < 4; index++) await store.mergeValues(deviceId, large(from + index, 1), T1);
  }
});
