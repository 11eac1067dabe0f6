import { type Declaration, DeclarationStore, type DeviceId } from '#libs/domain';
import type { SqliteDatabase } from './sqlite-database.ts';

const UPSERT =
  'INSERT INTO declarations (id, document) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET document = excluded.document';

export class SqliteDeclarationStore extends DeclarationStore {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    super();
    this.#db = db;
  }

  put(declaration: Declaration): Promise<void> {
    return this.#db.write(() => {
      this.#db.statement(UPSERT).run(declaration.id, JSON.stringify(declaration));
    });
  }

  async get(id: DeviceId): Promise<Declaration | undefined> {
    return this.#db.read(() => {
      const row = this.#db.statement('SELECT document FROM declarations WHERE id = ?').get(id);
      return row === undefined ? undefined : JSON.parse(String(row.document));
    });
  }

  remove(id: DeviceId): Promise<boolean> {
    return this.#db.write(() => this.#db.statement('DELETE FROM declarations WHERE id = ?').run(id).changes !== 0);
  }

  async list({
    after = '' as DeviceId,
    limit,
  }: {
    readonly after?: DeviceId;
    readonly limit: number;
  }): Promise<readonly Declaration[]> {
    return this.#db.read(() => {
      const rows = this.#db
        .statement('SELECT document FROM declarations WHERE id > ? ORDER BY id LIMIT ?')
        .all(after, limit);
      return rows.map(({ document }) => JSON.parse(String(document)));
    });
  }
}
