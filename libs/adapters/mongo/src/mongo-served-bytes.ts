import mongoose, { type SchemaDefinitionProperty } from 'mongoose';
import { type DeviceId, ServedBytes, type ServedCount, type ServedTicket } from '#libs/domain';
import { BY_KEY, SCHEMA_OPTIONS } from './limits.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';

interface ServedRow {
  /** `{device}/{CommandKey}`; a device's id holds no slash. */
  readonly _id: string;
  /** Bytes by writer. */
  readonly by: Readonly<Record<string, number>>;
}

const FIELDS: Readonly<Record<keyof ServedRow, SchemaDefinitionProperty>> = {
  _id: String,
  by: mongoose.Schema.Types.Mixed,
};
const schema = new mongoose.Schema(FIELDS, SCHEMA_OPTIONS);

/** One document for each ticket. Writers set their own member: an attempt whose answer was lost may be made again. */
export class MongoServedBytes extends ServedBytes {
  readonly #db: MongoDatabase;
  readonly #served: Documents<ServedRow>;

  constructor(db: MongoDatabase) {
    super();
    this.#db = db;
    this.#served = db.documents<ServedRow>('served_bytes', schema);
  }

  async put(counts: readonly ServedCount[]): Promise<void> {
    if (counts.length === 0) return;
    const operations = counts.map(({ writer, bytes, ...ticket }) => ({
      updateOne: { filter: { _id: idOf(ticket) }, update: { $max: { [`by.${writer}`]: bytes } }, upsert: true },
    }));
    await this.#db.run(() => this.#served.collection.bulkWrite(operations as never, { ordered: false, ...BY_KEY }));
  }

  async of(tickets: readonly ServedTicket[]): Promise<readonly number[]> {
    if (tickets.length === 0) return [];
    const ids = tickets.map(idOf);
    const rows = await this.#db.run(() => this.#served.collection.find({ _id: { $in: ids } }, BY_KEY).toArray());
    const sums = new Map(rows.map(({ _id, by }) => [_id, Object.values(by).reduce((sum, bytes) => sum + bytes, 0)]));
    return ids.map((id) => sums.get(id) ?? 0);
  }

  async forget(deviceId: DeviceId): Promise<void> {
    // What begins with `{device}/`: the next character of all is 0.
    const ofDevice = { _id: { $gte: `${deviceId}/`, $lt: `${deviceId}0` } };
    await this.#db.run(() => this.#served.collection.deleteMany(ofDevice, BY_KEY));
  }
}

function idOf({ deviceId, commandKey }: ServedTicket): string {
  return `${deviceId}/${commandKey}`;
}
