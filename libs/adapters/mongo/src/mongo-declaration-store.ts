import mongoose, { type SchemaDefinitionProperty } from 'mongoose';
import { type Declaration, DeclarationStore, type DeviceId } from '#libs/domain';
import { BY_KEY, OVER_ALL, SCHEMA_OPTIONS } from './limits.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';

interface DeclarationRow extends Omit<Declaration, 'id'> {
  readonly _id: DeviceId;
}

const FIELDS: Readonly<Record<keyof DeclarationRow, SchemaDefinitionProperty>> = {
  _id: String,
  tags: [String],
  attributes: Object,
  declaredAt: String,
};

/** One document per device that is expected, by its id. */
export class MongoDeclarationStore extends DeclarationStore {
  readonly #db: MongoDatabase;
  readonly #declarations: Documents<DeclarationRow>;

  constructor(db: MongoDatabase) {
    super();
    this.#db = db;
    this.#declarations = db.documents<DeclarationRow>('declarations', new mongoose.Schema(FIELDS, SCHEMA_OPTIONS));
  }

  async put({ id, ...declaration }: Declaration): Promise<void> {
    const options = { upsert: true, ...BY_KEY };
    await this.#db.run(() => this.#declarations.collection.replaceOne({ _id: id }, declaration, options));
  }

  async get(id: DeviceId): Promise<Declaration | undefined> {
    const row = await this.#db.run(() => this.#declarations.collection.findOne({ _id: id }, BY_KEY));
    return row === null ? undefined : toDeclaration(row as DeclarationRow);
  }

  async remove(id: DeviceId): Promise<boolean> {
    return this.#db.run(async (attempt) => {
      const { deletedCount } = await this.#declarations.collection.deleteOne({ _id: id }, BY_KEY);
      return deletedCount > 0 || attempt > 1;
    });
  }

  async list({ after, limit }: { readonly after?: DeviceId; readonly limit: number }): Promise<readonly Declaration[]> {
    const query = after === undefined ? {} : { _id: { $gt: after } };
    const rows = await this.#db.run(() =>
      this.#declarations.collection.find(query, { sort: { _id: 1 }, limit, ...OVER_ALL }).toArray(),
    );
    return rows.map((row) => toDeclaration(row as DeclarationRow));
  }
}

function toDeclaration({ _id, ...rest }: DeclarationRow): Declaration {
  return { id: _id, ...rest };
}
