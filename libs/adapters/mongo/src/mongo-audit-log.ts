import mongoose, { type SchemaDefinitionProperty } from 'mongoose';
import { type AuditLink, AuditLog, RevisionConflict } from '#libs/domain';
import { BY_KEY, OVER_ALL, SCHEMA_OPTIONS } from './limits.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';
import { isDuplicateKey } from './mongo-error.ts';

interface AuditRow {
  /** Its number. */
  readonly _id: number;
  /** As JSON: names of details are anybody's. */
  readonly link: string;
}

const FIELDS: Readonly<Record<keyof AuditRow, SchemaDefinitionProperty>> = { _id: Number, link: String };

const schema = new mongoose.Schema(FIELDS, SCHEMA_OPTIONS);

/** Documents that are only inserted. A user of MongoDB who may not update this collection is enough for it. */
export class MongoAuditLog extends AuditLog {
  readonly #db: MongoDatabase;
  readonly #links: Documents<AuditRow>;

  constructor(db: MongoDatabase) {
    super();
    this.#db = db;
    this.#links = db.documents<AuditRow>('audit', schema);
  }

  async append(link: AuditLink): Promise<void> {
    const row = { _id: link.number, link: JSON.stringify(link) };
    await this.#db.run(async () => {
      // Read first: a number further on is free, too.
      const newest = await this.newest();
      if (newest?.number === link.number && JSON.stringify(newest) === row.link) return;
      if (link.number !== (newest?.number ?? 0) + 1) throw notNext(link);
      try {
        await this.#links.collection.insertOne(row, BY_KEY);
      } catch (error) {
        if (isDuplicateKey(error)) throw notNext(link);
        throw error;
      }
    });
  }

  async newest(): Promise<AuditLink | undefined> {
    return (await this.before(undefined, 1))[0];
  }

  after(after: number, limit: number): Promise<readonly AuditLink[]> {
    return this.#list({ _id: { $gt: after } }, 1, limit);
  }

  before(before: number | undefined, limit: number): Promise<readonly AuditLink[]> {
    return this.#list(before === undefined ? {} : { _id: { $lt: before } }, -1, limit);
  }

  async #list(query: object, direction: 1 | -1, limit: number): Promise<readonly AuditLink[]> {
    const options = { sort: { _id: direction }, limit, ...OVER_ALL } as const;
    const rows = await this.#db.run(() => this.#links.collection.find(query, options).toArray());
    return rows.map(({ link }) => JSON.parse(link) as AuditLink);
  }
}

function notNext({ number }: AuditLink): RevisionConflict {
  return new RevisionConflict(`Link ${number} is not the next of the audit log.`);
}
