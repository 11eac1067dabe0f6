import {
  type BucketCounter,
  type BucketKey,
  type Execution,
  freePermits,
  isSameTally,
  newCounter,
  PermitBuckets,
  type Recount,
  sumTallies,
  tallyOf,
} from '#libs/domain';
import type { SqliteDatabase } from './sqlite-database.ts';

const SELECT = 'SELECT document FROM permit_buckets WHERE rollout = ? AND wave = ? AND bucket = ?';
const UPSERT =
  'INSERT INTO permit_buckets (rollout, wave, bucket, document) VALUES (?, ?, ?, ?) ' +
  'ON CONFLICT (rollout, wave, bucket) DO UPDATE SET document = excluded.document';

/** The counters of SqliteExecutionStore. */
export class SqlitePermitBuckets extends PermitBuckets {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    super();
    this.#db = db;
  }

  move(from: BucketKey, toBucket: number): Promise<boolean> {
    return this.#db.writeAll(() => {
      const giver = this.#load(from);
      if (toBucket === from.bucket || freePermits(giver) < 1) return false;
      const taker = this.#load({ ...from, bucket: toBucket });
      this.#save({ ...giver, cap: giver.cap - 1 });
      this.#save({ ...taker, cap: taker.cap + 1, tolerance: giver.tolerance });
      return true;
    });
  }

  recount(bucket: BucketKey): Promise<Recount> {
    return this.#db.writeAll(() => {
      const counter = this.#load(bucket);
      const found = sumTallies(this.#tallies(bucket));
      if (!isSameTally(found, counter.tally)) this.#save({ ...counter, tally: found });
      return { counted: counter.tally, found };
    });
  }

  *#tallies({ rollout, wave, bucket }: BucketKey) {
    const rows = this.#db
      .statement('SELECT document FROM executions WHERE rollout = ? AND wave = ? AND bucket = ?')
      .iterate(rollout, wave, bucket);
    for (const row of rows) yield tallyOf(JSON.parse(String(row.document)) as Execution);
  }

  #load({ rollout, wave, bucket }: BucketKey): BucketCounter {
    const row = this.#db.statement(SELECT).get(rollout, wave, bucket);
    return row === undefined ? newCounter(rollout, wave, bucket, 0) : JSON.parse(String(row.document));
  }

  #save(counter: BucketCounter): void {
    const { rollout, wave, bucket } = counter;
    this.#db.statement(UPSERT).run(rollout, wave, bucket, JSON.stringify(counter));
  }
}
