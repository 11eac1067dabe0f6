import mongoose, { type SchemaDefinitionProperty } from 'mongoose';
import { SCHEMA_OPTIONS } from './limits.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';

/** A file as GridFS describes it. */
export interface GridFileRow<Metadata> {
  /** As the chunks have it. */
  readonly _id: string;
  readonly length: number;
  readonly chunkSize: number;
  readonly uploadDate: Date;
  /** What it is found by; one file has it. */
  readonly filename: string;
  readonly metadata: Metadata;
}

const FIELDS: Readonly<Record<keyof GridFileRow<unknown>, SchemaDefinitionProperty>> = {
  _id: String,
  length: Number,
  chunkSize: Number,
  uploadDate: Date,
  filename: String,
  metadata: Object,
};

export function gridFiles<Metadata>(
  db: MongoDatabase,
  bucket: string,
  ...indexes: readonly Readonly<Record<string, 1 | -1>>[]
): Documents<GridFileRow<Metadata>> {
  const schema = new mongoose.Schema(FIELDS, SCHEMA_OPTIONS);
  schema.index({ filename: 1 }, { unique: true });
  for (const index of indexes) schema.index(index);
  return db.documents<GridFileRow<Metadata>>(`${bucket}.files`, schema);
}
