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
    const open = () => openMongoStores({ url: mongo, clock: realClock, database, retryWithinMs: 30_000 });
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
    const values = large(1, 12);
    expect(await store.mergeValues(deviceId, values, T1)).toHaveLength(12);
    expect(await store.mergeValues(deviceId, values, T1)).toEqual([]);
    const read = await store.read(deviceId, { path: 'Device.', limit: 100 });
    expect(read.map(({ path, value }) => ({ path, value }))).toEqual(
      values.map(({ name, value }) => ({ path: name, value })),
    );
    expect(await store.count(deviceId)).toEqual({ parameters: 12, objects: 0 });
    const few = [{ name: 'Device.Large.1', writable: false }];
    await store.mergeNames(deviceId, 'Device.Large.', few, false);
    expect(await store.count(deviceId)).toEqual({ parameters: 1, objects: 0 });
    await store.forget(deviceId, 'Device.Large.');
    expect(await store.read(deviceId, { path: '', limit: 100 })).toEqual([]);
  });

  test('is seen whole, and loses nothing, while several processes write it', async () => {
    const [one, other] = stores();
    const deviceId = aDeviceId();
    /** The same in every value, so that a mixture of two writes shows. */
    const generation = (text: string): readonly ParameterValue[] =>
      large(1, 8).map((value) => ({ ...value, value: text.padEnd(200_000, '.') }));
    const mark = (name: string): ParameterValue => ({ name: `Device.Large.${name}`, value: '', type: 'string' });
    await one.mergeValues(deviceId, generation('first'), T1);
    let writing = true;
    const read = async () => {
      while (writing) {
        const known = await other.read(deviceId, { path: 'Device.Large.', limit: 8 });
        expect(new Set(known.map(({ value }) => value)).size).toBe(1);
      }
    };
    const reader = read();
    const rounds = [1, 2, 3, 4, 5, 6];
    const write = async (store: typeof one, writer: string) => {
      for (const n of rounds) await store.mergeValues(deviceId, [...generation(writer + n), mark(writer + n)], T1);
    };
    const add = async (store: typeof one, writer: string) => {
      for (const n of [...rounds, ...rounds]) await store.mergeValues(deviceId, [mark(writer + n)], T1);
    };
    await Promise.all([write(one, 'a'), write(other, 'b'), add(one, 'c'), add(other, 'd')]);
    writing = false;
    await reader;
    expect(await one.count(deviceId)).toEqual({ parameters: 8 + 4 * rounds.length, objects: 0 });
    await one.forget(deviceId, '');
    expect(await other.count(deviceId)).toEqual({ parameters: 0, objects: 0 });
  });
});
