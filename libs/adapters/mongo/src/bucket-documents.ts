import type { mongo } from 'mongoose';
import { type BucketCounter, newCounter } from '#libs/domain';
import type { StoredExecution } from './bucket-changes.ts';
import {
  type BucketKey,
  type BucketRow,
  bucketKey,
  bucketSchema,
  counterId,
  toCounter,
  toCounterRow,
  toExecutionRow,
} from './bucket-schema.ts';
import { GatheredRows } from './gathered-rows.ts';
import { BY_KEY } from './limits.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';
import { Contended, isDuplicateKey } from './mongo-error.ts';
import { AS_BYTES, rowsOf } from './rows-of.ts';

export type BucketWrite = mongo.AnyBulkWriteOperation<BucketRow>;

/** A counter, and the write that made it so; without one it is not stored. */
export interface StoredCounter {
  readonly counter: BucketCounter;
  readonly write?: string;
}

type Query = mongo.Filter<BucketRow>;
type Hint = { readonly [field: string]: 1 };

/** The executions and counters of all buckets in one collection. */
export class BucketDocuments {
  readonly #rows: Documents<BucketRow>;
  readonly #gathered: GatheredRows<BucketRow>;

  constructor(db: MongoDatabase) {
    this.#rows = db.documents<BucketRow>('executions', bucketSchema);
    this.#gathered = new GatheredRows(this.#rows);
  }

  get collection(): mongo.Collection<BucketRow> {
    return this.#rows.collection;
  }

  find(id: string): Promise<BucketRow | undefined> {
    return this.#gathered.find(id);
  }

  /** Those that there are, by id. */
  async load(ids: readonly string[]): Promise<ReadonlyMap<string, BucketRow>> {
    const rows = await this.#gathered.findSome([...new Set(ids)]);
    return new Map(rows.map((row) => [row._id, row]));
  }

  query(query: Query, hint: Hint, options: mongo.FindOptions): Promise<readonly BucketRow[]> {
    return rowsOf<BucketRow>(this.collection.find(query, { ...options, ...AS_BYTES, hint }));
  }

  /** Does all of these as they are wanted, in order. Rejects with Contended when one of them can't be done so any more. */
  async write(writes: readonly BucketWrite[], session?: mongo.ClientSession): Promise<void> {
    // What a transaction does not hold together goes on after one that failed.
    const options = { ordered: session !== undefined, ...BY_KEY, ...(session && { session }) };
    try {
      const { matchedCount, insertedCount } = await this.collection.bulkWrite(writes, options);
      if (matchedCount + insertedCount === writes.length) return;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    throw new Contended('Executions were changed by somebody else.');
  }
}

/** That of a bucket among loaded rows; a new one where there is none. */
export function counterIn(rows: ReadonlyMap<string, BucketRow>, key: BucketKey): StoredCounter {
  const row = rows.get(counterId(key));
  if (row === undefined) return { counter: newCounter(key.rollout, key.wave, key.bucket, 0) };
  return { counter: toCounter(row), write: row.write };
}

/** Replaces a counter as it was loaded. */
export function counterWrite(before: StoredCounter, after: BucketCounter, write: string): BucketWrite {
  const { _id, ...row } = toCounterRow(after, write);
  if (before.write === undefined) return { insertOne: { document: { _id, ...row } } };
  return { replaceOne: { filter: { _id, ...bucketKey(after), write: before.write }, replacement: row } };
}

/** Replaces an execution as it was one revision earlier. */
export function executionWrite({ execution, write }: StoredExecution): BucketWrite {
  const { _id, ...row } = toExecutionRow(execution, write);
  return {
    replaceOne: { filter: { _id, ...bucketKey(execution), revision: execution.revision - 1 }, replacement: row },
  };
}
