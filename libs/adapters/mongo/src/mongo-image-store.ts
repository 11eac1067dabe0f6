import { createHash, randomBytes } from 'node:crypto';
import mongoose, { type SchemaDefinitionProperty } from 'mongoose';
import {
  type CompleteOutcome,
  FileGone,
  ImageStore,
  isSha256,
  isUploadId,
  type StoredFile,
  WrongOffset,
} from '#libs/domain';
import { CHUNK_BYTES, GridChunks } from './grid-chunks.ts';
import { type GridFileRow, gridFiles } from './grid-files.ts';
import { BY_KEY, OVER_ALL, SCHEMA_OPTIONS } from './limits.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';
import { isDuplicateKey } from './mongo-error.ts';

/** An upload under way: its chunks are there already, under its id. */
interface UploadRow {
  readonly _id: string;
  readonly size: number;
  /** Who adds to it: whoever came last. */
  readonly writer: string;
  readonly changedAt: Date;
}

const UPLOAD_FIELDS: Readonly<Record<keyof UploadRow, SchemaDefinitionProperty>> = {
  _id: String,
  size: Number,
  writer: String,
  changedAt: Date,
};

type FileRow = GridFileRow<Record<string, never>>;

/** GridFS: the chunks of an upload are those of the file that it becomes. */
export class MongoImageStore extends ImageStore {
  readonly #db: MongoDatabase;
  readonly #uploads: Documents<UploadRow>;
  readonly #files: Documents<FileRow>;
  readonly #chunks: GridChunks;

  constructor(db: MongoDatabase) {
    super();
    this.#db = db;
    this.#uploads = db.documents<UploadRow>('images.uploads', new mongoose.Schema(UPLOAD_FIELDS, SCHEMA_OPTIONS));
    this.#files = gridFiles(db, 'images');
    this.#chunks = new GridChunks(db, 'images');
  }

  async stat(id: string): Promise<StoredFile | undefined> {
    if (isSha256(id)) return storedFile(await this.#file(id));
    return isUploadId(id) ? storedUpload(await this.#upload(id)) : undefined;
  }

  async append(upload: string, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<number> {
    if (!isUploadId(upload)) throw new FileGone('That is no id of an upload.');
    const writer = randomBytes(9).toString('base64url');
    await this.#takeOver(upload, offset, writer);
    let size = offset;
    return this.#chunks.append(upload, offset, bytes, async (next) => {
      await this.#grow(upload, writer, size, next);
      size = next;
    });
  }

  async complete(upload: string, sha256?: string): Promise<CompleteOutcome> {
    const row = isUploadId(upload) ? await this.#upload(upload) : null;
    if (row === null) return { status: 'unknownUpload' };
    const hash = createHash('sha256');
    for await (const piece of this.#chunks.read(upload, 0, row.size)) hash.update(piece);
    const found = hash.digest('hex');
    if (sha256 !== undefined && sha256 !== found) {
      await this.remove(upload);
      return { status: 'mismatch', sha256: found };
    }
    await this.#settle(upload, found, row.size);
    return { status: 'stored', sha256: found, size: row.size };
  }

  async *read(sha256: string, start: number, end: number): AsyncGenerator<Uint8Array> {
    const row = isSha256(sha256) ? await this.#file(sha256) : null;
    if (row === null) throw new FileGone('There is no such file.');
    yield* this.#chunks.read(row._id, start, end);
  }

  async list({
    after = '',
    limit,
  }: {
    readonly after?: string;
    readonly limit: number;
  }): Promise<readonly StoredFile[]> {
    const [files, uploads] = await Promise.all([
      this.#db.run(() =>
        this.#files.collection
          .find({ filename: { $gt: after } }, { sort: { filename: 1 }, limit, ...OVER_ALL })
          .toArray(),
      ),
      this.#db.run(() =>
        this.#uploads.collection.find({ _id: { $gt: after } }, { sort: { _id: 1 }, limit, ...OVER_ALL }).toArray(),
      ),
    ]);
    const all = [
      ...files.map((row) => storedFile(row as FileRow)),
      ...uploads.map((row) => storedUpload(row as UploadRow)),
    ];
    const found = all.filter((file) => file !== undefined);
    return found.sort((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit);
  }

  async remove(id: string): Promise<boolean> {
    if (isSha256(id)) return this.#removeFile(id);
    if (!isUploadId(id)) return false;
    const { deletedCount } = await this.#db.run(() => this.#uploads.collection.deleteOne({ _id: id }, BY_KEY));
    // What became of it keeps its chunks.
    if (deletedCount > 0 && (await this.#fileOfUpload(id)) === null) await this.#chunks.remove(id);
    return deletedCount > 0;
  }

  async #removeFile(sha256: string): Promise<boolean> {
    const row = await this.#file(sha256);
    if (row === null) return false;
    await this.#db.run(() => this.#files.collection.deleteOne({ _id: row._id }, BY_KEY));
    await this.#chunks.remove(row._id);
    return true;
  }

  async #takeOver(upload: string, offset: number, writer: string): Promise<void> {
    const update = { $set: { writer, changedAt: new Date() } };
    const options = { upsert: offset === 0, ...BY_KEY };
    const taken = await this.#db.run(async () => {
      try {
        const result = await this.#uploads.collection.updateOne({ _id: upload, size: offset }, update, options);
        return result.matchedCount + result.upsertedCount > 0;
      } catch (error) {
        // It is there with another size.
        if (isDuplicateKey(error)) return false;
        throw error;
      }
    });
    if (taken) return;
    throw new WrongOffset((await this.#upload(upload))?.size ?? 0);
  }

  async #grow(upload: string, writer: string, from: number, size: number): Promise<void> {
    const update = { $set: { size, changedAt: new Date() } };
    await this.#db.run(async (attempt) => {
      const { matchedCount } = await this.#uploads.collection.updateOne(
        { _id: upload, writer, size: from },
        update,
        BY_KEY,
      );
      if (matchedCount > 0) return;
      const now = await this.#upload(upload);
      // The answer to an earlier attempt may have been lost, not its work.
      if (attempt > 1 && now?.writer === writer && now.size === size) return;
      throw new WrongOffset(now?.size ?? 0);
    });
  }

  async #settle(upload: string, sha256: string, size: number): Promise<void> {
    const uploadDate = new Date();
    const file: FileRow = {
      _id: upload,
      length: size,
      chunkSize: CHUNK_BYTES,
      uploadDate,
      filename: sha256,
      metadata: {},
    };
    await this.#db.run(async () => {
      try {
        await this.#files.collection.insertOne(file, BY_KEY);
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        await this.#files.collection.updateOne({ filename: sha256 }, { $set: { uploadDate } }, BY_KEY);
      }
    });
    await this.remove(upload);
  }

  #upload(id: string): Promise<UploadRow | null> {
    return this.#db.run(() => this.#uploads.collection.findOne({ _id: id }, BY_KEY)) as Promise<UploadRow | null>;
  }

  #file(sha256: string): Promise<FileRow | null> {
    return this.#db.run(() => this.#files.collection.findOne({ filename: sha256 }, BY_KEY)) as Promise<FileRow | null>;
  }

  #fileOfUpload(id: string): Promise<FileRow | null> {
    return this.#db.run(() => this.#files.collection.findOne({ _id: id }, BY_KEY)) as Promise<FileRow | null>;
  }
}

function storedFile(row: FileRow | null): StoredFile | undefined {
  return row === null
    ? undefined
    : { id: row.filename, kind: 'file', size: row.length, changedAtMs: row.uploadDate.getTime() };
}

function storedUpload(row: UploadRow | null): StoredFile | undefined {
  return row === null
    ? undefined
    : { id: row._id, kind: 'upload', size: row.size, changedAtMs: row.changedAt.getTime() };
}
