import mongoose, { type Schema, type SchemaDefinitionProperty } from 'mongoose';
import type { DeviceId } from '#libs/domain';
import { SCHEMA_OPTIONS } from './limits.ts';

/** A subtree of one device's reported parameters, or a further part of one that is too large for a document. */
export interface ChunkRow {
  /** Device, number of the part, chunk: see `partId`. */
  readonly _id: string;
  readonly deviceId: DeviceId;
  /** The write that made it so; the same in all parts of a chunk. */
  readonly write: string;
  /** Only the first part has these: how many parts there are, and what is in all of them. */
  readonly parts?: number;
  readonly parameters?: number;
  readonly objects?: number;
  /** Made by `ReportedChunk`. */
  readonly content: string;
}

const FIELDS: Readonly<Record<keyof ChunkRow, SchemaDefinitionProperty>> = {
  _id: String,
  deviceId: String,
  write: String,
  parts: Number,
  parameters: Number,
  objects: Number,
  content: String,
};

export const chunkSchema: Schema = new mongoose.Schema(FIELDS, SCHEMA_OPTIONS);

/** A device's id holds no slash; the name of a chunk, which comes from the CPE, may hold anything. */
export function partId(deviceId: DeviceId, part: number, chunk: string): string {
  return `${deviceId}/${part}/${chunk}`;
}

export function deviceIdOfPart(id: string): string {
  return id.slice(0, id.indexOf('/'));
}

/** The chunk of a first part. */
export function chunkNameOf({ _id, deviceId }: Pick<ChunkRow, '_id' | 'deviceId'>): string {
  return _id.slice(deviceId.length + '/0/'.length);
}

/** All first parts of a device: `0` is what comes after the slash. */
export function firstPartsOf(deviceId: DeviceId) {
  return { deviceId, _id: { $gte: `${deviceId}/0/`, $lt: `${deviceId}/00` } };
}

export function allPartsOf(deviceId: DeviceId) {
  return { deviceId, _id: { $gte: `${deviceId}/`, $lt: `${deviceId}0` } };
}
