import mongoose from 'mongoose';
import type { Seal } from '#libs/domain';
import type { Adapter } from '#libs/testing/port-contracts';
import { freshMongoDatabase } from '#libs/testing/servers';
import { type MongoStores, openMongoStores } from '../open-mongo.ts';
import { realClock } from './real-clock.ts';

/** One store on a database of its own, for the contracts. */
export async function mongoPort<P>(url: string, pick: (stores: MongoStores) => P, seal?: Seal): Promise<Adapter<P>> {
  const database = freshMongoDatabase();
  const open = () => openMongoStores({ url, clock: realClock, database, ...(seal && { seal }) });
  let stores = await open();
  return {
    port: pick(stores),
    async reopen() {
      await stores.close();
      stores = await open();
      return pick(stores);
    },
    async close() {
      await stores.close();
      await dropDatabase(url, database);
    },
  };
}

export async function dropDatabase(url: string, database: string): Promise<void> {
  const client = await mongoose.mongo.MongoClient.connect(url);
  await client.db(database).dropDatabase();
  await client.close();
}
