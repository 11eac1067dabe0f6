import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface DeviceClones {
  /** Serial number of a known device, as it stands in its documents … */
  readonly original: string;
  /** … and the first letters of those of the copies; six digits follow. */
  readonly prefix: string;
  readonly count: number;
}

const BATCH = 2_000;

/**
 * Copies what the embedded ACS knows of devices: their documents and what they reported. The ACS must not run: this is
 * faster than any adapter would be, and nothing of it goes through one.
 */
export function cloneDevices(dataDir: string, { original, prefix, count }: DeviceClones): void {
  const db = new DatabaseSync(path.join(dataDir, 'muster.db'));
  try {
    db.exec('PRAGMA synchronous = OFF');
    const copied = (column: string) => `replace(${column}, :original, :prefix || printf('%06d', n))`;
    const numbers =
      'WITH RECURSIVE numbers(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM numbers WHERE n + 1 < :end)';
    const statements = [
      `${numbers} INSERT INTO devices SELECT ${copied('id')}, revision, last_inform_at, ${copied('document')} ` +
        "FROM numbers, devices WHERE id LIKE '%-' || :original",
      `${numbers} INSERT INTO reported SELECT ${copied('device_id')}, chunk, parameters, objects, ${copied('document')} ` +
        "FROM numbers, reported WHERE device_id LIKE '%-' || :original",
    ].map((sql) => db.prepare(sql));
    for (let first = 0; first < count; first += BATCH) {
      const end = Math.min(count, first + BATCH);
      db.exec('BEGIN');
      for (const statement of statements) statement.run({ original, prefix, first, end });
      db.exec('COMMIT');
    }
  } finally {
    db.close();
  }
}
