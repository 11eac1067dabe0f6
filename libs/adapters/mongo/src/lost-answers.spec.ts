import { RevisionConflict, unknownModel } from '#libs/domain';
import { aCommand, aDevice, aDeviceId, anEvent, anExecution, aRollout } from '#libs/testing/port-contracts';
import { describeWith, freshMongoDatabase } from '#libs/testing/servers';
import { type MongoStores, openMongoStores } from './open-mongo.ts';
import { type LosingProxy, losingProxy } from './spec/losing-proxy.ts';
import { dropDatabase } from './spec/mongo-port.ts';
import { realClock } from './spec/real-clock.ts';

// The driver itself repeats a write once and gets the first answer again; what is lost twice is ours to find out.
const TWICE = 2;
/** What is measured is not how fast a machine on which others work too answers. */
const PATIENT = { serverSelectionTimeoutMs: 20_000, retryWithinMs: 30_000 } as const;

describeWith('mongo', 'a write that is done but whose answer is lost', ({ mongo }) => {
  const database = freshMongoDatabase();
  let proxy: LosingProxy;
  let stores: MongoStores;
  beforeAll(async () => {
    proxy = await losingProxy(mongo);
    stores = await openMongoStores({ url: proxy.url, clock: realClock, database, ...PATIENT });
  });
  afterEach(() => expect(proxy.toLose).toBe(0));
  afterAll(async () => {
    await stores?.close();
    await proxy?.close();
    await dropDatabase(mongo, database);
  });

  test('saves a new device once', async () => {
    const device = aDevice();
    proxy.loseAnswers('update', TWICE);
    expect(await stores.deviceStore.save(device)).toEqual({ ...device, revision: 1 });
    expect(await stores.deviceStore.get(device.id)).toEqual({ ...device, revision: 1 });
  });

  test('saves the next revision of a device once', async () => {
    const device = await stores.deviceStore.save(aDevice());
    proxy.loseAnswers('update', TWICE);
    const saved = await stores.deviceStore.save({ ...device, tags: ['a'] });
    expect(saved.revision).toBe(2);
    await expect(stores.deviceStore.save({ ...device, tags: ['b'] })).rejects.toThrow(RevisionConflict);
    expect(await stores.deviceStore.get(device.id)).toEqual(saved);
  });

  test('is no excuse for a revision that is gone', async () => {
    const device = await stores.deviceStore.save(aDevice());
    await stores.deviceStore.save({ ...device, tags: ['other'] });
    proxy.loseAnswers('update', TWICE);
    await expect(stores.deviceStore.save({ ...device, tags: ['late'] })).rejects.toThrow(RevisionConflict);
  });

  test('removes a device, and says so', async () => {
    const device = await stores.deviceStore.save(aDevice());
    proxy.loseAnswers('delete', TWICE);
    expect(await stores.deviceStore.remove(device.id)).toBe(true);
  });

  test('adds a command, and says so', async () => {
    const command = aCommand({ idempotencyKey: 'once' });
    proxy.loseAnswers('insert', TWICE);
    expect(await stores.commandStore.add(command)).toEqual({ command: { ...command, revision: 1 }, added: true });
    expect(await stores.commandStore.open(command.deviceId)).toHaveLength(1);
  });

  test('saves a command and a model once', async () => {
    const { command } = await stores.commandStore.add(aCommand());
    proxy.loseAnswers('update', TWICE);
    expect(await stores.commandStore.save({ ...command, state: 'sent' })).toMatchObject({ revision: 2 });
    proxy.loseAnswers('update', TWICE);
    expect(await stores.modelStore.save(unknownModel('model'))).toMatchObject({ revision: 1 });
  });

  test('merges values and reports what they changed', async () => {
    const deviceId = aDeviceId();
    const values = ['Device.A.X', 'Device.B.X'].map((name) => ({ name, value: '1', type: 'string' }) as const);
    proxy.loseAnswers('insert', TWICE);
    expect(await stores.reportedStore.mergeValues(deviceId, values, 'T1')).toHaveLength(2);
    proxy.loseAnswers('update', TWICE);
    const next = values.map((value) => ({ ...value, value: '2' }));
    expect(await stores.reportedStore.mergeValues(deviceId, next, 'T2')).toEqual([
      { name: 'Device.A.X', value: '2', previous: '1' },
      { name: 'Device.B.X', value: '2', previous: '1' },
    ]);
  });

  test('adds an event to the history once', async () => {
    const event = { ...anEvent(), position: 1 };
    proxy.loseAnswers('insert', TWICE);
    await stores.deviceHistory.add(event);
    expect(await stores.deviceHistory.list(event.deviceId, 10)).toEqual([event]);
  });

  test('adds and saves a rollout once', async () => {
    const rollout = aRollout();
    proxy.loseAnswers('insert', TWICE);
    const { rollout: kept, added } = await stores.rolloutStore.add(rollout);
    expect([kept, added]).toEqual([{ ...rollout, revision: 1 }, true]);
    proxy.loseAnswers('update', TWICE);
    expect(await stores.rolloutStore.save(kept)).toEqual({ ...kept, revision: 2 });
  });

  test('enrols a device once, takes one permit and counts it once', async () => {
    const { executionStore } = stores;
    const execution = anExecution();
    const { rollout, deviceId } = execution;
    await executionStore.setPermits({ rollout, wave: 1, bucket: 0, cap: 1, tolerance: 0 });
    proxy.loseAnswers('commitTransaction', TWICE);
    expect(await executionStore.enrol([execution])).toEqual({ added: 1, held: [] });
    proxy.loseAnswers('commitTransaction', TWICE);
    const admitted = { ...execution, revision: 1, state: 'admitted', account: 'inFlight' } as const;
    expect(await executionStore.change(admitted)).toEqual({
      status: 'saved',
      execution: { ...admitted, revision: 2 },
    });
    proxy.loseAnswers('update', TWICE);
    const changed = await executionStore.change({ ...admitted, revision: 2, detail: 'nothing that is counted' });
    expect(changed).toMatchObject({ status: 'saved', execution: { revision: 3 } });
    const [counter] = await executionStore.counters(rollout);
    expect(counter?.tally).toMatchObject({ inFlight: 1, states: { admitted: 1 } });
    expect((await executionStore.find(deviceId))?.revision).toBe(3);
  });
});
