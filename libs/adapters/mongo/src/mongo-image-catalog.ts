import mongoose, { type SchemaDefinitionProperty } from 'mongoose';
import { type Image, ImageCatalog, type ImageQuery, RevisionConflict } from '#libs/domain';
import { BY_KEY, OVER_ALL, SCHEMA_OPTIONS } from './limits.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';
import { isDuplicateKey } from './mongo-error.ts';
import { newWriteId } from './write-id.ts';

interface ImageRow extends Omit<Image, 'id'> {
  readonly _id: string;
  readonly write: string;
}

const FIELDS: Readonly<Record<keyof ImageRow, SchemaDefinitionProperty>> = {
  _id: String,
  write: String,
  revision: Number,
  size: Number,
  name: String,
  version: String,
  aliases: [String],
  fileType: String,
  fits: [Object],
  releaseNotes: String,
  signature: String,
  state: String,
  reason: String,
  createdAt: String,
};

/** One document per image, by its SHA-256. */
export class MongoImageCatalog extends ImageCatalog {
  readonly #db: MongoDatabase;
  readonly #images: Documents<ImageRow>;

  constructor(db: MongoDatabase) {
    super();
    this.#db = db;
    this.#images = db.documents<ImageRow>('images', new mongoose.Schema(FIELDS, SCHEMA_OPTIONS));
  }

  async add({ id, ...rest }: Image): Promise<{ readonly image: Image; readonly added: boolean }> {
    const row: ImageRow = { ...rest, _id: id, revision: 1, write: newWriteId() };
    return this.#db.run(async (attempt) => {
      try {
        await this.#images.collection.insertOne(row, BY_KEY);
        return { image: toImage(row), added: true };
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        const known = await this.#find(id);
        return { image: toImage(known ?? row), added: attempt > 1 && known?.write === row.write };
      }
    });
  }

  async get(id: string): Promise<Image | undefined> {
    const row = await this.#db.run(() => this.#find(id));
    return row === null ? undefined : toImage(row);
  }

  async save({ id, revision, ...rest }: Image): Promise<Image> {
    const next = { ...rest, revision: revision + 1, write: newWriteId() };
    return this.#db.run(async (attempt) => {
      const { matchedCount } = await this.#images.collection.replaceOne({ _id: id, revision }, next, BY_KEY);
      // The answer to an earlier attempt may have been lost, not its work.
      if (matchedCount > 0 || (attempt > 1 && (await this.#find(id))?.write === next.write)) {
        return toImage({ _id: id, ...next });
      }
      throw conflict(id);
    });
  }

  async list({ states, after, limit }: ImageQuery): Promise<readonly Image[]> {
    const query = {
      ...(after === undefined ? {} : { _id: { $gt: after } }),
      ...(states === undefined ? {} : { state: { $in: [...states] } }),
    };
    const rows = await this.#db.run(() =>
      this.#images.collection.find(query, { sort: { _id: 1 }, limit, ...OVER_ALL }).toArray(),
    );
    return rows.map((row) => toImage(row as ImageRow));
  }

  async remove({ id, revision }: Image): Promise<void> {
    await this.#db.run(async (attempt) => {
      const { deletedCount } = await this.#images.collection.deleteOne({ _id: id, revision }, BY_KEY);
      if (deletedCount > 0 || (attempt > 1 && (await this.#find(id)) === null)) return;
      throw conflict(id);
    });
  }

  #find(id: string): Promise<ImageRow | null> {
    return this.#images.collection.findOne({ _id: id }, BY_KEY) as Promise<ImageRow | null>;
  }
}

function toImage({ _id, write: _, ...rest }: ImageRow): Image {
  return { id: _id, ...rest };
}

function conflict(id: string): RevisionConflict {
  return new RevisionConflict(`The image ${id} was changed by somebody else.`);
}
