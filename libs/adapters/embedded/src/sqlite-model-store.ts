import { type ModelKnowledge, type ModelSchema, ModelStore, RevisionConflict } from '#libs/domain';
import type { SqliteDatabase } from './sqlite-database.ts';

const INSERT = 'INSERT INTO models (key, revision, document) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
const UPDATE = 'UPDATE models SET revision = ?, document = ? WHERE key = ? AND revision = ?';
const UPSERT_SCHEMA =
  'INSERT INTO model_schemas (key, document) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET document = excluded.document';

export class SqliteModelStore extends ModelStore {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    super();
    this.#db = db;
  }

  async get(key: string): Promise<ModelKnowledge | undefined> {
    return this.#db.read(() => {
      const row = this.#db.statement('SELECT document FROM models WHERE key = ?').get(key);
      return row === undefined ? undefined : JSON.parse(String(row.document));
    });
  }

  save(model: ModelKnowledge): Promise<ModelKnowledge> {
    const saved = { ...model, revision: model.revision + 1 };
    return this.#db.write(() => {
      const document = JSON.stringify(saved);
      const { changes } =
        model.revision === 0
          ? this.#db.statement(INSERT).run(saved.key, saved.revision, document)
          : this.#db.statement(UPDATE).run(saved.revision, document, saved.key, model.revision);
      if (changes === 0) throw new RevisionConflict(`The model ${saved.key} was saved by somebody else.`);
      return saved;
    });
  }

  async schema(key: string): Promise<ModelSchema | undefined> {
    return this.#db.read(() => {
      const row = this.#db.statement('SELECT document FROM model_schemas WHERE key = ?').get(key);
      return row === undefined ? undefined : JSON.parse(String(row.document));
    });
  }

  saveSchema(schema: ModelSchema): Promise<void> {
    return this.#db.write(() => {
      this.#db.statement(UPSERT_SCHEMA).run(schema.key, JSON.stringify(schema));
    });
  }

  async schemas({
    after = '',
    limit,
  }: {
    readonly after?: string;
    readonly limit: number;
  }): Promise<readonly ModelSchema[]> {
    const sql = 'SELECT document FROM model_schemas WHERE key > ? ORDER BY key LIMIT ?';
    return this.#db.read(() =>
      this.#db
        .statement(sql)
        .all(after, limit)
        .map(({ document }) => JSON.parse(String(document))),
    );
  }
}
