import mongoose from 'mongoose';
import { describeWith } from './describe-with.ts';
import { freshMongoDatabase } from './fresh-names.ts';
import { until } from './process/until.ts';
import { type MongoServers, startMongo } from './start-mongo.ts';

const SLOW_MS = 120_000;
const durable = { writeConcern: { w: 'majority', j: true } } as const;

async function open(url: string) {
  const connection = mongoose.createConnection(url, { dbName: freshMongoDatabase(), serverSelectionTimeoutMS: 20_000 });
  await connection.asPromise();
  return { connection, things: connection.collection<{ _id: string }>('things') };
}

describeWith('mongo', 'startMongo', () => {
  let servers: MongoServers | undefined;
  afterEach(() => servers?.stop());

  test(
    'one member: has transactions, and what was acknowledged survives kill -9',
    async () => {
      servers = await startMongo();
      const { connection, things } = await open(servers.url);
      await things.insertOne({ _id: 'first' }, durable);
      await connection.transaction(async (session) => {
        await things.insertOne({ _id: 'second' }, { session });
      });
      await servers.nodes[0]?.kill();
      await servers.nodes[0]?.restart();
      const ids = (await things.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
      expect(ids).toEqual(['first', 'second']);
      await connection.close();
    },
    SLOW_MS,
  );

  test(
    'three members: another one takes over when the primary is killed',
    async () => {
      servers = await startMongo({ members: 3 });
      const { connection, things } = await open(servers.url);
      await things.insertOne({ _id: 'before' }, durable);
      const killed = await servers.primary();
      await servers.nodes[killed]?.kill();
      await until('the set takes a write', async () => {
        await things.updateOne({ _id: 'after' }, { $set: { seen: true } }, { upsert: true, ...durable });
        return true;
      });
      expect(await servers.primary()).not.toBe(killed);
      expect(await things.countDocuments()).toBe(2);
      await servers.nodes[killed]?.restart();
      await connection.close();
    },
    SLOW_MS,
  );
});
