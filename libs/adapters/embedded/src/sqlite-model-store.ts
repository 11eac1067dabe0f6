import { type ModelKnowledge, ModelStore, RevisionConflict } from '#libs/domain';
import type { SqliteDatabase } from './sqlite-database.ts';

const INSERT = 'INSERT INTO models (key, revision, document) VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
const UPDATE = 'UPDATE models SET revision = ?, document = ? WHERE key = ? AND revision = ?';

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
}
