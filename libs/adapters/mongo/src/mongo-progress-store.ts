import mongoose, { type SchemaDefinitionProperty } from 'mongoose';
import { ProgressStore, type RolloutId, type RolloutProgress } from '#libs/domain';
import { BY_KEY, SCHEMA_OPTIONS } from './limits.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';

interface ProgressRow {
  /** The rollout. */
  readonly _id: string;
  /** As JSON text: tallies have the names of cells for members. */
  readonly document: string;
}

const FIELDS: Readonly<Record<keyof ProgressRow, SchemaDefinitionProperty>> = { _id: String, document: String };
const schema = new mongoose.Schema(FIELDS, SCHEMA_OPTIONS);

export class MongoProgressStore extends ProgressStore {
  readonly #db: MongoDatabase;
  readonly #progress: Documents<ProgressRow>;

  constructor(db: MongoDatabase) {
    super();
    this.#db = db;
    this.#progress = db.documents<ProgressRow>('rollout_progress', schema);
  }

  async get(rollout: RolloutId): Promise<RolloutProgress | undefined> {
    const row = await this.#db.run(() => this.#progress.collection.findOne({ _id: rollout }, BY_KEY));
    return row === null ? undefined : (JSON.parse(row.document) as RolloutProgress);
  }

  async put(progress: RolloutProgress): Promise<void> {
    const update = { $set: { document: JSON.stringify(progress) } };
    const options = { upsert: true, ...BY_KEY } as const;
    await this.#db.run(() => this.#progress.collection.updateOne({ _id: progress.rollout }, update, options));
  }
}
