import mongoose, { type SchemaDefinitionProperty } from 'mongoose';
import { type SealedSecret, type SecretOwner, SecretStore } from '#libs/domain';
import { BY_KEY, OVER_ALL, SCHEMA_OPTIONS } from './limits.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';
import { newWriteId } from './write-id.ts';

/** A secret as it is stored: `_id` is `owner/name`, and no owner's id has a slash. */
interface SecretRow extends SealedSecret {
  readonly _id: string;
  readonly owner: SecretOwner;
  readonly name: string;
  readonly write: string;
}

const FIELDS: Readonly<Record<keyof SecretRow, SchemaDefinitionProperty>> = {
  _id: String,
  owner: String,
  name: String,
  version: Number,
  keyId: String,
  sealed: String,
  changedAt: String,
  write: String,
};

const schema = new mongoose.Schema(FIELDS, SCHEMA_OPTIONS);
schema.index({ owner: 1 });
schema.index({ keyId: 1 });

/** One document per secret. */
export class MongoSecretStore extends SecretStore {
  readonly #db: MongoDatabase;
  readonly #secrets: Documents<SecretRow>;

  constructor(db: MongoDatabase) {
    super();
    this.#db = db;
    this.#secrets = db.documents<SecretRow>('secrets', schema);
  }

  async read(owner: SecretOwner): Promise<Readonly<Record<string, SealedSecret>>> {
    const rows = await this.#db.run(() =>
      this.#secrets.collection.find({ owner }, { sort: { name: 1 }, ...BY_KEY }).toArray(),
    );
    return Object.fromEntries(rows.map((row) => [row.name, toSecret(row as SecretRow)]));
  }

  async put(
    owner: SecretOwner,
    secrets: Readonly<Record<string, Omit<SealedSecret, 'version'>>>,
  ): Promise<Readonly<Record<string, SealedSecret>>> {
    for (const [name, secret] of Object.entries(secrets)) await this.#set(owner, name, secret);
    return this.read(owner);
  }

  async remove(owner: SecretOwner, name: string): Promise<boolean> {
    return this.#db.run(async (attempt) => {
      const { deletedCount } = await this.#secrets.collection.deleteOne({ _id: secretId(owner, name) }, BY_KEY);
      return deletedCount > 0 || attempt > 1;
    });
  }

  async forget(owner: SecretOwner): Promise<void> {
    await this.#db.run(() => this.#secrets.collection.deleteMany({ owner }, BY_KEY));
  }

  async sealedByOthers(keyId: string, limit: number): Promise<readonly SecretOwner[]> {
    const stages = [{ $match: { keyId: { $ne: keyId } } }, { $limit: limit }, { $group: { _id: '$owner' } }];
    const rows = await this.#db.run(() =>
      this.#secrets.collection.aggregate<{ readonly _id: SecretOwner }>(stages, OVER_ALL).toArray(),
    );
    return rows.map(({ _id }) => _id);
  }

  async reseal(owner: SecretOwner, name: string, { version, keyId, sealed }: SealedSecret): Promise<boolean> {
    const filter = { _id: secretId(owner, name), version };
    const { matchedCount } = await this.#db.run(() =>
      this.#secrets.collection.updateOne(filter, { $set: { keyId, sealed } }, BY_KEY),
    );
    return matchedCount > 0;
  }

  async #set(owner: SecretOwner, name: string, secret: Omit<SealedSecret, 'version'>): Promise<void> {
    const _id = secretId(owner, name);
    const write = newWriteId();
    await this.#db.run(async (attempt) => {
      // A repeat of a write that was done would count the version once more.
      if (attempt > 1 && (await this.#secrets.collection.findOne({ _id }, BY_KEY))?.write === write) return;
      const update = { $set: { owner, name, ...secret, write }, $inc: { version: 1 } };
      await this.#secrets.collection.updateOne({ _id }, update, { upsert: true, ...BY_KEY });
    });
  }
}

function secretId(owner: SecretOwner, name: string): string {
  return `${owner}/${name}`;
}

function toSecret({ version, keyId, sealed, changedAt }: SecretRow): SealedSecret {
  return { version, keyId, sealed, changedAt };
}
