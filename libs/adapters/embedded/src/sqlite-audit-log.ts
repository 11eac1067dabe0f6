import { type AuditLink, AuditLog, RevisionConflict } from '#libs/domain';
import type { SqliteDatabase } from './sqlite-database.ts';

const NEWEST = 'SELECT number, document FROM audit ORDER BY number DESC LIMIT 1';

/** A table whose triggers refuse changes: whoever rewrites it has to mean it. */
export class SqliteAuditLog extends AuditLog {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    super();
    this.#db = db;
  }

  append(link: AuditLink): Promise<void> {
    return this.#db.write(() => {
      const document = JSON.stringify(link);
      const newest = this.#db.statement(NEWEST).get();
      if (newest?.number === link.number && newest.document === document) return;
      if (link.number !== Number(newest?.number ?? 0) + 1) throw notNext(link);
      this.#db.statement('INSERT INTO audit (number, document) VALUES (?, ?)').run(link.number, document);
    });
  }

  async newest(): Promise<AuditLink | undefined> {
    return (await this.before(undefined, 1))[0];
  }

  async after(after: number, limit: number): Promise<readonly AuditLink[]> {
    return this.#list('SELECT document FROM audit WHERE number > ? ORDER BY number LIMIT ?', after, limit);
  }

  async before(before = Number.MAX_SAFE_INTEGER, limit: number): Promise<readonly AuditLink[]> {
    return this.#list('SELECT document FROM audit WHERE number < ? ORDER BY number DESC LIMIT ?', before, limit);
  }

  #list(sql: string, bound: number, limit: number): readonly AuditLink[] {
    return this.#db.read(() =>
      this.#db
        .statement(sql)
        .all(bound, limit)
        .map(({ document }) => JSON.parse(String(document)) as AuditLink),
    );
  }
}

function notNext({ number }: AuditLink): RevisionConflict {
  return new RevisionConflict(`Link ${number} is not the next of the audit log.`);
}
