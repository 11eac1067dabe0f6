import mongoose, { type SchemaDefinitionProperty } from 'mongoose';
import { TransferRevocations } from '#libs/domain';
import { BY_KEY, OVER_ALL, SCHEMA_OPTIONS } from './limits.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';

interface RevocationRow {
  /** The beginning of the CommandKeys. */
  readonly _id: string;
  readonly until: Date;
}

const FIELDS: Readonly<Record<keyof RevocationRow, SchemaDefinitionProperty>> = { _id: String, until: Date };

const schema = new mongoose.Schema(FIELDS, SCHEMA_OPTIONS);
// MongoDB removes each when its time is over.
schema.index({ until: 1 }, { expireAfterSeconds: 0 });

export class MongoTransferRevocations extends TransferRevocations {
  readonly #db: MongoDatabase;
  readonly #revocations: Documents<RevocationRow>;

  constructor(db: MongoDatabase) {
    super();
    this.#db = db;
    this.#revocations = db.documents<RevocationRow>('transfer_revocations', schema);
  }

  async revoke(keyPrefix: string, untilMs: number): Promise<void> {
    const update = { $max: { until: new Date(untilMs) } };
    await this.#db.run(() =>
      this.#revocations.collection.updateOne({ _id: keyPrefix }, update, { upsert: true, ...BY_KEY }),
    );
  }

  async inForce(nowMs: number): Promise<readonly string[]> {
    const query = { until: { $gt: new Date(nowMs) } };
    const rows = await this.#db.run(() => this.#revocations.collection.find(query, OVER_ALL).toArray());
    return rows.map(({ _id }) => _id);
  }
}
