import type { Connection, Model, mongo, Schema } from 'mongoose';
import { type Clock, StoreUnavailable } from '#libs/domain';
import { buildIndexes } from './build-indexes.ts';
import { type ConnectionSettings, connect } from './connect.ts';
import { ConnectionMonitor, type MongoStats } from './connection-monitor.ts';
import { retrying } from './retry.ts';

export interface MongoSettings extends ConnectionSettings {
  readonly clock: Clock;
  /** How long an operation is tried again while the database is not there. Default 10 s. */
  readonly retryWithinMs?: number;
}

/** A collection: its mongoose model for queries and indexes, and the driver's own for writes. */
export interface Documents<Row extends mongo.Document> {
  readonly model: Model<Row>;
  /** Rows are built here and typed; mongoose would take as long again to look at them. */
  readonly collection: mongo.Collection<Row>;
}

const RETRY_WITHIN_MS = 10_000;
const PING_WITHIN_MS = 1_000;

/** A MongoDB connection, its collections, and what is done about its failures. */
export class MongoDatabase {
  readonly #connection: Connection;
  readonly #monitor: ConnectionMonitor;
  readonly #limits: Parameters<typeof retrying>[0];
  #closed = false;

  private constructor(connection: Connection, { clock, retryWithinMs = RETRY_WITHIN_MS }: MongoSettings) {
    this.#connection = connection;
    this.#monitor = new ConnectionMonitor(connection.getClient());
    this.#limits = { clock, withinMs: retryWithinMs, random: Math.random };
    // Every operation reports its own failure; without a listener the connection's would end the process.
    connection.on('error', () => undefined);
  }

  /** Rejects with DatabaseUnusable or StoreUnavailable. */
  static async open(settings: MongoSettings): Promise<MongoDatabase> {
    return new MongoDatabase(await connect(settings), settings);
  }

  /** Declares a collection. Its indexes are there after `buildIndexes`. */
  documents<Row extends mongo.Document>(name: string, schema: Schema): Documents<Row> {
    const model = this.#connection.model<Row>(name, schema as unknown as Schema<Row>, name);
    return { model, collection: model.collection as unknown as mongo.Collection<Row> };
  }

  async buildIndexes(): Promise<void> {
    for (const model of Object.values(this.#connection.models)) {
      await this.run(() => buildIndexes(model));
    }
  }

  /**
   * Does an operation, again and again while it fails for reasons that pass. `attempt` is told how many times it was
   * called: from the second on, an earlier one may have been done without our knowing. Rejects with StoreUnavailable or
   * StoreRejected; errors of the domain pass.
   */
  async run<T>(attempt: (number: number) => Promise<T>): Promise<T> {
    return retrying(this.#limits, (number) => {
      if (this.#closed) throw new StoreUnavailable('The connection to MongoDB was closed.');
      return attempt(number);
    });
  }

  /** All or nothing. `work` passes the session to each of its operations; it is not called again here. */
  async transaction(work: (session: mongo.ClientSession) => Promise<void>): Promise<void> {
    const session = await this.#connection.startSession();
    try {
      session.startTransaction();
      await work(session);
      await session.commitTransaction();
    } finally {
      // Also aborts what was not committed.
      await session.endSession();
    }
  }

  get stats(): MongoStats {
    return this.#monitor.stats;
  }

  /** Rejects with StoreUnavailable unless a primary answers now. Does not wait for one. */
  async check(): Promise<void> {
    if (this.#closed || !this.#monitor.writable) throw new StoreUnavailable('MongoDB has no primary.');
    try {
      await this.#connection.db?.command({ ping: 1 }, { timeoutMS: PING_WITHIN_MS });
    } catch (error) {
      throw new StoreUnavailable('MongoDB does not answer.', { cause: error });
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#connection.close();
  }
}
