import type { ModelKnowledge, ModelSchema } from '../device/model.ts';

export abstract class ModelStore {
  abstract get(key: string): Promise<ModelKnowledge | undefined>;
  /** Rejects with RevisionConflict. */
  abstract save(model: ModelKnowledge): Promise<ModelKnowledge>;
  abstract schema(key: string): Promise<ModelSchema | undefined>;
  /** Replaces the one that was there. */
  abstract saveSchema(schema: ModelSchema): Promise<void>;
  /** Of all models, by key, those after one. */
  abstract schemas(query: { readonly after?: string; readonly limit: number }): Promise<readonly ModelSchema[]>;
}
