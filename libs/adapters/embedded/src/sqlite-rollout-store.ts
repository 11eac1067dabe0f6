import {
  RevisionConflict,
  type Rollout,
  type RolloutId,
  type RolloutPage,
  type RolloutQuery,
  RolloutStore,
} from '#libs/domain';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

const INSERT = 'INSERT INTO rollouts (id, name, revision, phase, created_at, document) VALUES (?, ?, ?, ?, ?, ?)';
const UPDATE = 'UPDATE rollouts SET revision = ?, phase = ?, document = ? WHERE id = ? AND revision = ?';
const ORDER = '-createdAt';

/** Rollouts as JSON documents. */
export class SqliteRolloutStore extends RolloutStore {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    super();
    this.#db = db;
  }

  /** Also a rollout that was there is only returned when it is durable: its own write may still be on the way. */
  add(rollout: Rollout): Promise<{ readonly rollout: Rollout; readonly added: boolean }> {
    return this.#db.write(() => {
      const { id, name, status, createdAt } = rollout;
      const [known] = this.#select('id = ? OR name = ? ORDER BY id = ? DESC LIMIT 1', [id, name, id]);
      if (known !== undefined) return { rollout: known, added: false };
      const stored = { ...rollout, revision: rollout.revision + 1 };
      this.#db.statement(INSERT).run(id, name, stored.revision, status.phase, createdAt, JSON.stringify(stored));
      return { rollout: stored, added: true };
    });
  }

  async get(id: RolloutId): Promise<Rollout | undefined> {
    return this.#select('id = ?', [id])[0];
  }

  save(rollout: Rollout): Promise<Rollout> {
    const saved = { ...rollout, revision: rollout.revision + 1 };
    return this.#db.write(() => {
      const { id, revision, status } = rollout;
      const { changes } = this.#db
        .statement(UPDATE)
        .run(saved.revision, status.phase, JSON.stringify(saved), id, revision);
      if (changes === 0) throw new RevisionConflict(`Rollout ${id} was saved by somebody else.`);
      return saved;
    });
  }

  async list({ phases, limit, cursor }: RolloutQuery): Promise<RolloutPage> {
    const [createdAt, id] = cursor === undefined ? [] : decodeCursor(cursor, ORDER, 2);
    const where =
      '(?1 IS NULL OR phase IN (SELECT value FROM json_each(?1))) AND (?2 IS NULL OR (created_at, id) < (?2, ?3)) ' +
      'ORDER BY created_at DESC, id DESC LIMIT ?4';
    const wanted = phases === undefined ? null : JSON.stringify(phases);
    const found = this.#select(where, [wanted, createdAt ?? null, id ?? null, limit + 1]);
    const last = found.length > limit ? found[limit - 1] : undefined;
    const next = last && encodeCursor(ORDER, [last.createdAt, last.id]);
    return { rollouts: found.slice(0, limit), ...(next !== undefined && { next }) };
  }

  #select(where: string, parameters: readonly (string | number | null)[]): readonly Rollout[] {
    return this.#db.read(() => {
      const rows = this.#db.statement(`SELECT document FROM rollouts WHERE ${where}`).all(...parameters);
      return rows.map((row) => JSON.parse(String(row.document)) as Rollout);
    });
  }
}
