import type { DeadLetter, EventRecord } from '#libs/domain';
import type { SqliteDatabase } from './sqlite-database.ts';

const MAX_ERROR_LENGTH = 4_096;
const COLUMNS = 'id, consumer_group, event, error, failed_at';

interface Row {
  readonly id: string;
  readonly consumer_group: string;
  readonly event: string;
  readonly error: string;
  readonly failed_at: string;
}

/**
 * Events that were given up. One that is replayed stays in the table, marked, until it is done: the death of the process
 * in between loses nothing.
 */
export class DeadLetterTable {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    this.#db = db;
  }

  add(group: string, event: EventRecord, error: unknown, failedAt: string): Promise<void> {
    return this.#db.write(() => {
      this.#db
        .statement('INSERT OR REPLACE INTO dead_letters VALUES (?, ?, ?, ?, ?, ?, 0)')
        .run(letterId(group, event), group, event.position, JSON.stringify(event), describe(error), failedAt);
    });
  }

  list(group: string, limit: number): readonly DeadLetter[] {
    return this.#select('WHERE consumer_group = ? AND replaying = 0 ORDER BY position LIMIT ?', group, limit);
  }

  /** Marks a letter as being replayed; undefined when there is none with this id. */
  startReplay(id: string): Promise<DeadLetter | undefined> {
    return this.#db.write(() => {
      const [letter] = this.#select('WHERE id = ? AND replaying = 0', id);
      if (letter !== undefined) this.#db.statement('UPDATE dead_letters SET replaying = 1 WHERE id = ?').run(id);
      return letter;
    });
  }

  /** Those whose replay is not done. */
  replaying(group: string): readonly DeadLetter[] {
    return this.#select('WHERE consumer_group = ? AND replaying = 1 ORDER BY position', group);
  }

  /** The replay worked. */
  remove(id: string): Promise<void> {
    return this.#db.write(() => {
      this.#db.statement('DELETE FROM dead_letters WHERE id = ?').run(id);
    });
  }

  #select(where: string, ...parameters: readonly (string | number)[]): readonly DeadLetter[] {
    return this.#db.read(() => {
      const rows = this.#db.statement(`SELECT ${COLUMNS} FROM dead_letters ${where}`).all(...parameters);
      return (rows as unknown as Row[]).map((row) => ({
        id: row.id,
        group: row.consumer_group,
        event: JSON.parse(row.event),
        error: row.error,
        failedAt: row.failed_at,
      }));
    });
  }
}

/** The same event given up twice by a group is one letter. */
function letterId(group: string, event: EventRecord): string {
  return `${event.position}-${group}`;
}

function describe(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.slice(0, MAX_ERROR_LENGTH);
}
