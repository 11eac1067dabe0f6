import { type DeviceEventRecord, DeviceHistory, type DeviceId } from '#libs/domain';
import type { SqliteDatabase } from './sqlite-database.ts';

/** Events kept of each device. */
const KEPT = 200;
const TRIM =
  'DELETE FROM history WHERE device_id = ?1 AND position <= ' +
  `(SELECT position FROM history WHERE device_id = ?1 ORDER BY position DESC LIMIT 1 OFFSET ${KEPT})`;

export class SqliteDeviceHistory extends DeviceHistory {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    super();
    this.#db = db;
  }

  add(event: DeviceEventRecord): Promise<void> {
    return this.#db.writeAll(() => {
      const { changes } = this.#db
        .statement('INSERT INTO history (device_id, position, id, event) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
        .run(event.deviceId, event.position, event.id, JSON.stringify(event));
      if (changes !== 0) this.#db.statement(TRIM).run(event.deviceId);
    });
  }

  async list(deviceId: DeviceId, limit: number, before?: number): Promise<readonly DeviceEventRecord[]> {
    return this.#db.read(() => {
      const select = 'SELECT event FROM history WHERE device_id = ? AND position < ? ORDER BY position DESC LIMIT ?';
      const rows = this.#db.statement(select).all(deviceId, before ?? Number.MAX_SAFE_INTEGER, limit);
      return rows.map((row) => JSON.parse(String(row.event)));
    });
  }

  forget(deviceId: DeviceId): Promise<void> {
    return this.#db.write(() => {
      this.#db.statement('DELETE FROM history WHERE device_id = ?').run(deviceId);
    });
  }
}
