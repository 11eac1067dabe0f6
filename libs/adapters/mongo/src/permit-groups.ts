import type { mongo } from 'mongoose';
import { type GroupCounter, NOBODY_IN_GROUP, type RolloutId, usedByGroup } from '#libs/domain';
import type { GroupMove } from './bucket-changes.ts';
import { type GroupRow, groupSchema } from './bucket-schema.ts';
import { BY_KEY } from './limits.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';
import { Contended, isDuplicateKey } from './mongo-error.ts';

type Needs = NonNullable<GroupMove['needs']>;

/** The counters of groups, one document each. */
export class PermitGroups {
  readonly #groups: Documents<GroupRow>;

  constructor(db: MongoDatabase) {
    this.#groups = db.documents<GroupRow>('permit_groups', groupSchema);
  }

  /** Those in which anything was counted. */
  async load(rollout: RolloutId, groups: readonly string[]): Promise<ReadonlyMap<string, GroupCounter>> {
    if (groups.length === 0) return new Map();
    const ids = new Map(groups.map((group) => [groupId(rollout, group), group]));
    const rows = await this.#groups.collection.find({ _id: { $in: [...ids.keys()] } }, BY_KEY).toArray();
    // Rows of earlier versions count only what is in flight.
    return new Map(rows.map(({ _id, rollout: _, ...row }) => [ids.get(_id) ?? '', { ...NOBODY_IN_GROUP, ...row }]));
  }

  /** Rejects with Contended when one has no room any more. */
  async move(rollout: RolloutId, moves: ReadonlyMap<string, GroupMove>, session: mongo.ClientSession): Promise<void> {
    const writes = [...moves].map(([group, move]) => groupWrite(rollout, group, move));
    if (writes.length === 0) return;
    try {
      const { matchedCount, insertedCount } = await this.#groups.collection.bulkWrite(writes, { session, ...BY_KEY });
      if (matchedCount + insertedCount === writes.length) return;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    throw new Contended('Permits of a group were taken by somebody else.');
  }
}

/**
 * What only gives back fits whatever others did meanwhile. What takes permits fits as long as there are enough of them, and what
 * does both only if nothing ended since it was read: how much is burned depends on all that ended.
 */
function groupWrite(rollout: RolloutId, group: string, move: GroupMove): mongo.AnyBulkWriteOperation<GroupRow> {
  const { before, after, needs } = move;
  const _id = groupId(rollout, group);
  if (before === undefined) return { insertOne: { document: { _id, rollout, ...after } } };
  const { pardons, pardoned } = after;
  const inFlight = after.inFlight - before.inFlight;
  const completed = after.completed - before.completed;
  const failed = after.failed - before.failed;
  const isPardon = pardons !== before.pardons;
  const isMixed = needs !== undefined && (completed !== 0 || failed !== 0);
  const filter = {
    _id,
    ...((isPardon || isMixed) && asRead(before)),
    ...(needs && { $expr: hasRoom({ ...before, pardons, pardoned }, needs, isPardon) }),
  };
  const $inc = { inFlight, completed, failed };
  return { updateOne: { filter, update: { $inc, ...(isPardon && { $set: { pardons, pardoned } }) } } };
}

function asRead({ completed, failed, pardons }: GroupCounter) {
  const same = (count: number) => (count === 0 ? { $not: { $gt: 0 } } : count);
  return { completed: same(completed), failed: same(failed), pardons: same(pardons) };
}

/** `usedByGroup` of the row as it is now, with what is needed on top, is at most the cap. */
function hasRoom(read: GroupCounter, { most, cap, tolerance }: Needs, isPardon: boolean) {
  const count = (name: string) => ({ $ifNull: [`$${name}`, 0] });
  const tolerated = { $floor: { $multiply: [tolerance, count('completed')] } };
  const burned = { $max: [0, { $subtract: [count('failed'), tolerated] }] };
  const lost = { $max: [0, { $subtract: [burned, isPardon ? read.pardoned : count('pardoned')] }] };
  return { $lte: [{ $add: ['$inFlight', lost, most - usedByGroup(read, tolerance)] }, cap] };
}

function groupId(rollout: RolloutId, group: string): string {
  return `${rollout}/${group}`;
}
