import type { Model } from 'mongoose';
import { DatabaseUnusable, DUPLICATE_KEY, isTransient } from './mongo-error.ts';

/** IndexOptionsConflict, IndexKeySpecsConflict */
const CONFLICTS: ReadonlySet<number> = new Set([85, 86]);

/**
 * Builds the indexes that the model's schema declares, where they are missing; others are left alone. Rejects with
 * DatabaseUnusable when one is in the way of ours or the documents do not allow it.
 */
export async function buildIndexes(model: Pick<Model<unknown>, 'collection' | 'createIndexes'>): Promise<void> {
  try {
    await model.createIndexes();
  } catch (error) {
    if (isTransient(error) || !(error instanceof Error)) throw error;
    throw new DatabaseUnusable(`The indexes of ${model.collection.name} can't be built: ${reason(error)}`, {
      cause: error,
    });
  }
}

function reason(error: Error): string {
  const code = 'code' in error ? Number(error.code) : 0;
  if (CONFLICTS.has(code)) return `one of another kind has its name or its fields; drop that one. ${error.message}`;
  if (code === DUPLICATE_KEY) return `documents have the same key. ${error.message}`;
  return error.message;
}
