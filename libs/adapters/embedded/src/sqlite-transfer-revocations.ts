import { TransferRevocations } from '#libs/domain';
import type { SqliteDatabase } from './sqlite-database.ts';

const UPSERT = `INSERT INTO transfer_revocations (key_prefix, until_ms) VALUES (?, ?)
  ON CONFLICT (key_prefix) DO UPDATE SET until_ms = max(until_ms, excluded.until_ms)`;

export class SqliteTransferRevocations extends TransferRevocations {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    super();
    this.#db = db;
  }

  revoke(keyPrefix: string, untilMs: number): Promise<void> {
    return this.#db.write(() => {
      this.#db.statement(UPSERT).run(keyPrefix, untilMs);
    });
  }

  async inForce(nowMs: number): Promise<readonly string[]> {
    const sql = 'SELECT key_prefix FROM transfer_revocations WHERE until_ms > ?';
    return this.#db.read(() =>
      this.#db
        .statement(sql)
        .all(nowMs)
        .map((row) => String(row.key_prefix)),
    );
  }
}
