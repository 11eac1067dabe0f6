import { type DeviceId, ServedBytes, type ServedCount, type ServedTicket } from '#libs/domain';
import type { SqliteDatabase } from './sqlite-database.ts';

const UPSERT =
  'INSERT INTO served_bytes (device_id, command_key, writer, bytes) VALUES (?, ?, ?, ?) ' +
  'ON CONFLICT (device_id, command_key, writer) DO UPDATE SET bytes = max(bytes, excluded.bytes)';
const SUM = 'SELECT sum(bytes) AS bytes FROM served_bytes WHERE device_id = ? AND command_key = ?';

/** One row for each writer of a ticket. */
export class SqliteServedBytes extends ServedBytes {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    super();
    this.#db = db;
  }

  put(counts: readonly ServedCount[]): Promise<void> {
    return this.#db.write(() => {
      for (const { deviceId, commandKey, writer, bytes } of counts) {
        this.#db.statement(UPSERT).run(deviceId, commandKey, writer, bytes);
      }
    });
  }

  async of(tickets: readonly ServedTicket[]): Promise<readonly number[]> {
    return this.#db.read(() =>
      tickets.map(({ deviceId, commandKey }) => {
        return Number(this.#db.statement(SUM).get(deviceId, commandKey)?.bytes ?? 0);
      }),
    );
  }

  forget(deviceId: DeviceId): Promise<void> {
    return this.#db.write(() => {
      this.#db.statement('DELETE FROM served_bytes WHERE device_id = ?').run(deviceId);
    });
  }
}
