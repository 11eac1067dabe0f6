import mongoose, { type mongo } from 'mongoose';

/** One operation as the server's profiler tells it. */
export interface MongoOperation {
  /** `query`, `insert`, `update`, `remove`, `command` or `getmore`. */
  readonly op: string;
  readonly collection: string;
  /** The operation with its values, as JSON. */
  readonly text: string;
}

/** Has a MongoDB write down every operation in one database (its profiler at level 2); heartbeats are in none. */
export class MongoOperations {
  readonly #client: mongo.MongoClient;
  #from = new Date();

  private constructor(client: mongo.MongoClient) {
    this.#client = client;
  }

  /** `mongodb://…/database`: a database of its own tells these clients from others of the same server. */
  static async watch(url: string): Promise<MongoOperations> {
    const client = new mongoose.mongo.MongoClient(url, { appName: 'observer' });
    await client.connect();
    await client.db().command({ profile: 2 });
    return new MongoOperations(client);
  }

  /** All that ended since this was asked last, or since the beginning. */
  async take(): Promise<readonly MongoOperation[]> {
    const db = this.#client.db();
    const { now } = await db
      .admin()
      .command({ serverStatus: 1 })
      .then(({ localTime }) => ({ now: localTime as Date }));
    const range = { ts: { $gte: this.#from, $lt: now }, appName: { $ne: 'observer' } };
    this.#from = now;
    const entries = await db.collection('system.profile').find(range).toArray();
    return entries.map(({ op, ns, command }) => ({
      op: String(op),
      collection: String(ns).slice(db.databaseName.length + 1),
      text: JSON.stringify(command),
    }));
  }

  async close(): Promise<void> {
    await this.#client.db().command({ profile: 0 });
    await this.#client.close();
  }
}
