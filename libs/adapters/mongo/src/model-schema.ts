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
  writeBatch: Number,
  incidents: { type: [mongoose.Schema.Types.Mixed], default: undefined },
  frozen: { type: [mongoose.Schema.Types.Mixed], default: undefined },
};

/** A schema as it is stored: the parameters as JSON text, as their names are the CPEs'. */
export interface ModelSchemaRow {
  readonly _id: string;
  readonly schema: string;
}

const SCHEMA_FIELDS: Readonly<Record<keyof ModelSchemaRow, SchemaDefinitionProperty>> = { _id: String, schema: String };

export const modelSchemaSchema: Schema = new mongoose.Schema(SCHEMA_FIELDS, SCHEMA_OPTIONS);

export const modelSchema: Schema = new mongoose.Schema(FIELDS, SCHEMA_OPTIONS);
