import mongoose, { type Schema, type SchemaDefinitionProperty } from 'mongoose';
import {
  type BucketCounter,
  type DeviceId,
  type Execution,
  type GroupCounter,
  NO_TALLY,
  type RolloutId,
} from '#libs/domain';
import { SCHEMA_OPTIONS } from './limits.ts';

/** The executions and the counter of a bucket have the same: it is the shard key, so that what changes together lies together. */
export type BucketKey = Pick<BucketCounter, 'rollout' | 'wave' | 'bucket'>;

/** An execution or a counter as it is stored, with the name of the write that made it so. */
export interface BucketRow extends BucketKey {
  readonly _id: string;
  readonly write: string;
  /** The other members as JSON text: their names come from CPEs, or they have many of them. */
  readonly content: string;

  // Of an execution:
  readonly deviceId?: DeviceId;
  readonly revision?: number;
  readonly state?: Execution['state'];
  readonly deadlineAt?: string;

  // Of a counter:
  readonly cap?: number;
  readonly tolerance?: number;
}

const FIELDS: Readonly<Record<keyof BucketRow, SchemaDefinitionProperty>> = {
  _id: String,
  write: String,
  rollout: String,
  wave: Number,
  bucket: Number,
  content: String,
  deviceId: String,
  revision: Number,
  state: String,
  deadlineAt: String,
  cap: Number,
  tolerance: Number,
};

export const BUCKET_INDEXES = {
  inBucket: { rollout: 1, wave: 1, bucket: 1, state: 1, deviceId: 1 },
  inWave: { rollout: 1, wave: 1, state: 1, deviceId: 1 },
  inRollout: { rollout: 1, state: 1, deviceId: 1 },
  counters: { rollout: 1, wave: 1, bucket: 1 },
  due: { deadlineAt: 1 },
} as const;

export const bucketSchema: Schema = new mongoose.Schema(FIELDS, SCHEMA_OPTIONS);
bucketSchema.index(BUCKET_INDEXES.inBucket);
bucketSchema.index(BUCKET_INDEXES.inWave);
bucketSchema.index(BUCKET_INDEXES.inRollout);
bucketSchema.index(BUCKET_INDEXES.counters, { partialFilterExpression: { cap: { $exists: true } } });
bucketSchema.index(BUCKET_INDEXES.due, { partialFilterExpression: { deadlineAt: { $exists: true } } });

export function executionId({ rollout, deviceId }: Pick<Execution, 'rollout' | 'deviceId'>): string {
  return `${rollout}/${deviceId}`;
}

/** No id of a device has a slash, so that it is none of an execution. */
export function counterId({ rollout, wave, bucket }: BucketKey): string {
  return `${rollout}/${wave}/${bucket}`;
}

export function bucketKey({ rollout, wave, bucket }: BucketKey): BucketKey {
  return { rollout, wave, bucket };
}

export function toExecutionRow(execution: Execution, write: string): BucketRow {
  const { rollout, wave, bucket, deviceId, revision, state, deadlineAt, ...rest } = execution;
  return {
    _id: executionId(execution),
    rollout,
    wave,
    bucket,
    deviceId,
    revision,
    state,
    ...(deadlineAt !== undefined && { deadlineAt }),
    write,
    content: JSON.stringify(rest),
  };
}

/** Of the row of an execution. */
export function toExecution({ _id, write: _, content, ...rest }: BucketRow): Execution {
  return { ...JSON.parse(content), ...rest };
}

export function toCounterRow(counter: BucketCounter, write: string): BucketRow {
  const { rollout, wave, bucket, cap, tolerance, tally, runs } = counter;
  const content = JSON.stringify({ tally, runs });
  return { _id: counterId(counter), rollout, wave, bucket, cap, tolerance, write, content };
}

/** Of the row of a counter. */
export function toCounter({ rollout, wave, bucket, cap = 0, tolerance = 0, content }: BucketRow): BucketCounter {
  return { rollout, wave, bucket, cap, tolerance, ...JSON.parse(content) };
}

export const NOTHING_COUNTED: string = JSON.stringify({ tally: NO_TALLY, runs: {} });

/** Which rollout had the device last. It holds the device for as long as its execution does, and nobody has to tell. */
export interface HoldRow {
  /** The device. */
  readonly _id: DeviceId;
  readonly rollout: RolloutId;
  readonly write: string;
}

const HOLD: Readonly<Record<keyof HoldRow, SchemaDefinitionProperty>> = { _id: String, rollout: String, write: String };
export const holdSchema: Schema = new mongoose.Schema(HOLD, SCHEMA_OPTIONS);

/** The counter of a group. */
export interface GroupRow extends GroupCounter {
  /** `rollout/attribute=value` */
  readonly _id: string;
  readonly rollout: RolloutId;
}

const GROUP: Readonly<Record<keyof GroupRow, SchemaDefinitionProperty>> = {
  _id: String,
  rollout: String,
  inFlight: Number,
  completed: Number,
  failed: Number,
  pardons: Number,
  pardoned: Number,
};
export const groupSchema: Schema = new mongoose.Schema(GROUP, SCHEMA_OPTIONS);
groupSchema.index({ rollout: 1 });
