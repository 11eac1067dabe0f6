import { once } from 'node:events';
import { createServer } from 'node:net';
import mongoose from 'mongoose';
import { StoreUnavailable } from '#libs/domain';
import { aCommand, aDevice, aDeviceId, anEvent, anExecution, aRollout } from '#libs/testing/port-contracts';
import { describeWith, freshMongoDatabase } from '#libs/testing/servers';
import { DatabaseUnusable } from './mongo-error.ts';
import { openMongoStores } from './open-mongo.ts';
import { dropDatabase } from './spec/mongo-port.ts';
import { realClock } from './spec/real-clock.ts';

const { MongoClient } = mongoose.mongo;

test('an address that is none is for the operator to mend', async () => {
  for (const url of ['localhost:27017', 'mongodb://', 'mongodb://127.0.0.1:1/?noSuchOption=1']) {
    await expect(openMongoStores({ url, clock: realClock })).rejects.toThrow(DatabaseUnusable);
  }
});

test('a server that is not there is reported in time', async () => {
  const silent = createServer();
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as { port: number };
  const url = `mongodb://127.0.0.1:${port}/?replicaSet=rs0`;
  await expect(openMongoStores({ url, clock: realClock, serverSelectionTimeoutMs: 200 })).rejects.toThrow(
    StoreUnavailable,
  );
  silent.close();
});

describeWith('mongo', 'opening the stores', ({ mongo }) => {
  let database: string;
  beforeEach(() => {
    database = freshMongoDatabase();
  });
  afterEach(() => dropDatabase(mongo, database));

  const open = () => openMongoStores({ url: mongo, clock: realClock, database });

  test('many processes may do it at once, and again', async () => {
    const device = aDevice();
    const first = await Promise.all([open(), open(), open()]);
    await first[0]?.deviceStore.save(device);
    await Promise.all(first.map((stores) => stores.close()));
    const stores = await open();
    expect(await stores.deviceStore.get(device.id)).toEqual({ ...device, revision: 1 });
    await expect(stores.check()).resolves.toBeUndefined();
    await stores.close();
  });

  test('an index that is in the way is named', async () => {
    const client = await MongoClient.connect(mongo);
    await client.db(database).collection('commands').createIndex({ deviceId: 1, idempotencyKey: 1 });
    await client.close();
    const opening = open();
    await expect(opening).rejects.toThrow(DatabaseUnusable);
    await expect(opening).rejects.toThrow(/commands .*deviceId_1_idempotencyKey_1/);
  });

  test('closed stores are unavailable at once', async () => {
    const stores = await open();
    await stores.close();
    await stores.close();
    await expect(stores.deviceStore.get(aDeviceId())).rejects.toThrow(StoreUnavailable);
    await expect(stores.check()).rejects.toThrow(StoreUnavailable);
  });

  test('nothing but a filtered list reads a whole collection or sorts', async () => {
    const stores = await open();
    const client = await MongoClient.connect(mongo);
    const db = client.db(database);
    await db.command({ profile: 2 });
    await useEverything(stores);
    await useRollouts(stores);
    await db.command({ profile: 0 });
    const profile = await db
      .collection('system.profile')
      .find({ ns: { $not: /system\.profile$/ } })
      .toArray();
    await client.close();
    await stores.close();
    expect(profile.length).toBeGreaterThan(20);
    const slow = profile.filter(
      ({ planSummary = '', hasSortStage = false }) => hasSortStage || /COLLSCAN/.test(planSummary),
    );
    expect(slow.map(({ ns, planSummary, command }) => ({ ns, planSummary, command }))).toEqual([]);
  });
});

async function useEverything({
  deviceStore,
  reportedStore,
  commandStore,
  modelStore,
  deviceHistory,
}: Awaited<ReturnType<typeof openMongoStores>>): Promise<void> {
  const now = '2026-01-01T00:00:00.000Z';
  const device = await deviceStore.save(aDevice({ tags: ['a'] }));
  const { id: deviceId } = device;
  await deviceStore.save(aDevice());
  await deviceStore.touch(new Map([[deviceId, now]]));
  for (const sort of ['id', '-softwareVersion', 'lastBootAt']) {
    const page = await deviceStore.list({ filter: { op: 'and', filters: [] }, sort, limit: 1 });
    const cursor = page.next ?? '';
    await deviceStore.list({ filter: { op: 'and', filters: [] }, sort, limit: 1, cursor });
  }
  await deviceStore.count({ op: 'eq', field: 'tags', value: 'a' });
  await reportedStore.mergeValues(deviceId, [{ name: 'Device.A.X', value: '1', type: 'string' }], now);
  await reportedStore.mergeNames(deviceId, 'Device.', [{ name: 'Device.A.', writable: false }], true);
  await reportedStore.read(deviceId, { path: '', limit: 10 });
  await reportedStore.count(deviceId);
  await reportedStore.forget(deviceId, '');
  const { command } = await commandStore.add(aCommand({ deviceId, idempotencyKey: 'once' }));
  await commandStore.add(aCommand({ deviceId, idempotencyKey: 'once' }));
  await commandStore.open(deviceId);
  await commandStore.overdue(now, 10);
  await commandStore.list({ deviceId, limit: 1, states: ['queued'] });
  await commandStore.save({ ...command, state: 'completed', finishedAt: now });
  await commandStore.prune('2027', 10);
  await modelStore.get('key');
  await deviceHistory.add({ ...anEvent({ deviceId }), position: 1 });
  await deviceHistory.list(deviceId, 10, 5);
  await deviceHistory.forget(deviceId);
  await deviceStore.remove(deviceId);
}

async function useRollouts({
  rolloutStore,
  executionStore,
}: Awaited<ReturnType<typeof openMongoStores>>): Promise<void> {
  const { rollout } = await rolloutStore.add(aRollout({ createdAt: '2026-01-02T00:00:00.000Z' }));
  await rolloutStore.add(aRollout({ name: rollout.name }));
  await rolloutStore.add(aRollout());
  await rolloutStore.save(rollout);
  for (const query of [{}, { phases: ['draft'] }, { phases: ['draft', 'running'] }] as const) {
    const { next = '' } = await rolloutStore.list({ ...query, limit: 1 });
    await rolloutStore.list({ ...query, limit: 1, cursor: next });
  }
  const place = { rollout: rollout.id, wave: 1, bucket: 0 };
  await executionStore.setPermits({ ...place, cap: 5, tolerance: 0 });
  const execution = anExecution({ rollout: rollout.id, groups: ['site=bonn'] });
  await executionStore.enrol([execution, anExecution({ rollout: rollout.id })]);
  await executionStore.enrol([anExecution({ deviceId: execution.deviceId })]);
  await executionStore.change(
    { ...execution, revision: 1, state: 'admitted', account: 'inFlight' },
    { caps: { 'site=bonn': 1 } },
  );
  await executionStore.find(execution.deviceId);
  await executionStore.find(execution.deviceId, rollout.id);
  const states = ['eligible', 'admitted'] as const;
  for (const within of [{ rollout: rollout.id }, { rollout: rollout.id, wave: 1 }, place]) {
    for (const query of [within, { ...within, states }]) {
      const { next = '' } = await executionStore.list({ ...query, limit: 1 });
      expect((await executionStore.list({ ...query, limit: 1, cursor: next })).executions).toHaveLength(1);
    }
  }
  await executionStore.due('2027', 10);
  await executionStore.counters(rollout.id);
  await executionStore.counters(rollout.id, 1);
}
