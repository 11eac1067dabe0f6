import {
  addTally,
  type BucketCounter,
  type BucketKey,
  freePermits,
  isSameTally,
  NO_TALLY,
  PermitBuckets,
  type Recount,
  subtractTally,
  type Tally,
  tallyOf,
} from '#libs/domain';
import { BucketDocuments, counterIn, counterWrite, type StoredCounter } from './bucket-documents.ts';
import { BUCKET_INDEXES, type BucketRow, bucketKey, counterId, toExecution } from './bucket-schema.ts';
import { OVER_ALL } from './limits.ts';
import type { MongoDatabase } from './mongo-database.ts';
import { newWriteId } from './write-id.ts';

/** The counters of MongoExecutionStore. */
export class MongoPermitBuckets extends PermitBuckets {
  readonly #db: MongoDatabase;
  readonly #documents: BucketDocuments;

  constructor(db: MongoDatabase) {
    super();
    this.#db = db;
    this.#documents = new BucketDocuments(db);
  }

  async move(from: BucketKey, toBucket: number): Promise<boolean> {
    if (toBucket === from.bucket) return false;
    const to = { ...from, bucket: toBucket };
    const write = newWriteId();
    return this.#db.run(async () => {
      const rows = await this.#documents.load([counterId(from), counterId(to)]);
      const [giver, taker] = [counterIn(rows, from), counterIn(rows, to)];
      // An earlier attempt did it, only its answer was lost.
      if (giver.write === write) return true;
      if (freePermits(giver.counter) < 1) return false;
      const { cap, tolerance } = giver.counter;
      const writes = [
        counterWrite(giver, { ...giver.counter, cap: cap - 1 }, write),
        counterWrite(taker, { ...taker.counter, cap: taker.counter.cap + 1, tolerance }, write),
      ];
      await this.#db.transaction((session) => this.#documents.write(writes, session));
      return true;
    });
  }

  async recount(bucket: BucketKey): Promise<Recount> {
    const recount = await this.#db.run(() => this.#count(bucket));
    const { counted, found } = recount;
    if (!isSameTally(counted, found)) await this.#mend(bucket, subtractTally(found, counted));
    return recount;
  }

  /** From one snapshot, so that nobody has to wait. */
  async #count(bucket: BucketKey): Promise<Recount> {
    let counted: Tally = NO_TALLY;
    let found: Tally = NO_TALLY;
    await this.#db.transaction(async (session) => {
      const query = { ...bucketKey(bucket) };
      const options = { hint: BUCKET_INDEXES.inBucket, session, ...OVER_ALL };
      found = NO_TALLY;
      for await (const row of this.#documents.collection.find(query, options)) {
        const { cap } = row as BucketRow;
        if (cap === undefined) found = addTally(found, tallyOf(toExecution(row as BucketRow)));
        else counted = counterIn(new Map([[counterId(bucket), row as BucketRow]]), bucket).counter.tally;
      }
    });
    return { counted, found };
  }

  /** Whatever was counted since: what was wrong before it is still. */
  async #mend(bucket: BucketKey, difference: Tally): Promise<void> {
    const write = newWriteId();
    await this.#db.run(async () => {
      const before = counterIn(await this.#documents.load([counterId(bucket)]), bucket);
      if (before.write === write) return;
      await this.#documents.write([counterWrite(before, mended(before, difference), write)]);
    });
  }
}

function mended({ counter }: StoredCounter, difference: Tally): BucketCounter {
  return { ...counter, tally: addTally(counter.tally, difference) };
}
