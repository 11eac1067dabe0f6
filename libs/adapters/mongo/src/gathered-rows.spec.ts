import { RevisionConflict } from '#libs/domain';
import { aCommand, aDevice } from '#libs/testing/port-contracts';
import { describeWith, freshMongoDatabase } from '#libs/testing/servers';
import { StoreRejected } from './mongo-error.ts';
import { type MongoStores, openMongoStores } from './open-mongo.ts';
import { dropDatabase } from './spec/mongo-port.ts';
import { realClock } from './spec/real-clock.ts';

/** More than a document may have. */
const TOO_LARGE = { note: 'x'.repeat(17 << 20) };

describeWith('mongo', 'what many devices write at the same time', ({ mongo }) => {
  const database = freshMongoDatabase();
  let stores: MongoStores;
  beforeAll(async () => {
    stores = await openMongoStores({ url: mongo, clock: realClock, database });
  });
  afterAll(async () => {
    await stores?.close();
    await dropDatabase(mongo, database);
  });

  const updates = () => stores.stats().commands.get('update')?.succeeded ?? 0;
  const some = (length: number) => Array.from({ length }, () => aDevice());

  test('goes in few commands, and each is told what became of its own', async () => {
    const before = updates();
    const saved = await Promise.all(some(50).map((device) => stores.deviceStore.save(device)));
    expect(updates() - before).toBeLessThanOrEqual(2);
    const again = saved.map((device, index) => ({ ...device, revision: index % 2 === 0 ? device.revision : 7 }));
    const results = await Promise.allSettled(again.map((device) => stores.deviceStore.save(device)));
    for (const [index, result] of results.entries()) {
      if (index % 2 === 0) expect(result).toMatchObject({ status: 'fulfilled', value: { revision: 2 } });
      else expect(result).toMatchObject({ status: 'rejected', reason: expect.any(RevisionConflict) });
    }
    const found = await Promise.all(saved.map(({ id }) => stores.deviceStore.get(id)));
    expect(found.map((device) => device?.revision)).toEqual(saved.map((_, index) => (index % 2 === 0 ? 2 : 1)));
  });

  test('of two that save the same revision at once one wins', async () => {
    const device = await stores.deviceStore.save(aDevice());
    const others = some(5).map((other) => stores.deviceStore.save(other));
    const results = await Promise.allSettled(
      ['a', 'b'].map((tag) => stores.deviceStore.save({ ...device, tags: [tag] })),
    );
    await Promise.all(others);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const won = results.findIndex(({ status }) => status === 'fulfilled');
    expect((await stores.deviceStore.get(device.id))?.tags).toEqual([['a', 'b'][won]]);
  });

  test('one that can not be stored fails alone', async () => {
    const [first, large, last] = some(3);
    if (first === undefined || large === undefined || last === undefined) throw new Error('Devices are missing.');
    const results = await Promise.allSettled(
      [first, { ...large, attributes: TOO_LARGE }, last].map((device) => stores.deviceStore.save(device)),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({ reason: expect.any(StoreRejected) });
  });

  test('a command whose key is taken does not keep the others out', async () => {
    const known = await stores.commandStore.add(aCommand({ idempotencyKey: 'once' }));
    const { deviceId } = known.command;
    const wanted = [aCommand(), aCommand({ deviceId, idempotencyKey: 'once' }), aCommand()];
    const added = await Promise.all(wanted.map((command) => stores.commandStore.add(command)));
    expect(added.map((one) => one.added)).toEqual([true, false, true]);
    expect(added[1]?.command).toEqual(known.command);
  });
});
