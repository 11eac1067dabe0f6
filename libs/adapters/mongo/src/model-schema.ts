import mongoose, { type Schema, type SchemaDefinitionProperty } from 'mongoose';
import type { ModelKnowledge } from '#libs/domain';
import { SCHEMA_OPTIONS } from './limits.ts';

/** What is known of a model, as it is stored: by its key, with the name of the write that made it so. */
export interface ModelRow extends Omit<ModelKnowledge, 'key'> {
  readonly _id: string;
  readonly write: string;
}

const FIELDS: Readonly<Record<keyof ModelRow, SchemaDefinitionProperty>> = {
  _id: String,
  revision: Number,
  write: String,
  readBatch: Number,
  unreadable: [String],
  namesByLevel: Boolean,
};

export const modelSchema: Schema = new mongoose.Schema(FIELDS, SCHEMA_OPTIONS);
