import type { mongo } from 'mongoose';
import type { RolloutId } from '#libs/domain';
import type { GroupMove } from './bucket-changes.ts';
import { type GroupRow, groupSchema } from './bucket-schema.ts';
import { BY_KEY } from './limits.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';
import { Contended, isDuplicateKey } from './mongo-error.ts';

/** How many devices of each group are in flight, one document per group. */
export class PermitGroups {
  readonly #groups: Documents<GroupRow>;

  constructor(db: MongoDatabase) {
    this.#groups = db.documents<GroupRow>('permit_groups', groupSchema);
  }

  async inFlight(rollout: RolloutId, groups: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (groups.length === 0) return new Map();
    const ids = new Map(groups.map((group) => [groupId(rollout, group), group]));
    const rows = await this.#groups.collection.find({ _id: { $in: [...ids.keys()] } }, BY_KEY).toArray();
    return new Map(rows.map(({ _id, inFlight }) => [ids.get(_id) ?? '', inFlight]));
  }

  /** Rejects with Contended when one has no room any more. */
  async move(rollout: RolloutId, moves: ReadonlyMap<string, GroupMove>, session: mongo.ClientSession): Promise<void> {
    const writes = [...moves].filter(([, { by }]) => by !== 0).map(([group, move]) => groupWrite(rollout, group, move));
    if (writes.length === 0) return;
    try {
      const { matchedCount, upsertedCount } = await this.#groups.collection.bulkWrite(writes, { session, ...BY_KEY });
      if (matchedCount + upsertedCount === writes.length) return;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    throw new Contended('Permits of a group were taken by somebody else.');
  }
}

/** A group that is there and full is not found, and can't be inserted either. */
function groupWrite(rollout: RolloutId, group: string, { by, cap }: GroupMove): mongo.AnyBulkWriteOperation<GroupRow> {
  const hasRoom = by > 0 && Number.isFinite(cap) ? { inFlight: { $lte: cap - by } } : {};
  const filter = { _id: groupId(rollout, group), ...hasRoom };
  return { updateOne: { filter, update: { $inc: { inFlight: by }, $setOnInsert: { rollout } }, upsert: true } };
}

function groupId(rollout: RolloutId, group: string): string {
  return `${rollout}/${group}`;
}
