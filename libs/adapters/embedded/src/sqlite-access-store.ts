import {
  type AccessQuery,
  AccessStore,
  type DeviceAccess,
  type DeviceId,
  RevisionConflict,
  type Standing,
} from '#libs/domain';
import type { SqliteDatabase } from './sqlite-database.ts';

const INSERT =
  'INSERT INTO access (device_id, revision, standing, document) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
const UPDATE = 'UPDATE access SET revision = ?, standing = ?, document = ? WHERE device_id = ? AND revision = ?';
const LIST = 'SELECT document FROM access WHERE standing = ? AND device_id > ? ORDER BY device_id LIMIT ?';
const BY_OTHERS = `SELECT device_id FROM access
  WHERE document ->> '$.current.keyId' <> ?1 OR document ->> '$.next.keyId' <> ?1 LIMIT ?2`;

export class SqliteAccessStore extends AccessStore {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    super();
    this.#db = db;
  }

  async get(deviceId: DeviceId): Promise<DeviceAccess | undefined> {
    return this.#db.read(() => {
      const row = this.#db.statement('SELECT document FROM access WHERE device_id = ?').get(deviceId);
      return row === undefined ? undefined : JSON.parse(String(row.document));
    });
  }

  save(access: DeviceAccess): Promise<DeviceAccess> {
    const { deviceId, revision, standing } = access;
    const saved = { ...access, revision: revision + 1 };
    const document = JSON.stringify(saved);
    return this.#db.write(() => {
      const { changes } =
        revision === 0
          ? this.#db.statement(INSERT).run(deviceId, saved.revision, standing, document)
          : this.#db.statement(UPDATE).run(saved.revision, standing, document, deviceId, revision);
      if (changes === 0) throw new RevisionConflict(`The access of ${deviceId} was changed by somebody else.`);
      return saved;
    });
  }

  remove(deviceId: DeviceId): Promise<boolean> {
    const sql = 'DELETE FROM access WHERE device_id = ?';
    return this.#db.write(() => this.#db.statement(sql).run(deviceId).changes !== 0);
  }

  async list({ standing, after = '' as DeviceId, limit }: AccessQuery): Promise<readonly DeviceAccess[]> {
    return this.#db.read(() =>
      this.#db
        .statement(LIST)
        .all(standing, after, limit)
        .map(({ document }) => JSON.parse(String(document))),
    );
  }

  async count(standing: Standing): Promise<number> {
    const sql = 'SELECT count(*) AS count FROM access WHERE standing = ?';
    return this.#db.read(() => Number(this.#db.statement(sql).get(standing)?.count));
  }

  async sealedByOthers(keyId: string, limit: number): Promise<readonly DeviceId[]> {
    return this.#db.read(() =>
      this.#db
        .statement(BY_OTHERS)
        .all(keyId, limit)
        .map(({ device_id }) => String(device_id) as DeviceId),
    );
  }
}
