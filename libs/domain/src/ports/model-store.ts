import type { ModelKnowledge } from '../device/model.ts';

export abstract class ModelStore {
  abstract get(key: string): Promise<ModelKnowledge | undefined>;
  /** Rejects with RevisionConflict. */
  abstract save(model: ModelKnowledge): Promise<ModelKnowledge>;
}
