import {
  RevisionConflict,
  type Rollout,
  type RolloutId,
  type RolloutPage,
  type RolloutQuery,
  RolloutStore,
} from '#libs/domain';
import { BY_KEY, OVER_ALL } from './limits.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';
import { Contended, isDuplicateKey } from './mongo-error.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { afterPage, type PageOrder, sortOf } from './page-order.ts';
import { type RolloutRow, rolloutSchema, toRollout, toRolloutRow } from './rollout-schema.ts';
import { newWriteId } from './write-id.ts';

const NEWEST_FIRST: PageOrder = { place: 'createdAt', descending: true };
const ORDER = '-createdAt';

/** One document per rollout. */
export class MongoRolloutStore extends RolloutStore {
  readonly #db: MongoDatabase;
  readonly #rollouts: Documents<RolloutRow>;

  constructor(db: MongoDatabase) {
    super();
    this.#db = db;
    this.#rollouts = db.documents<RolloutRow>('rollouts', rolloutSchema);
  }

  async add(rollout: Rollout): Promise<{ readonly rollout: Rollout; readonly added: boolean }> {
    const row = toRolloutRow({ ...rollout, revision: rollout.revision + 1 }, newWriteId());
    return this.#db.run(async () => {
      try {
        await this.#rollouts.collection.insertOne(row, BY_KEY);
        return { rollout: toRollout(row), added: true };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const known = (await this.#find({ _id: row._id })) ?? (await this.#find({ name: row.name }));
        if (known === null) throw new Contended(`What was in the way of rollout ${row._id} is gone.`);
        // By the name of the write: an earlier attempt did it, only its answer was lost.
        return { rollout: toRollout(known), added: known.write === row.write };
      }
    });
  }

  async get(id: RolloutId): Promise<Rollout | undefined> {
    const row = await this.#db.run(() => this.#find({ _id: id }));
    return row === null ? undefined : toRollout(row);
  }

  async save(rollout: Rollout): Promise<Rollout> {
    const { id, revision } = rollout;
    const saved = { ...rollout, revision: revision + 1 };
    const { _id, ...row } = toRolloutRow(saved, newWriteId());
    return this.#db.run(async (attempt) => {
      const { matchedCount } = await this.#rollouts.collection.replaceOne({ _id, revision }, row, BY_KEY);
      // The answer to an earlier attempt may have been lost, not its work.
      if (matchedCount > 0 || (attempt > 1 && (await this.#find({ _id }))?.write === row.write)) return saved;
      throw new RevisionConflict(`Rollout ${id} was saved by somebody else.`);
    });
  }

  async list({ phases, limit, cursor }: RolloutQuery): Promise<RolloutPage> {
    const [createdAt = null, id] = cursor === undefined ? [] : decodeCursor(cursor, ORDER, 2);
    const query = {
      ...(phases !== undefined && { 'status.phase': { $in: [...phases] } }),
      ...(typeof id === 'string' && afterPage(NEWEST_FIRST, createdAt, id)),
    };
    // One more than asked for tells whether there is a next page.
    const options = { sort: sortOf(NEWEST_FIRST), limit: limit + 1, ...OVER_ALL };
    const rows = await this.#db.run(() => this.#rollouts.collection.find(query, options).toArray());
    const found = rows.map((row) => toRollout(row as RolloutRow));
    const last = found.length > limit ? found[limit - 1] : undefined;
    const next = last && encodeCursor(ORDER, [last.createdAt, last.id]);
    return { rollouts: found.slice(0, limit), ...(next !== undefined && { next }) };
  }

  #find(query: Partial<Pick<RolloutRow, '_id' | 'name'>>): Promise<RolloutRow | null> {
    return this.#rollouts.collection.findOne(query, BY_KEY) as Promise<RolloutRow | null>;
  }
}
