import type { SqliteDatabase } from './sqlite-database.ts';

/** Up to which position each consumer group is done. */
export class GroupOffsets {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    this.#db = db;
  }

  /** Undefined for a group that was never here. */
  load(group: string): number | undefined {
    return this.#db.read(() => {
      const row = this.#db.statement('SELECT position FROM consumer_groups WHERE name = ?').get(group);
      return row === undefined ? undefined : Number(row.position);
    });
  }

  save(group: string, position: number, nowMs: number): Promise<void> {
    return this.#db.write(() => {
      this.#db.statement('INSERT OR REPLACE INTO consumer_groups VALUES (?, ?, ?)').run(group, position, nowMs);
    });
  }

  /** The least position of the groups that were here since `sinceMs`; infinite without any. */
  least(sinceMs: number): number {
    return this.#db.read(() => {
      const select = 'SELECT min(position) AS least FROM consumer_groups WHERE saved_at >= ?';
      const row = this.#db.statement(select).get(sinceMs) as { least: number | null };
      return row.least ?? Number.POSITIVE_INFINITY;
    });
  }
}
