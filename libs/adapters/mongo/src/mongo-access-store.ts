import mongoose, { type SchemaDefinitionProperty } from 'mongoose';
import {
  type AccessQuery,
  AccessStore,
  type DeviceAccess,
  type DeviceId,
  RevisionConflict,
  type Standing,
} from '#libs/domain';
import { BY_KEY, OVER_ALL, SCHEMA_OPTIONS } from './limits.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';
import { isDuplicateKey } from './mongo-error.ts';
import { newWriteId } from './write-id.ts';

interface AccessRow extends Omit<DeviceAccess, 'deviceId'> {
  readonly _id: DeviceId;
  readonly write: string;
}

const FIELDS: Readonly<Record<keyof AccessRow, SchemaDefinitionProperty>> = {
  _id: String,
  write: String,
  revision: Number,
  standing: String,
  current: Object,
  next: Object,
  knock: Object,
};

const schema = new mongoose.Schema(FIELDS, SCHEMA_OPTIONS);
schema.index({ standing: 1, _id: 1 });

/** One document per device that logs in, or was decided about. */
export class MongoAccessStore extends AccessStore {
  readonly #db: MongoDatabase;
  readonly #access: Documents<AccessRow>;

  constructor(db: MongoDatabase) {
    super();
    this.#db = db;
    this.#access = db.documents<AccessRow>('access', schema);
  }

  async get(deviceId: DeviceId): Promise<DeviceAccess | undefined> {
    const row = await this.#db.run(() => this.#find(deviceId));
    return row === null ? undefined : toAccess(row);
  }

  async save({ deviceId, revision, ...rest }: DeviceAccess): Promise<DeviceAccess> {
    const row: AccessRow = { ...rest, _id: deviceId, revision: revision + 1, write: newWriteId() };
    return this.#db.run(async (attempt) => {
      // The answer to an earlier attempt may have been lost, not its work.
      const isDone = async () => attempt > 1 && (await this.#find(deviceId))?.write === row.write;
      if ((await this.#write(row, revision)) || (await isDone())) return toAccess(row);
      throw new RevisionConflict(`The access of ${deviceId} was changed by somebody else.`);
    });
  }

  async remove(deviceId: DeviceId): Promise<boolean> {
    return this.#db.run(async (attempt) => {
      const { deletedCount } = await this.#access.collection.deleteOne({ _id: deviceId }, BY_KEY);
      return deletedCount > 0 || attempt > 1;
    });
  }

  async list({ standing, after, limit }: AccessQuery): Promise<readonly DeviceAccess[]> {
    const query = { standing, ...(after === undefined ? {} : { _id: { $gt: after } }) };
    const rows = await this.#db.run(() =>
      this.#access.collection.find(query, { sort: { _id: 1 }, limit, ...OVER_ALL }).toArray(),
    );
    return rows.map((row) => toAccess(row as AccessRow));
  }

  count(standing: Standing): Promise<number> {
    return this.#db.run(() => this.#access.collection.countDocuments({ standing }, OVER_ALL));
  }

  async sealedByOthers(keyId: string, limit: number): Promise<readonly DeviceId[]> {
    const other = { $exists: true, $ne: keyId };
    const query = { $or: [{ 'current.keyId': other }, { 'next.keyId': other }] };
    const rows = await this.#db.run(() =>
      this.#access.collection.find(query, { projection: { _id: 1 }, limit, ...OVER_ALL }).toArray(),
    );
    return rows.map(({ _id }) => _id as DeviceId);
  }

  async #write(row: AccessRow, revision: number): Promise<boolean> {
    const { _id, ...document } = row;
    if (revision > 0) {
      return (await this.#access.collection.replaceOne({ _id, revision }, document, BY_KEY)).matchedCount > 0;
    }
    try {
      await this.#access.collection.insertOne(row, BY_KEY);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  #find(deviceId: DeviceId): Promise<AccessRow | null> {
    return this.#access.collection.findOne({ _id: deviceId }, BY_KEY) as Promise<AccessRow | null>;
  }
}

function toAccess({ _id, write: _, ...rest }: AccessRow): DeviceAccess {
  return { deviceId: _id, ...rest };
}
