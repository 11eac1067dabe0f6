import type { mongo } from 'mongoose';
import type { DeviceId } from '#libs/domain';
import { type HoldRow, holdSchema } from './bucket-schema.ts';
import { GatheredRows } from './gathered-rows.ts';
import { BY_KEY } from './limits.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';
import { Contended, isDuplicateKey } from './mongo-error.ts';

/**
 * Which rollout had each device last: a device that is let go needs no write here, whoever comes next looks at the
 * execution of the last one and replaces it.
 */
export class DeviceHolds {
  readonly #holds: Documents<HoldRow>;
  readonly #gathered: GatheredRows<HoldRow>;

  constructor(db: MongoDatabase) {
    this.#holds = db.documents<HoldRow>('device_holds', holdSchema);
    this.#gathered = new GatheredRows(this.#holds);
  }

  find(deviceId: DeviceId): Promise<HoldRow | undefined> {
    return this.#gathered.find(deviceId);
  }

  async load(deviceIds: readonly DeviceId[]): Promise<ReadonlyMap<DeviceId, HoldRow>> {
    const rows = await this.#gathered.findSome([...new Set(deviceIds)]);
    return new Map(rows.map((row) => [row._id, row]));
  }

  /** Replaces what was loaded. Rejects with Contended when somebody else did. */
  async take(
    holds: readonly HoldRow[],
    before: ReadonlyMap<DeviceId, HoldRow>,
    session: mongo.ClientSession,
  ): Promise<void> {
    if (holds.length === 0) return;
    const writes = holds.map((hold) => takeWrite(hold, before.get(hold._id)));
    try {
      const { matchedCount, insertedCount } = await this.#holds.collection.bulkWrite(writes, { session, ...BY_KEY });
      if (matchedCount + insertedCount === writes.length) return;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    throw new Contended('A device was taken by another rollout.');
  }
}

function takeWrite(row: HoldRow, before: HoldRow | undefined): mongo.AnyBulkWriteOperation<HoldRow> {
  if (before === undefined) return { insertOne: { document: row } };
  const { _id, ...replacement } = row;
  return { replaceOne: { filter: { _id, write: before.write }, replacement } };
}
