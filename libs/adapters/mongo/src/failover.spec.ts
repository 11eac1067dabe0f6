import mongoose from 'mongoose';
import { describeWith, type MongoServers, startMongo, until } from '#libs/testing/servers';
import { type MongoStores, openMongoStores } from './open-mongo.ts';
import { realClock } from './spec/real-clock.ts';
import { Writers } from './spec/writers.ts';

// Of three members of its own: the shared MongoDB has one.
describeWith('mongo', 'while the primary of three fails', () => {
  let servers: MongoServers;
  let stores: MongoStores;

  beforeAll(async () => {
    servers = await startMongo({ members: 3 });
    stores = await openMongoStores({ url: servers.url, clock: realClock, retryWithinMs: 30_000 });
  }, 120_000);
  afterAll(async () => {
    await stores?.close();
    await servers?.stop();
  });

  const primaryNode = async () => {
    const node = servers.nodes[await servers.primary()];
    if (node === undefined) throw new Error('There is no primary.');
    return node;
  };

  test('twenty writers lose nothing that was acknowledged, and no revision goes twice', async () => {
    const writers = new Writers(stores);
    const running = writers.run();
    const moreAcks = (what: string) => {
      const before = writers.acks;
      return Promise.race([running, until(`writes go on ${what}`, () => writers.acks > before + 40)]);
    };
    const disturb = async (what: string, disturbance: () => Promise<void>) => {
      await moreAcks(`before ${what}`);
      writers.takeGapMs();
      await disturbance();
      await moreAcks(`after ${what}`);
      process.stdout.write(`MongoDB, ${what}: ${writers.takeGapMs()} ms without an acknowledgement\n`);
    };

    const killed = await primaryNode();
    await disturb('primary killed', () => killed.kill());
    await killed.restart();
    await disturb('primary stepped down', () => stepDown(servers.url));
    writers.stop();
    await running;
    expect(await writers.findings()).toEqual({ lost: [], twice: [] });
    await expect(stores.check()).resolves.toBeUndefined();
  }, 120_000);
});

async function stepDown(url: string): Promise<void> {
  const client = await mongoose.mongo.MongoClient.connect(url);
  await client.db('admin').command({ replSetStepDown: 2, secondaryCatchUpPeriodSecs: 1 });
  await client.close();
}
