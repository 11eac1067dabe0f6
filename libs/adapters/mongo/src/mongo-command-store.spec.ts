import { aCommand, commandStoreContract, TestSeal } from '#libs/testing/port-contracts';
import { describeWith, freshMongoDatabase, viewMongo } from '#libs/testing/servers';
import { openMongoStores } from './open-mongo.ts';
import { dropDatabase, mongoPort } from './spec/mongo-port.ts';
import { realClock } from './spec/real-clock.ts';

describeWith('mongo', 'MongoCommandStore', ({ mongo }) => {
  commandStoreContract('MongoDB', () => mongoPort(mongo, (stores) => stores.commandStore));
  commandStoreContract('MongoDB, sealed', () => mongoPort(mongo, (stores) => stores.commandStore, new TestSeal()));
});

describeWith('mongo', 'sealed commands in MongoDB', ({ mongo: url }) => {
  const database = freshMongoDatabase();
  const clock = realClock;
  const spec = { kind: 'download', fileType: '1', url: 'http://x/', password: 'PLANTED-password' } as const;
  afterAll(() => dropDatabase(url, database));

  test('documents tell no secret, and all else; what was in the clear reads, what does not open is marked', async () => {
    const seal = new TestSeal();
    const [unsealed, sealed] = [aCommand({ spec }), aCommand({ spec })];
    const before = await openMongoStores({ url, clock, database });
    await before.commandStore.add(unsealed);
    await before.close();
    const { commandStore, close } = await openMongoStores({ url, clock, database, seal });
    await commandStore.add(sealed);
    const view = await viewMongo(url, database);
    const [document] = await view.find('commands', { _id: sealed.id }, ['spec', 'sealedSpec']);
    await view.close();
    expect(document).toMatchObject({ spec: JSON.stringify({ ...spec, password: '' }) });
    expect(JSON.stringify(document)).not.toContain('PLANTED-password');

    seal.loseKey();
    expect(await commandStore.get(unsealed.id)).toMatchObject({ spec });
    const unreadable = await commandStore.get(sealed.id);
    expect(unreadable).toMatchObject({ unreadable: true, spec: { ...spec, password: '' } });
    await commandStore.save({ ...sealed, ...unreadable, attempts: 1 });
    expect(await commandStore.get(sealed.id)).toMatchObject({ unreadable: true, attempts: 1 });
    await close();
  });
});
