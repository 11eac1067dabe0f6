import { type SealedSecret, type SecretOwner, SecretStore } from '#libs/domain';
import type { SqliteDatabase } from './sqlite-database.ts';

interface Row {
  readonly name: string;
  readonly version: number;
  readonly key_id: string;
  readonly sealed: string;
  readonly changed_at: string;
}

const UPSERT =
  'INSERT INTO secrets (owner, name, version, key_id, sealed, changed_at) VALUES (?, ?, 1, ?, ?, ?) ' +
  'ON CONFLICT (owner, name) DO UPDATE SET version = version + 1, key_id = excluded.key_id, sealed = excluded.sealed, ' +
  'changed_at = excluded.changed_at';
const RESEAL = 'UPDATE secrets SET key_id = ?, sealed = ? WHERE owner = ? AND name = ? AND version = ?';

export class SqliteSecretStore extends SecretStore {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    super();
    this.#db = db;
  }

  async read(owner: SecretOwner): Promise<Readonly<Record<string, SealedSecret>>> {
    return this.#db.read(() => this.#all(owner));
  }

  put(
    owner: SecretOwner,
    secrets: Readonly<Record<string, Omit<SealedSecret, 'version'>>>,
  ): Promise<Readonly<Record<string, SealedSecret>>> {
    return this.#db.writeAll(() => {
      const upsert = this.#db.statement(UPSERT);
      for (const [name, { keyId, sealed, changedAt }] of Object.entries(secrets)) {
        upsert.run(owner, name, keyId, sealed, changedAt);
      }
      return this.#all(owner);
    });
  }

  remove(owner: SecretOwner, name: string): Promise<boolean> {
    const sql = 'DELETE FROM secrets WHERE owner = ? AND name = ?';
    return this.#db.write(() => this.#db.statement(sql).run(owner, name).changes !== 0);
  }

  forget(owner: SecretOwner): Promise<void> {
    return this.#db.write(() => {
      this.#db.statement('DELETE FROM secrets WHERE owner = ?').run(owner);
    });
  }

  async sealedByOthers(keyId: string, limit: number): Promise<readonly SecretOwner[]> {
    const sql = 'SELECT DISTINCT owner FROM secrets WHERE key_id <> ? LIMIT ?';
    return this.#db.read(() =>
      this.#db
        .statement(sql)
        .all(keyId, limit)
        .map(({ owner }) => String(owner) as SecretOwner),
    );
  }

  reseal(owner: SecretOwner, name: string, { keyId, sealed, version }: SealedSecret): Promise<boolean> {
    return this.#db.write(() => this.#db.statement(RESEAL).run(keyId, sealed, owner, name, version).changes !== 0);
  }

  #all(owner: SecretOwner): Readonly<Record<string, SealedSecret>> {
    const rows = this.#db
      .statement('SELECT * FROM secrets WHERE owner = ? ORDER BY name')
      .all(owner) as unknown as Row[];
    return Object.fromEntries(
      rows.map(({ name, version, key_id, sealed, changed_at }) => [
        name,
        { version, keyId: key_id, sealed, changedAt: changed_at },
      ]),
    );
  }
}
