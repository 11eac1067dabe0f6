import { type DeviceId, type ExecutionChange, holdsDevice, StoreUnavailable } from '#libs/domain';
import { type BucketState, type DecidedChanges, decideChanges, type WantedChange } from './bucket-changes.ts';
import {
  type BucketDocuments,
  counterIn,
  counterWrite,
  executionWrite,
  type StoredCounter,
} from './bucket-documents.ts';
import { counterId, executionId, type HoldRow, toExecution } from './bucket-schema.ts';
import type { DeviceHolds } from './device-holds.ts';
import type { Outcome } from './gather.ts';
import { GatherByKey } from './gather-by-key.ts';
import type { MongoDatabase } from './mongo-database.ts';
import type { PermitGroups } from './permit-groups.ts';
import { newWriteId } from './write-id.ts';

/** A bucket as it was read, and what it takes to replace just that. */
interface Loaded {
  readonly state: BucketState;
  readonly counter: StoredCounter;
  readonly holds: ReadonlyMap<DeviceId, HoldRow>;
}

/**
 * Changes executions together with the counter of their bucket. What this process is asked for in one bucket goes one after
 * the other and, as far as it waits, together; what others do there meanwhile makes it look again. A refusal only reads.
 */
export class ChangeExecutions {
  readonly #db: MongoDatabase;
  readonly #documents: BucketDocuments;
  readonly #holds: DeviceHolds;
  readonly #groups: PermitGroups;
  readonly #buckets: GatherByKey<WantedChange, ExecutionChange>;

  constructor(db: MongoDatabase, documents: BucketDocuments, holds: DeviceHolds, groups: PermitGroups) {
    this.#db = db;
    this.#documents = documents;
    this.#holds = holds;
    this.#groups = groups;
    this.#buckets = new GatherByKey(
      (changes) => this.#db.run(() => this.#attempt(changes)),
      (error) => error instanceof StoreUnavailable,
    );
  }

  run(change: WantedChange): Promise<ExecutionChange> {
    return this.#buckets.run(counterId(change.execution), change);
  }

  async #attempt(changes: readonly WantedChange[]): Promise<readonly Outcome<ExecutionChange>[]> {
    const loaded = await this.#load(changes);
    const decided = decideChanges(loaded.state, changes);
    if (decided.saved.length > 0) await this.#save(loaded, decided);
    return decided.outcomes;
  }

  async #load(changes: readonly WantedChange[]): Promise<Loaded> {
    const [first] = changes;
    if (first === undefined) throw new Error('A batch has a change.');
    const { rollout, wave, bucket } = first.execution;
    const key = { rollout, wave, bucket };
    const ids = changes.map(({ execution }) => executionId(execution));
    const names = new Set(changes.flatMap(({ execution }) => execution.groups));
    const [rows, groups] = await Promise.all([
      this.#documents.load([counterId(key), ...ids]),
      this.#groups.load(rollout, [...names]),
    ]);
    const executions = new Map(
      ids.flatMap((id) => {
        const row = rows.get(id);
        return row === undefined ? [] : [[id, { execution: toExecution(row), write: row.write }] as const];
      }),
    );
    const heldAgain = changes.filter(({ execution }) => {
      const before = executions.get(executionId(execution))?.execution;
      return before !== undefined && !holdsDevice(before) && holdsDevice(execution);
    });
    const holds = await this.#holds.load(heldAgain.map(({ execution }) => execution.deviceId));
    const lastHolders = new Map([...holds].map(([deviceId, hold]) => [deviceId, hold.rollout]));
    const counter = counterIn(rows, key);
    return { state: { counter: counter.counter, executions, groups, lastHolders }, counter, holds };
  }

  async #save({ counter, holds }: Loaded, { counter: after, saved, groups }: DecidedChanges): Promise<void> {
    const writes = saved.map(executionWrite);
    const again = saved.filter(({ holdsAgain }) => holdsAgain);
    // What counts as before needs nothing but its own revision.
    if (after === counter.counter && again.length === 0) return this.#documents.write(writes);
    const taken = again.map(({ execution: { deviceId, rollout }, write }) => ({ _id: deviceId, rollout, write }));
    await this.#db.transaction(async (session) => {
      await this.#documents.write([counterWrite(counter, after, newWriteId()), ...writes], session);
      await this.#groups.move(after.rollout, groups, session);
      await this.#holds.take(taken, holds, session);
    });
  }
}
