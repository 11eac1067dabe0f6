import mongoose, { type mongo } from 'mongoose';
import { Gather, type Outcome } from './gather.ts';
import { BY_KEY } from './limits.ts';
import type { Documents } from './mongo-database.ts';
import { DUPLICATE_KEY, isTransient } from './mongo-error.ts';
import { AS_BYTES, rowsOf } from './rows-of.ts';

const { MongoBulkWriteError, MongoServerError } = mongoose.mongo;

/** By the name of its last write a writer recognises its own work; what is only ever inserted needs none. */
export interface WrittenRow {
  readonly _id: string;
  readonly write?: string;
}

/** A write of one document under a name that it then carries; one that removes it has none. */
export interface RowWrite<Row extends mongo.Document> {
  readonly _id: string;
  readonly write?: string;
  readonly operation: mongo.AnyBulkWriteOperation<Row>;
}

type Projection = Readonly<Record<string, 0 | 1>>;

/** Documents by their ids: what many ask for at the same time is one command to MongoDB. */
export class GatheredRows<Row extends mongo.Document & WrittenRow> {
  readonly #documents: Documents<Row>;
  readonly #within: (ids: readonly string[]) => object;
  readonly #finds: Gather<readonly string[], readonly Row[]>;
  readonly #writes: Gather<readonly RowWrite<Row>[], readonly Outcome<boolean>[]>;

  /** `within` adds to a search by ids what tells on which shards they are. */
  constructor(documents: Documents<Row>, within: (ids: readonly string[]) => object = () => ({})) {
    this.#documents = documents;
    this.#within = within;
    this.#finds = new Gather(
      (lists) => this.#findAll(lists),
      isTransient,
      ({ length }) => length,
    );
    this.#writes = new Gather(
      (lists) => this.#writeAll(lists),
      isTransient,
      ({ length }) => length,
    );
  }

  async find(id: string): Promise<Row | undefined> {
    return (await this.findSome([id]))[0];
  }

  /** Those that there are, in no order. */
  findSome(ids: readonly string[]): Promise<readonly Row[]> {
    return ids.length === 0 ? Promise.resolve([]) : this.#finds.run(ids);
  }

  /**
   * Whether it was done: not if the document is not as the operation wants it to be, or another one has its key. A write
   * that was done, and after which somebody else wrote at once, may count as not done.
   */
  async write(write: RowWrite<Row>): Promise<boolean> {
    return (await this.writeSome([write]))[0] ?? false;
  }

  /** Of each whether it was done; rejects with the first failure when all have been tried. */
  async writeSome(writes: readonly RowWrite<Row>[]): Promise<readonly boolean[]> {
    const outcomes = await this.#writes.run(writes);
    return outcomes.map((outcome) => {
      if ('error' in outcome) throw outcome.error;
      return outcome.result;
    });
  }

  async #findAll(lists: readonly (readonly string[])[]): Promise<readonly Outcome<readonly Row[]>[]> {
    const rows = new Map((await this.#query(lists.flat())).map((row) => [row._id, row]));
    return lists.map((ids) => ({ result: ids.flatMap((id) => rows.get(id) ?? []) }));
  }

  async #query(ids: readonly string[], projection?: Projection): Promise<readonly Row[]> {
    const options = { ...BY_KEY, ...AS_BYTES, batchSize: ids.length + 1, ...(projection && { projection }) };
    const _id = ids.length === 1 ? ids[0] : { $in: [...new Set(ids)] };
    const query = { ...this.#within(ids), _id } as mongo.Filter<Row>;
    return rowsOf<Row>(this.#documents.collection.find(query, options));
  }

  async #writeAll(
    lists: readonly (readonly RowWrite<Row>[])[],
  ): Promise<readonly Outcome<readonly Outcome<boolean>[]>[]> {
    const writes = lists.flat();
    const { done, refused } = await this.#bulk(writes.map(({ operation }) => operation));
    const isAllDone = done + refused.size === writes.length;
    const own = isAllDone || writes.length === 1 ? undefined : await this.#ownWrites(writes);
    const outcomes = writes.map((write, index): Outcome<boolean> => {
      const error = refused.get(index);
      if (error !== undefined) return isDuplicate(error) ? { result: false } : { error };
      return { result: isAllDone || (own?.has(write) ?? false) };
    });
    const rest = [...outcomes];
    return lists.map(({ length }) => ({ result: rest.splice(0, length) }));
  }

  /** How many were done, and which MongoDB refused. */
  async #bulk(
    operations: readonly mongo.AnyBulkWriteOperation<Row>[],
  ): Promise<{ readonly done: number; readonly refused: ReadonlyMap<number, mongo.MongoServerError> }> {
    try {
      const result = await this.#documents.collection.bulkWrite(operations, { ordered: false, ...BY_KEY });
      return { done: doneIn(result), refused: new Map() };
    } catch (error) {
      const failures = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : [];
      const { result } = error as mongo.MongoBulkWriteError;
      if (failures.length === 0 || isTransient(error) || result.getWriteConcernError() !== undefined) throw error;
      const refused = failures.map(
        ({ index, code, errmsg }) => [index, new MongoServerError({ message: errmsg ?? '', code })] as const,
      );
      return { done: doneIn(result), refused: new Map(refused) };
    }
  }

  /** MongoDB only tells how many documents were found: those that carry the name of their write were. */
  async #ownWrites(writes: readonly RowWrite<Row>[]): Promise<ReadonlySet<RowWrite<Row>>> {
    const rows = await this.#query(
      writes.map(({ _id }) => _id),
      { write: 1 },
    );
    const now = new Map(rows.map((row) => [row._id, row.write]));
    return new Set(writes.filter(({ _id, write }) => now.get(_id) === write));
  }
}

function doneIn(result: mongo.BulkWriteResult): number {
  return result.insertedCount + result.matchedCount + result.upsertedCount + result.deletedCount;
}

function isDuplicate({ code }: mongo.MongoServerError): boolean {
  return code === DUPLICATE_KEY;
}
