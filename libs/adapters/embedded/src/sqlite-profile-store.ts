import {
  type Profile,
  type ProfileRevision,
  ProfileStore,
  type PublishedProfiles,
  RevisionConflict,
} from '#libs/domain';
import type { SqliteDatabase } from './sqlite-database.ts';

interface ProfileRow {
  readonly profile: string;
  readonly latest: number;
  readonly published: number | null;
  readonly created_at: string;
  readonly changed_at: string;
}

const SELECT = `
  SELECT first.profile, newest.number AS latest, publications.number AS published,
    first.document ->> '$.createdAt' AS created_at, newest.document ->> '$.createdAt' AS changed_at
  FROM profile_revisions AS first
  JOIN profile_revisions AS newest ON newest.profile = first.profile
    AND newest.number = (SELECT max(number) FROM profile_revisions WHERE profile = first.profile)
  LEFT JOIN publications ON publications.profile = first.profile
  WHERE first.number = 1`;

/** Revisions as JSON documents; which one is in force stands in a table of its own. */
export class SqliteProfileStore extends ProfileStore {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    super();
    this.#db = db;
  }

  async list(): Promise<readonly Profile[]> {
    return this.#db.read(() => {
      const rows = this.#db.statement(`${SELECT} ORDER BY first.profile`).all() as unknown as ProfileRow[];
      return rows.map(toProfile);
    });
  }

  async get(name: string): Promise<Profile | undefined> {
    return this.#db.read(() => this.#find(name));
  }

  async revisions(
    name: string,
    { before = Number.MAX_SAFE_INTEGER, limit }: { readonly before?: number; readonly limit: number },
  ): Promise<readonly ProfileRevision[]> {
    const sql = 'SELECT document FROM profile_revisions WHERE profile = ? AND number < ? ORDER BY number DESC LIMIT ?';
    return this.#db.read(() => this.#db.statement(sql).all(name, before, limit).map(toRevision));
  }

  add(revision: ProfileRevision): Promise<Profile> {
    const { profile, number } = revision;
    return this.#db.write(() => {
      const latest = this.#find(profile)?.latest ?? 0;
      if (number !== latest + 1) {
        throw new RevisionConflict(`The newest revision of ${profile} is ${latest}: ${number} can't be the next.`);
      }
      this.#db
        .statement('INSERT INTO profile_revisions (profile, number, document) VALUES (?, ?, ?)')
        .run(profile, number, JSON.stringify(revision));
      return this.#find(profile) as Profile;
    });
  }

  publish(name: string, number: number | undefined, replacing: number | undefined): Promise<number> {
    return this.#db.writeAll(() => {
      const { published, latest = 0 } = this.#find(name) ?? {};
      if (published !== replacing) {
        throw new RevisionConflict(
          `Of ${name} revision ${published ?? 'none'} is in force, not ${replacing ?? 'none'}.`,
        );
      }
      if (number !== undefined && (number < 1 || number > latest)) {
        throw new RevisionConflict(`There is no revision ${number} of ${name}.`);
      }
      if (number === published) return this.#generation();
      this.#db.statement('DELETE FROM publications WHERE profile = ?').run(name);
      if (number !== undefined) {
        this.#db.statement('INSERT INTO publications (profile, number) VALUES (?, ?)').run(name, number);
      }
      return this.#nextGeneration();
    });
  }

  remove(name: string): Promise<boolean> {
    return this.#db.writeAll(() => {
      const wasPublished = this.#db.statement('DELETE FROM publications WHERE profile = ?').run(name).changes !== 0;
      if (wasPublished) this.#nextGeneration();
      return this.#db.statement('DELETE FROM profile_revisions WHERE profile = ?').run(name).changes !== 0;
    });
  }

  renew(): Promise<number> {
    return this.#db.writeAll(() => this.#nextGeneration());
  }

  async published(known?: number): Promise<PublishedProfiles | undefined> {
    return this.#db.read(() => {
      const generation = this.#generation();
      if (generation === known) return undefined;
      const sql =
        'SELECT document FROM publications JOIN profile_revisions USING (profile, number) ORDER BY publications.profile';
      return { generation, revisions: this.#db.statement(sql).all().map(toRevision) };
    });
  }

  #find(name: string): Profile | undefined {
    const row = this.#db.statement(`${SELECT} AND first.profile = ?`).get(name) as unknown as ProfileRow | undefined;
    return row === undefined ? undefined : toProfile(row);
  }

  #generation(): number {
    return Number(this.#db.statement('SELECT generation FROM profile_generation').get()?.generation);
  }

  #nextGeneration(): number {
    this.#db.statement('UPDATE profile_generation SET generation = generation + 1').run();
    return this.#generation();
  }
}

function toProfile({ profile, latest, published, created_at, changed_at }: ProfileRow): Profile {
  return {
    name: profile,
    latest,
    ...(published === null ? {} : { published }),
    createdAt: created_at,
    changedAt: changed_at,
  };
}

function toRevision(row: object): ProfileRevision {
  return JSON.parse(String((row as { readonly document: unknown }).document));
}
