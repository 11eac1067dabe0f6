import { type ModelKnowledge, type ModelSchema, ModelStore, RevisionConflict } from '#libs/domain';
import { BY_KEY, OVER_ALL } from './limits.ts';
import { type ModelRow, type ModelSchemaRow, modelSchema, modelSchemaSchema } from './model-schema.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';
import { isDuplicateKey } from './mongo-error.ts';
import { newWriteId } from './write-id.ts';

export class MongoModelStore extends ModelStore {
  readonly #db: MongoDatabase;
  readonly #models: Documents<ModelRow>;
  readonly #schemas: Documents<ModelSchemaRow>;

  constructor(db: MongoDatabase) {
    super();
    this.#db = db;
    this.#models = db.documents<ModelRow>('models', modelSchema);
    this.#schemas = db.documents<ModelSchemaRow>('model_schemas', modelSchemaSchema);
  }

  async get(key: string): Promise<ModelKnowledge | undefined> {
    const row = await this.#db.run(() => this.#find(key));
    if (row === null) return undefined;
    const { _id, write: _, ...rest } = row;
    return { key: _id, ...rest };
  }

  async save(model: ModelKnowledge): Promise<ModelKnowledge> {
    const saved = { ...model, revision: model.revision + 1 };
    const write = newWriteId();
    return this.#db.run(async (attempt) => {
      if (await this.#replace(model.revision, saved, write)) return saved;
      // The answer to an earlier attempt may have been lost, not its work.
      if (attempt > 1 && (await this.#find(model.key))?.write === write) return saved;
      throw new RevisionConflict(`The model ${model.key} was saved by somebody else.`);
    });
  }

  async schema(key: string): Promise<ModelSchema | undefined> {
    const row = await this.#db.run(() => this.#schemas.collection.findOne({ _id: key }, BY_KEY));
    return row === null ? undefined : JSON.parse(row.schema);
  }

  async saveSchema(schema: ModelSchema): Promise<void> {
    const text = JSON.stringify(schema);
    const options = { upsert: true, ...BY_KEY };
    await this.#db.run(() => this.#schemas.collection.replaceOne({ _id: schema.key }, { schema: text }, options));
  }

  async schemas({
    after,
    limit,
  }: {
    readonly after?: string;
    readonly limit: number;
  }): Promise<readonly ModelSchema[]> {
    const query = after === undefined ? {} : { _id: { $gt: after } };
    const rows = await this.#db.run(() =>
      this.#schemas.collection.find(query, { sort: { _id: 1 }, limit, ...OVER_ALL }).toArray(),
    );
    return rows.map(({ schema }) => JSON.parse(schema));
  }

  #find(key: string): Promise<ModelRow | null> {
    return this.#models.model.findOne({ _id: key }, null, { lean: true, ...BY_KEY }).exec() as Promise<ModelRow | null>;
  }

  /** Whether the stored revision was the one to be replaced: none for 0. */
  async #replace(revision: number, { key, ...rest }: ModelKnowledge, write: string): Promise<boolean> {
    try {
      const result = await this.#models.collection.replaceOne(
        { _id: key, revision },
        { ...rest, write },
        { upsert: revision === 0, ...BY_KEY },
      );
      return result.matchedCount + result.upsertedCount > 0;
    } catch (error) {
      // Of revision 0 there is none: the upsert met one with another.
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }
}
