import mongoose, { type Schema, type SchemaDefinitionProperty } from 'mongoose';
import type { DeviceId } from '#libs/domain';
import { SCHEMA_OPTIONS } from './limits.ts';

export interface HistoryRow {
  /** Device and event: that an event is there once needs no further index. */
  readonly _id: string;
  readonly deviceId: DeviceId;
  readonly position: number;
  /** As JSON: names in it came from a CPE. */
  readonly event: string;
}

const FIELDS: Readonly<Record<keyof HistoryRow, SchemaDefinitionProperty>> = {
  _id: String,
  deviceId: String,
  position: Number,
  event: String,
};

export const historySchema: Schema = new mongoose.Schema(FIELDS, SCHEMA_OPTIONS);
historySchema.index({ deviceId: 1, position: -1 });
