import { ProgressStore, type RolloutId, type RolloutProgress } from '#libs/domain';
import type { SqliteDatabase } from './sqlite-database.ts';

const UPSERT =
  'INSERT INTO rollout_progress (rollout, document) VALUES (?, ?) ' +
  'ON CONFLICT (rollout) DO UPDATE SET document = excluded.document';

export class SqliteProgressStore extends ProgressStore {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    super();
    this.#db = db;
  }

  async get(rollout: RolloutId): Promise<RolloutProgress | undefined> {
    return this.#db.read(() => {
      const row = this.#db.statement('SELECT document FROM rollout_progress WHERE rollout = ?').get(rollout);
      return row && (JSON.parse(String(row.document)) as RolloutProgress);
    });
  }

  put(progress: RolloutProgress): Promise<void> {
    return this.#db.write(() => {
      this.#db.statement(UPSERT).run(progress.rollout, JSON.stringify(progress));
    });
  }
}
