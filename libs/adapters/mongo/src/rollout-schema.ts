import mongoose, { type Schema, type SchemaDefinitionProperty } from 'mongoose';
import type { Rollout } from '#libs/domain';
import { SCHEMA_OPTIONS } from './limits.ts';

/** A rollout as it is stored, with the name of the write that made it so. */
export interface RolloutRow extends Omit<Rollout, 'id' | 'document'> {
  readonly _id: string;
  readonly write: string;
  /** As JSON text: its filters have operators for names. */
  readonly document: string;
}

const FIELDS: Readonly<Record<keyof RolloutRow, SchemaDefinitionProperty>> = {
  _id: String,
  write: String,
  name: String,
  revision: Number,
  generation: Number,
  document: String,
  author: String,
  status: { phase: String, since: String, by: String, reason: String, approved: Object },
  waves: [Object],
  openedWave: Number,
  closedCells: [String],
  createdAt: String,
};

export const rolloutSchema: Schema = new mongoose.Schema(FIELDS, SCHEMA_OPTIONS);
rolloutSchema.index({ name: 1 }, { unique: true });
rolloutSchema.index({ createdAt: -1, _id: -1 });
rolloutSchema.index({ 'status.phase': 1, createdAt: -1, _id: -1 });

export function toRolloutRow({ id, document, ...rest }: Rollout, write: string): RolloutRow {
  return { _id: id, ...rest, write, document: JSON.stringify(document) };
}

export function toRollout({ _id, write: _, document, ...rest }: RolloutRow): Rollout {
  return { id: _id as Rollout['id'], ...rest, document: JSON.parse(document) };
}
