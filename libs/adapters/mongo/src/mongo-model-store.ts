import { type ModelKnowledge, ModelStore, RevisionConflict } from '#libs/domain';
import { BY_KEY } from './limits.ts';
import { type ModelRow, modelSchema } from './model-schema.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';
import { isDuplicateKey } from './mongo-error.ts';
import { newWriteId } from './write-id.ts';

export class MongoModelStore extends ModelStore {
  readonly #db: MongoDatabase;
  readonly #models: Documents<ModelRow>;

  constructor(db: MongoDatabase) {
    super();
    this.#db = db;
    this.#models = db.documents<ModelRow>('models', modelSchema);
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
