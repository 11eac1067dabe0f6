import { type Image, ImageCatalog, type ImageQuery, RevisionConflict } from '#libs/domain';
import type { SqliteDatabase } from './sqlite-database.ts';

const INSERT = 'INSERT INTO images (id, revision, state, document) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING';
const UPDATE = 'UPDATE images SET revision = ?, state = ?, document = ? WHERE id = ? AND revision = ?';
const LIST = `SELECT document FROM images WHERE id > ? AND state IN (SELECT value FROM json_each(?))
  ORDER BY id LIMIT ?`;
const ALL_STATES: NonNullable<ImageQuery['states']> = ['draft', 'released', 'quarantined'];

export class SqliteImageCatalog extends ImageCatalog {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    super();
    this.#db = db;
  }

  add(image: Image): Promise<{ readonly image: Image; readonly added: boolean }> {
    const first = { ...image, revision: 1 };
    return this.#db.write(() => {
      const { changes } = this.#db.statement(INSERT).run(first.id, 1, first.state, JSON.stringify(first));
      return changes === 0 ? { image: this.#find(image.id) ?? first, added: false } : { image: first, added: true };
    });
  }

  async get(id: string): Promise<Image | undefined> {
    return this.#db.read(() => this.#find(id));
  }

  save(image: Image): Promise<Image> {
    const { id, revision, state } = image;
    const saved = { ...image, revision: revision + 1 };
    return this.#db.write(() => {
      const update = this.#db.statement(UPDATE);
      if (update.run(saved.revision, state, JSON.stringify(saved), id, revision).changes === 0) throw conflict(id);
      return saved;
    });
  }

  async list({ states = ALL_STATES, after = '', limit }: ImageQuery): Promise<readonly Image[]> {
    return this.#db.read(() =>
      this.#db
        .statement(LIST)
        .all(after, JSON.stringify(states), limit)
        .map(({ document }) => JSON.parse(String(document))),
    );
  }

  remove({ id, revision }: Image): Promise<void> {
    return this.#db.write(() => {
      const remove = this.#db.statement('DELETE FROM images WHERE id = ? AND revision = ?');
      if (remove.run(id, revision).changes === 0) throw conflict(id);
    });
  }

  #find(id: string): Image | undefined {
    const row = this.#db.statement('SELECT document FROM images WHERE id = ?').get(id);
    return row === undefined ? undefined : JSON.parse(String(row.document));
  }
}

function conflict(id: string): RevisionConflict {
  return new RevisionConflict(`The image ${id} was changed by somebody else.`);
}
