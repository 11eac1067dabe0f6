import {
  type Profile,
  type ProfileRevision,
  ProfileStore,
  type PublishedProfiles,
  RevisionConflict,
} from '#libs/domain';
import { BY_KEY, OVER_ALL } from './limits.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';
import { isDuplicateKey } from './mongo-error.ts';
import {
  type PublicationRow,
  publicationSchema,
  type RevisionRow,
  revisionId,
  revisionSchema,
  toRevision,
  toRevisionRow,
} from './profile-schema.ts';
import { newWriteId } from './write-id.ts';

const NOTHING: PublicationRow = { _id: 'published', generation: 0, write: '', profiles: [] };

/** One document per revision, and one that says which of them are in force. */
export class MongoProfileStore extends ProfileStore {
  readonly #db: MongoDatabase;
  readonly #revisions: Documents<RevisionRow>;
  readonly #publications: Documents<PublicationRow>;

  constructor(db: MongoDatabase) {
    super();
    this.#db = db;
    this.#revisions = db.documents<RevisionRow>('profile_revisions', revisionSchema);
    this.#publications = db.documents<PublicationRow>('publications', publicationSchema);
  }

  async list(): Promise<readonly Profile[]> {
    const [rows, { profiles }] = await Promise.all([this.#outlines({}), this.#inForce()]);
    return rows.map((row) => toProfile(row, profiles));
  }

  async get(name: string): Promise<Profile | undefined> {
    const [[row], { profiles }] = await Promise.all([this.#outlines({ profile: name }), this.#inForce()]);
    return row === undefined ? undefined : toProfile(row, profiles);
  }

  async revisions(
    name: string,
    { before, limit }: { readonly before?: number; readonly limit: number },
  ): Promise<readonly ProfileRevision[]> {
    const query = { profile: name, ...(before === undefined ? {} : { number: { $lt: before } }) };
    const rows = await this.#db.run(() =>
      this.#revisions.collection.find(query, { sort: { number: -1 }, limit, ...BY_KEY }).toArray(),
    );
    return rows.map((row) => toRevision(row as RevisionRow));
  }

  async add(revision: ProfileRevision): Promise<Profile> {
    const { profile, number } = revision;
    const write = newWriteId();
    await this.#db.run(async (attempt) => {
      const newest = await this.#newest(profile);
      // The answer to an earlier attempt may have been lost, not its work.
      if (attempt > 1 && newest?.write === write) return;
      if (number !== (newest?.number ?? 0) + 1) throw takenOrNotNext(revision, newest?.number ?? 0);
      try {
        await this.#revisions.collection.insertOne(toRevisionRow(revision, write), BY_KEY);
      } catch (error) {
        if (isDuplicateKey(error)) throw takenOrNotNext(revision, number);
        throw error;
      }
    });
    return (await this.get(profile)) as Profile;
  }

  publish(name: string, number: number | undefined, replacing: number | undefined): Promise<number> {
    return this.#change(async ({ profiles }) => {
      const published = profiles.find((one) => one.name === name)?.number;
      if (published !== replacing) {
        throw new RevisionConflict(
          `Of ${name} revision ${published ?? 'none'} is in force, not ${replacing ?? 'none'}.`,
        );
      }
      if (number === published) return profiles;
      const others = profiles.filter((one) => one.name !== name);
      if (number === undefined) return others;
      if ((await this.#revisions.collection.findOne({ _id: revisionId(name, number) }, BY_KEY)) === null) {
        throw new RevisionConflict(`There is no revision ${number} of ${name}.`);
      }
      return [...others, { name, number }];
    });
  }

  async remove(name: string): Promise<boolean> {
    await this.#change(async ({ profiles }) =>
      profiles.some((one) => one.name === name) ? profiles.filter((one) => one.name !== name) : profiles,
    );
    return this.#db.run(async (attempt) => {
      const { deletedCount } = await this.#revisions.collection.deleteMany({ profile: name }, OVER_ALL);
      return deletedCount > 0 || attempt > 1;
    });
  }

  renew(): Promise<number> {
    // Another list of the same revisions is a change.
    return this.#change(async ({ profiles }) => [...profiles]);
  }

  async published(known?: number): Promise<PublishedProfiles | undefined> {
    const { generation, profiles } = await this.#inForce();
    if (generation === known) return undefined;
    const ids = profiles.map(({ name, number }) => revisionId(name, number));
    const rows = await this.#db.run(() =>
      this.#revisions.collection.find({ _id: { $in: ids } }, { sort: { profile: 1 }, ...OVER_ALL }).toArray(),
    );
    return { generation, revisions: rows.map((row) => toRevision(row as RevisionRow)) };
  }

  /** Replaces what is in force; resolves with the generation. Rejects with RevisionConflict when somebody else did meanwhile. */
  async #change(change: (now: PublicationRow) => Promise<PublicationRow['profiles']>): Promise<number> {
    const write = newWriteId();
    return this.#db.run(async (attempt) => {
      const now = await this.#inForce();
      if (attempt > 1 && now.write === write) return now.generation;
      const profiles = await change(now);
      if (profiles === now.profiles) return now.generation;
      const next: PublicationRow = { ...now, profiles, write, generation: now.generation + 1 };
      if (!(await this.#replace(now.generation, next))) {
        throw new RevisionConflict('What is in force was changed by somebody else at the same time.');
      }
      return next.generation;
    });
  }

  async #replace(generation: number, { _id, ...next }: PublicationRow): Promise<boolean> {
    try {
      const options = { upsert: generation === 0, ...BY_KEY };
      const result = await this.#publications.collection.replaceOne({ _id, generation }, next, options);
      return result.matchedCount + result.upsertedCount > 0;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  async #inForce(): Promise<PublicationRow> {
    const row = await this.#db.run(() => this.#publications.collection.findOne({ _id: 'published' }, BY_KEY));
    return (row as PublicationRow | null) ?? NOTHING;
  }

  async #newest(profile: string): Promise<RevisionRow | null> {
    const newestFirst = { sort: { number: -1 }, ...BY_KEY } as const;
    return this.#revisions.collection.findOne({ profile }, newestFirst) as Promise<RevisionRow | null>;
  }

  /** Of each profile what `Profile` says, without its documents. */
  async #outlines(query: { readonly profile?: string }): Promise<readonly Outline[]> {
    const stages = [
      { $match: query },
      { $sort: { profile: 1, number: -1 } },
      {
        $group: {
          _id: '$profile',
          latest: { $first: '$number' },
          changedAt: { $first: '$createdAt' },
          createdAt: { $last: '$createdAt' },
        },
      },
      { $sort: { _id: 1 } },
    ];
    return this.#db.run(() => this.#revisions.collection.aggregate<Outline>(stages, OVER_ALL).toArray());
  }
}

interface Outline {
  readonly _id: string;
  readonly latest: number;
  readonly createdAt: string;
  readonly changedAt: string;
}

function toProfile({ _id: name, ...rest }: Outline, published: PublicationRow['profiles']): Profile {
  const inForce = published.find((one) => one.name === name)?.number;
  return { name, ...rest, ...(inForce === undefined ? {} : { published: inForce }) };
}

function takenOrNotNext({ profile, number }: ProfileRevision, latest: number): RevisionConflict {
  return new RevisionConflict(`The newest revision of ${profile} is ${latest}: ${number} can't be the next.`);
}
