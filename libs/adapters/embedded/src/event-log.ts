import { type AnyNewEvent, type EventRecord, eventSubject, subjectMembers } from '#libs/domain';
import type { SqliteDatabase } from './sqlite-database.ts';

interface EventRow {
  readonly position: number;
  readonly id: string;
  readonly type: string;
  /** Or the rollout, of an event of one. */
  readonly device_id: string;
  readonly time: string;
  readonly data: string;
}

const INSERT = 'INSERT INTO events (position, id, type, device_id, time, data) VALUES (?, ?, ?, ?, ?, ?)';

/** The table of events. Positions grow over all devices; there are gaps where a commit failed. */
export class EventLog {
  readonly #db: SqliteDatabase;
  #last: number;

  constructor(db: SqliteDatabase) {
    this.#db = db;
    const row = db.statement('SELECT max(position) AS last FROM events').get() as { last: number | null };
    this.#last = row.last ?? 0;
  }

  /** Position of the last event appended, committed or not. */
  get last(): number {
    return this.#last;
  }

  /** Within a write of the database. */
  append(events: readonly AnyNewEvent[]): readonly EventRecord[] {
    const insert = this.#db.statement(INSERT);
    const records: EventRecord[] = [];
    for (const event of events) {
      const data = JSON.stringify(event.data);
      const position = ++this.#last;
      insert.run(position, event.id, event.type, eventSubject(event), event.time, data);
      records.push({ ...event, position });
    }
    return records;
  }

  /** Events after one position, up to and with another. */
  page(after: number, upTo: number, limit: number): readonly EventRecord[] {
    return this.#db.read(() => {
      const select = 'SELECT * FROM events WHERE position > ? AND position <= ? ORDER BY position LIMIT ?';
      return (this.#db.statement(select).all(after, upTo, limit) as unknown as EventRow[]).map(toRecord);
    });
  }

  /** Position of the oldest event kept; the one to come when there is none. */
  oldest(): number {
    return this.#db.read(() => {
      const row = this.#db.statement('SELECT min(position) AS oldest FROM events').get() as { oldest: number | null };
      return row.oldest ?? this.#last + 1;
    });
  }

  /**
   * Deletes from the oldest on, at most `limit` events up to and with `upTo` and before the time `before`; resolves with
   * how many. Never the newest of all: from it the positions go on after a restart.
   */
  prune(upTo: number, before: string, limit: number): Promise<number> {
    return this.#db.write(() => {
      const select =
        'SELECT max(position) AS last FROM (SELECT position, time FROM events ORDER BY position LIMIT ?) ' +
        'WHERE position <= ? AND time < ?';
      const row = this.#db.statement(select).get(limit, Math.min(upTo, this.#last - 1), before) as {
        last: number | null;
      };
      if (row.last === null) return 0;
      return Number(this.#db.statement('DELETE FROM events WHERE position <= ?').run(row.last).changes);
    });
  }
}

function toRecord(row: EventRow): EventRecord {
  // What is in the table was written by `append`, so the type and its data belong together.
  return {
    id: row.id,
    type: row.type,
    ...subjectMembers(row.type, row.device_id),
    time: row.time,
    data: JSON.parse(row.data),
    position: row.position,
  } as unknown as EventRecord;
}
