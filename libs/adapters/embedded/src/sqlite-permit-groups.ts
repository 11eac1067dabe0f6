import {
  countInGroup,
  type Execution,
  type GroupCounter,
  type GroupPermits,
  NOBODY_IN_GROUP,
  type RolloutId,
} from '#libs/domain';
import type { SqliteDatabase } from './sqlite-database.ts';

const SELECT =
  'SELECT in_flight, completed, failed, pardons, pardoned FROM permit_groups WHERE rollout = ? AND name = ?';
const UPSERT =
  'INSERT INTO permit_groups (rollout, name, in_flight, completed, failed, pardons, pardoned) VALUES (?, ?, ?, ?, ?, ?, ?) ' +
  'ON CONFLICT (rollout, name) DO UPDATE SET in_flight = excluded.in_flight, completed = excluded.completed, ' +
  'failed = excluded.failed, pardons = excluded.pardons, pardoned = excluded.pardoned';

/** The counters of groups, for SqliteExecutionStore in its transactions. */
export class SqlitePermitGroups {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    this.#db = db;
  }

  /** The counters of its groups after an execution became another one, or the group that has no permit for it. */
  counted(
    before: Execution,
    after: Execution,
    permits: GroupPermits,
  ): { readonly counters: ReadonlyMap<string, GroupCounter> } | { readonly full: string } {
    const counters = new Map<string, GroupCounter>();
    if (before.account === after.account) return { counters };
    for (const group of after.groups) {
      const counter = countInGroup(this.#load(after.rollout, group), group, before, after, permits);
      if (counter === undefined) return { full: group };
      counters.set(group, counter);
    }
    return { counters };
  }

  save(rollout: RolloutId, counters: ReadonlyMap<string, GroupCounter>): void {
    for (const [group, { inFlight, completed, failed, pardons, pardoned }] of counters)
      this.#db.statement(UPSERT).run(rollout, group, inFlight, completed, failed, pardons, pardoned);
  }

  #load(rollout: RolloutId, group: string): GroupCounter {
    const row = this.#db.statement(SELECT).get(rollout, group);
    if (row === undefined) return NOBODY_IN_GROUP;
    const { in_flight, ...counts } = row as Record<string, number>;
    return { ...NOBODY_IN_GROUP, ...counts, inFlight: in_flight ?? 0 };
  }
}
