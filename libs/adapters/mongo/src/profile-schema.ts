import mongoose, { type Schema, type SchemaDefinitionProperty } from 'mongoose';
import type { ProfileRevision } from '#libs/domain';
import { SCHEMA_OPTIONS } from './limits.ts';

/** A revision as it is stored: `_id` is `name@number`, so that no number is given twice. */
export interface RevisionRow extends Omit<ProfileRevision, 'document'> {
  readonly _id: string;
  readonly write: string;
  /** As JSON text: its selector has operators for names. */
  readonly document: string;
}

/** Everything that is in force, as one document: a change of it is one write, and counts as one. */
export interface PublicationRow {
  readonly _id: 'published';
  readonly generation: number;
  readonly write: string;
  readonly profiles: readonly { readonly name: string; readonly number: number }[];
}

const REVISION: Readonly<Record<keyof RevisionRow, SchemaDefinitionProperty>> = {
  _id: String,
  write: String,
  profile: String,
  number: Number,
  document: String,
  author: String,
  message: String,
  createdAt: String,
};

const PUBLICATION: Readonly<Record<keyof PublicationRow, SchemaDefinitionProperty>> = {
  _id: String,
  generation: Number,
  write: String,
  profiles: [{ _id: false, name: String, number: Number }],
};

export const revisionSchema: Schema = new mongoose.Schema(REVISION, SCHEMA_OPTIONS);
revisionSchema.index({ profile: 1, number: -1 });

export const publicationSchema: Schema = new mongoose.Schema(PUBLICATION, SCHEMA_OPTIONS);

export function toRevisionRow({ document, ...rest }: ProfileRevision, write: string): RevisionRow {
  return { _id: revisionId(rest.profile, rest.number), ...rest, write, document: JSON.stringify(document) };
}

export function toRevision({ _id, write: _, document, ...rest }: RevisionRow): ProfileRevision {
  return { ...rest, document: JSON.parse(document) };
}

export function revisionId(profile: string, number: number): string {
  return `${profile}@${number}`;
}
