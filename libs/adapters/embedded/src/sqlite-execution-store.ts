import {
  type BucketCounter,
  type BucketPermits,
  countChange,
  type DeviceId,
  type Enrolment,
  type Execution,
  type ExecutionChange,
  type ExecutionPage,
  type ExecutionQuery,
  ExecutionStore,
  type GroupPermits,
  holdsDevice,
  NO_GROUP_LIMITS,
  newCounter,
  RevisionConflict,
  type RolloutId,
} from '#libs/domain';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { SqlitePermitGroups } from './sqlite-permit-groups.ts';

const INSERT =
  'INSERT INTO executions (rollout, device_id, wave, bucket, state, holds, deadline_at, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?)';
const UPDATE =
  'UPDATE executions SET state = ?, holds = ?, deadline_at = ?, document = ? WHERE rollout = ? AND device_id = ?';
const UPSERT_COUNTER =
  'INSERT INTO permit_buckets (rollout, wave, bucket, document) VALUES (?, ?, ?, ?) ' +
  'ON CONFLICT (rollout, wave, bucket) DO UPDATE SET document = excluded.document';
const ORDER = 'deviceId';

/** Executions and the counters of their buckets, each a JSON document; both change in one transaction. */
export class SqliteExecutionStore extends ExecutionStore {
  readonly #db: SqliteDatabase;
  readonly #groups: SqlitePermitGroups;

  constructor(db: SqliteDatabase) {
    super();
    this.#db = db;
    this.#groups = new SqlitePermitGroups(db);
  }

  setPermits({ rollout, wave, bucket, cap, tolerance }: BucketPermits): Promise<BucketCounter> {
    return this.#db.writeAll(() => {
      const counter = { ...this.#counter(rollout, wave, bucket), cap, tolerance };
      this.#saveCounter(counter);
      return counter;
    });
  }

  enrol(executions: readonly Execution[]): Promise<Enrolment> {
    return this.#db.writeAll(() => {
      const held: { deviceId: DeviceId; rollout: RolloutId }[] = [];
      let added = 0;
      for (const execution of executions) {
        const { deviceId, rollout } = execution;
        if (this.#load(rollout, deviceId) !== undefined) continue;
        const holder = this.#holding(deviceId);
        if (holder !== undefined) held.push({ deviceId, rollout: holder.rollout });
        else added += this.#insert(execution);
      }
      return { added, held };
    });
  }

  async find(deviceId: DeviceId, rollout?: RolloutId): Promise<Execution | undefined> {
    return rollout === undefined ? this.#latest(deviceId) : this.#load(rollout, deviceId);
  }

  change(execution: Execution, permits: GroupPermits = NO_GROUP_LIMITS): Promise<ExecutionChange> {
    return this.#db.writeAll(() => {
      const { rollout, deviceId, revision } = execution;
      const before = this.#load(rollout, deviceId);
      if (before?.revision !== revision) {
        throw new RevisionConflict(`Rollout ${rollout} on ${deviceId} was changed by somebody else.`);
      }
      const counter = countChange(this.#counter(rollout, execution.wave, execution.bucket), before, execution);
      if (counter === undefined) return { status: 'noPermit' };
      const groups = this.#groups.counted(before, execution, permits);
      if ('full' in groups) return { status: 'noPermit', group: groups.full };
      this.#saveCounter(counter);
      this.#groups.save(rollout, groups.counters);
      return { status: 'saved', execution: this.#update(execution) };
    });
  }

  async list({ rollout, wave, bucket, states, limit, cursor }: ExecutionQuery): Promise<ExecutionPage> {
    const [after] = cursor === undefined ? [] : decodeCursor(cursor, ORDER, 1);
    const where =
      'rollout = ?1 AND (?2 IS NULL OR wave = ?2) AND (?3 IS NULL OR state IN (SELECT value FROM json_each(?3))) ' +
      'AND (?4 IS NULL OR device_id > ?4) AND (?6 IS NULL OR bucket = ?6) ORDER BY device_id LIMIT ?5';
    const wanted = states === undefined ? null : JSON.stringify(states);
    const found = this.#select(where, [rollout, wave ?? null, wanted, after ?? null, limit + 1, bucket ?? null]);
    const last = found.length > limit ? found[limit - 1] : undefined;
    return { executions: found.slice(0, limit), ...(last && { next: encodeCursor(ORDER, [last.deviceId]) }) };
  }

  async due(now: string, limit: number): Promise<readonly Execution[]> {
    return this.#select('deadline_at <= ? ORDER BY deadline_at LIMIT ?', [now, limit]);
  }

  async counters(rollout: RolloutId, wave?: number): Promise<readonly BucketCounter[]> {
    const sql =
      'SELECT document FROM permit_buckets WHERE rollout = ?1 AND (?2 IS NULL OR wave = ?2) ORDER BY wave, bucket';
    return this.#db.read(() => {
      const rows = this.#db.statement(sql).all(rollout, wave ?? null);
      return rows.map((row) => JSON.parse(String(row.document)) as BucketCounter);
    });
  }

  #insert(execution: Execution): 1 {
    const stored = { ...execution, revision: 1 };
    const { rollout, deviceId, wave, bucket, state, deadlineAt } = stored;
    const counted = countChange(this.#counter(rollout, wave, bucket), undefined, stored);
    if (counted !== undefined) this.#saveCounter(counted);
    this.#db
      .statement(INSERT)
      .run(rollout, deviceId, wave, bucket, state, holds(stored), deadlineAt ?? null, JSON.stringify(stored));
    return 1;
  }

  #update(execution: Execution): Execution {
    const saved = { ...execution, revision: execution.revision + 1 };
    const { rollout, deviceId, state, deadlineAt } = saved;
    this.#db.statement(UPDATE).run(state, holds(saved), deadlineAt ?? null, JSON.stringify(saved), rollout, deviceId);
    return saved;
  }

  #counter(rollout: RolloutId, wave: number, bucket: number): BucketCounter {
    const sql = 'SELECT document FROM permit_buckets WHERE rollout = ? AND wave = ? AND bucket = ?';
    const row = this.#db.statement(sql).get(rollout, wave, bucket);
    return row === undefined ? newCounter(rollout, wave, bucket, 0) : JSON.parse(String(row.document));
  }

  #saveCounter(counter: BucketCounter): void {
    const { rollout, wave, bucket } = counter;
    this.#db.statement(UPSERT_COUNTER).run(rollout, wave, bucket, JSON.stringify(counter));
  }

  #load(rollout: RolloutId, deviceId: DeviceId): Execution | undefined {
    return this.#select('rollout = ? AND device_id = ?', [rollout, deviceId])[0];
  }

  #holding(deviceId: DeviceId): Execution | undefined {
    return this.#select('device_id = ? AND holds = 1', [deviceId])[0];
  }

  #latest(deviceId: DeviceId): Execution | undefined {
    // None is added while another one holds the device.
    return this.#select('device_id = ? ORDER BY rowid DESC LIMIT 1', [deviceId])[0];
  }

  #select(where: string, parameters: readonly (string | number | null)[]): readonly Execution[] {
    return this.#db.read(() => {
      const rows = this.#db.statement(`SELECT document FROM executions WHERE ${where}`).all(...parameters);
      return rows.map((row) => JSON.parse(String(row.document)) as Execution);
    });
  }
}

function holds(execution: Execution): 0 | 1 {
  return holdsDevice(execution) ? 1 : 0;
}
