import {
  type BucketCounter,
  countChange,
  type DeviceId,
  type Enrolment,
  type Execution,
  holdsDevice,
} from '#libs/domain';
import { type BucketDocuments, counterIn, counterWrite, type StoredCounter } from './bucket-documents.ts';
import { type BucketRow, counterId, executionId, type HoldRow, toExecution, toExecutionRow } from './bucket-schema.ts';
import type { DeviceHolds } from './device-holds.ts';
import type { MongoDatabase } from './mongo-database.ts';
import { newWriteId } from './write-id.ts';

/** Executions of one transaction. */
const AT_ONCE = 250;

const NOBODY: Enrolment = { added: 0, held: [] };

/** What is stored about devices that are to be enrolled. */
interface Loaded {
  /** The counters of their buckets and the executions of their rollouts, by id. */
  readonly rows: ReadonlyMap<string, BucketRow>;
  readonly holds: ReadonlyMap<DeviceId, HoldRow>;
  /** The executions that had the devices last, by id. */
  readonly holders: ReadonlyMap<string, BucketRow>;
}

/** Adds executions, takes their devices and counts them, a few hundred in one step. */
export class EnrolDevices {
  readonly #db: MongoDatabase;
  readonly #documents: BucketDocuments;
  readonly #holds: DeviceHolds;

  constructor(db: MongoDatabase, documents: BucketDocuments, holds: DeviceHolds) {
    this.#db = db;
    this.#documents = documents;
    this.#holds = holds;
  }

  async run(executions: readonly Execution[]): Promise<Enrolment> {
    const once = [...new Map(executions.map((execution) => [executionId(execution), execution])).values()];
    const inOrder = once.toSorted((a, b) => (counterId(a) < counterId(b) ? -1 : 1));
    // By it an attempt whose answer was lost is recognised.
    const write = newWriteId();
    let sum = NOBODY;
    for (let start = 0; start < inOrder.length; start += AT_ONCE) {
      sum = both(sum, await this.#enrol(inOrder.slice(start, start + AT_ONCE), write));
    }
    return sum;
  }

  /** Where somebody else counts in one of many buckets, it is tried with half of them. */
  async #enrol(executions: readonly Execution[], write: string): Promise<Enrolment> {
    const buckets = [...Map.groupBy(executions, counterId).values()];
    if (buckets.length === 1) return this.#db.run(() => this.#attempt(executions, write));
    try {
      return await this.#attempt(executions, write);
    } catch {
      const half = Math.ceil(buckets.length / 2);
      const first = await this.#enrol(buckets.slice(0, half).flat(), write);
      return both(first, await this.#enrol(buckets.slice(half).flat(), write));
    }
  }

  async #attempt(executions: readonly Execution[], write: string): Promise<Enrolment> {
    const loaded = await this.#load(executions);
    const { rows, holds } = loaded;
    const isThere = (execution: Execution) => rows.has(executionId(execution));
    const held = executions.flatMap((execution) => (isThere(execution) ? [] : holderOf(execution, loaded)));
    const refused = new Set(held.map(({ deviceId }) => deviceId));
    const fresh = executions.filter((execution) => !isThere(execution) && !refused.has(execution.deviceId));
    if (fresh.length > 0) {
      const stored = fresh.map((execution) => ({ ...execution, revision: 1 }));
      const inserts = stored.map((one) => ({ insertOne: { document: toExecutionRow(one, write) } }));
      const taken = stored.map(({ deviceId, rollout }) => ({ _id: deviceId, rollout, write }));
      await this.#db.transaction(async (session) => {
        const counters = [...Map.groupBy(stored, counterId).values()].map((own) => recount(rows, own, write));
        await this.#documents.write([...counters, ...inserts], session);
        await this.#holds.take(taken, holds, session);
      });
    }
    const earlier = executions.filter((execution) => rows.get(executionId(execution))?.write === write);
    return { added: fresh.length + earlier.length, held };
  }

  async #load(executions: readonly Execution[]): Promise<Loaded> {
    const ids = [...executions.map(executionId), ...new Set(executions.map(counterId))];
    const [rows, holds] = await Promise.all([
      this.#documents.load(ids),
      this.#holds.load(executions.map(({ deviceId }) => deviceId)),
    ]);
    const last = [...holds.values()].map(({ _id, rollout }) => executionId({ rollout, deviceId: _id }));
    return { rows, holds, holders: await this.#documents.load(last) };
  }
}

/** The other rollout that holds the device, if one does. */
function holderOf({ deviceId, rollout }: Execution, { holds, holders }: Loaded): Enrolment['held'] {
  const last = holds.get(deviceId);
  if (last === undefined || last.rollout === rollout) return [];
  const row = holders.get(executionId({ rollout: last.rollout, deviceId }));
  return row !== undefined && holdsDevice(toExecution(row)) ? [{ deviceId, rollout: last.rollout }] : [];
}

/** The counter of a bucket with those that come into it. */
function recount(rows: ReadonlyMap<string, BucketRow>, own: readonly Execution[], write: string) {
  const [first] = own;
  if (first === undefined) throw new Error('A bucket that is counted anew has an execution.');
  const before: StoredCounter = counterIn(rows, first);
  const counted = own.reduce<BucketCounter>(
    (counter, execution) => countChange(counter, undefined, execution) ?? counter,
    before.counter,
  );
  return counterWrite(before, counted, write);
}

function both(a: Enrolment, b: Enrolment): Enrolment {
  return { added: a.added + b.added, held: [...a.held, ...b.held] };
}
