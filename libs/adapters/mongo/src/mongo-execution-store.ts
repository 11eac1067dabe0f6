import {
  type BucketCounter,
  type BucketPermits,
  type DeviceId,
  type Enrolment,
  EXECUTION_STATES,
  type Execution,
  type ExecutionChange,
  type ExecutionPage,
  type ExecutionQuery,
  ExecutionStore,
  type GroupPermits,
  NO_GROUP_LIMITS,
  type RolloutId,
} from '#libs/domain';
import { BucketDocuments } from './bucket-documents.ts';
import { BUCKET_INDEXES, counterId, executionId, NOTHING_COUNTED, toCounter, toExecution } from './bucket-schema.ts';
import { ChangeExecutions } from './change-executions.ts';
import { DeviceHolds } from './device-holds.ts';
import { EnrolDevices } from './enrol-devices.ts';
import { BY_KEY, OVER_ALL } from './limits.ts';
import type { MongoDatabase } from './mongo-database.ts';
import { Contended, isDuplicateKey } from './mongo-error.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { PermitGroups } from './permit-groups.ts';
import { newWriteId } from './write-id.ts';

const ORDER = 'deviceId';

/** One document per execution, and one per bucket for its counter; a transaction changes both. */
export class MongoExecutionStore extends ExecutionStore {
  readonly #db: MongoDatabase;
  readonly #documents: BucketDocuments;
  readonly #holds: DeviceHolds;
  readonly #enrol: EnrolDevices;
  readonly #changes: ChangeExecutions;

  constructor(db: MongoDatabase) {
    super();
    this.#db = db;
    this.#documents = new BucketDocuments(db);
    this.#holds = new DeviceHolds(db);
    this.#enrol = new EnrolDevices(db, this.#documents, this.#holds);
    this.#changes = new ChangeExecutions(db, this.#documents, this.#holds, new PermitGroups(db));
  }

  /** Changes nothing but the permits: it gets in nobody's way for longer than a write takes. */
  async setPermits({ cap, tolerance, ...key }: BucketPermits): Promise<BucketCounter> {
    const filter = { _id: counterId(key), rollout: key.rollout, wave: key.wave, bucket: key.bucket };
    const update = { $set: { cap, tolerance, write: newWriteId() }, $setOnInsert: { content: NOTHING_COUNTED } };
    const options = { upsert: true, returnDocument: 'after', ...BY_KEY } as const;
    return this.#db.run(async () => {
      try {
        const row = await this.#documents.collection.findOneAndUpdate(filter, update, options);
        if (row !== null) return toCounter(row);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
      }
      throw new Contended('The counter of a bucket was made by somebody else.');
    });
  }

  enrol(executions: readonly Execution[]): Promise<Enrolment> {
    return this.#enrol.run(executions);
  }

  async find(deviceId: DeviceId, rollout?: RolloutId): Promise<Execution | undefined> {
    return this.#db.run(async () => {
      if (rollout !== undefined) return this.#load(rollout, deviceId);
      const last = await this.#holds.find(deviceId);
      return last && this.#load(last.rollout, deviceId);
    });
  }

  change(execution: Execution, groups: GroupPermits = NO_GROUP_LIMITS): Promise<ExecutionChange> {
    return this.#changes.run({ execution, groups, write: newWriteId() });
  }

  async list({ rollout, wave, bucket, states, limit, cursor }: ExecutionQuery): Promise<ExecutionPage> {
    const [after] = cursor === undefined ? [] : decodeCursor(cursor, ORDER, 1);
    const hint = listIndex(wave, bucket);
    const query = {
      rollout,
      ...(wave !== undefined && { wave }),
      ...(bucket !== undefined && { bucket }),
      // Of each state MongoDB reads a part of the index in the order of devices; so it merges them and sorts nothing.
      state: { $in: [...(states ?? EXECUTION_STATES)] },
      deviceId: { $gt: (after ?? '') as DeviceId },
    };
    // One more than asked for tells whether there is a next page.
    const options = { sort: { deviceId: 1 }, limit: limit + 1, ...OVER_ALL } as const;
    const rows = await this.#db.run(() => this.#documents.query(query, hint, options));
    const found = rows.map(toExecution);
    const last = found.length > limit ? found[limit - 1] : undefined;
    return { executions: found.slice(0, limit), ...(last && { next: encodeCursor(ORDER, [last.deviceId]) }) };
  }

  async due(now: string, limit: number): Promise<readonly Execution[]> {
    const options = { sort: BUCKET_INDEXES.due, limit, ...OVER_ALL };
    const query = { deadlineAt: { $lte: now } };
    const rows = await this.#db.run(() => this.#documents.query(query, BUCKET_INDEXES.due, options));
    return rows.map(toExecution);
  }

  async counters(rollout: RolloutId, wave?: number): Promise<readonly BucketCounter[]> {
    const query = { rollout, ...(wave !== undefined && { wave }), cap: { $exists: true } };
    const options = { sort: { wave: 1, bucket: 1 }, ...OVER_ALL } as const;
    const rows = await this.#db.run(() => this.#documents.query(query, BUCKET_INDEXES.counters, options));
    return rows.map(toCounter);
  }

  async #load(rollout: RolloutId, deviceId: DeviceId): Promise<Execution | undefined> {
    const row = await this.#documents.find(executionId({ rollout, deviceId }));
    return row && toExecution(row);
  }
}

function listIndex(wave: number | undefined, bucket: number | undefined) {
  if (wave === undefined) return BUCKET_INDEXES.inRollout;
  return bucket === undefined ? BUCKET_INDEXES.inWave : BUCKET_INDEXES.inBucket;
}
