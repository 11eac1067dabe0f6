import mongoose, { type Schema, type SchemaDefinitionProperty } from 'mongoose';
import type { Rollout } from '#libs/domain';
import { SCHEMA_OPTIONS } from './limits.ts';

/** A rollout as it is stored, with the name of the write that made it so. */
export interface RolloutRow extends Omit<Rollout, 'id' | 'document' | 'waves'> {
  readonly _id: string;
  readonly write: string;
  /** As JSON text: its filters have operators for names. */
  readonly document: string;
  /** As JSON text: tallies have the names of cells for members. */
  readonly waves: string;
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
  waves: String,
  openedWave: Number,
  closedCells: [String],
  createdAt: String,
  enrolment: { counted: Number, plannedAt: String, completedAt: String },
  stopped: { rule: String, at: String },
  pardons: Number,
  acts: { type: [Object], default: undefined },
  untold: { type: [Object], default: undefined },
};

export const rolloutSchema: Schema = new mongoose.Schema(FIELDS, SCHEMA_OPTIONS);
rolloutSchema.index({ name: 1 }, { unique: true });
rolloutSchema.index({ createdAt: -1, _id: -1 });
rolloutSchema.index({ 'status.phase': 1, createdAt: -1, _id: -1 });

export function toRolloutRow({ id, document, waves, ...rest }: Rollout, write: string): RolloutRow {
  return { _id: id, ...rest, write, document: JSON.stringify(document), waves: JSON.stringify(waves) };
}

export function toRollout({ _id, write: _, document, waves, ...rest }: RolloutRow): Rollout {
  return { id: _id as Rollout['id'], ...rest, document: JSON.parse(document), waves: JSON.parse(waves) };
}
