import mongoose, { type SchemaDefinitionProperty } from 'mongoose';
import { FileGone } from '#libs/domain';
import { BY_KEY, SCHEMA_OPTIONS } from './limits.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';
import { AS_BYTES, rowsOf } from './rows-of.ts';

export const CHUNK_BYTES = 64 * 1024;
/** Chunks of one write: each waits for the majority once. */
const CHUNKS_PER_WRITE = 16;
const CHUNKS_PER_READ = 8;

interface ChunkRow {
  readonly _id: mongoose.mongo.ObjectId;
  readonly files_id: string;
  readonly n: number;
  readonly data: mongoose.mongo.Binary;
}

const FIELDS: Readonly<Record<keyof ChunkRow, SchemaDefinitionProperty>> = {
  _id: mongoose.Schema.Types.ObjectId,
  files_id: String,
  n: Number,
  data: mongoose.Schema.Types.Buffer,
};

/**
 * The chunks of files in the layout of GridFS, so that its tools read them. Not by GridFSBucket: it can't go on with what was
 * begun, and reads ahead of a slow reader.
 */
export class GridChunks {
  readonly #db: MongoDatabase;
  readonly #chunks: Documents<ChunkRow>;

  constructor(db: MongoDatabase, bucket: string) {
    this.#db = db;
    const schema = new mongoose.Schema(FIELDS, SCHEMA_OPTIONS);
    schema.index({ files_id: 1, n: 1 }, { unique: true });
    this.#chunks = db.documents<ChunkRow>(`${bucket}.chunks`, schema);
  }

  /**
   * Writes bytes behind the first `offset` of a file. After each write `onWritten` is told the size so far, and may end it by
   * rejecting. What came before an error of the source is written, too. Resolves with the size.
   */
  async append(
    file: string,
    offset: number,
    bytes: AsyncIterable<Uint8Array>,
    onWritten: (size: number) => Promise<void>,
  ): Promise<number> {
    // The last chunk is written anew with what follows.
    let pending: Uint8Array[] = [await this.#tail(file, offset)];
    let size = offset - (pending[0]?.length ?? 0);
    let waiting = pending[0]?.length ?? 0;
    let failed = false;
    const flush = async (all: boolean) => {
      failed = true;
      const buffer = Buffer.concat(pending);
      const length = all ? buffer.length : buffer.length - (buffer.length % CHUNK_BYTES);
      await this.#write(file, size / CHUNK_BYTES, buffer.subarray(0, length));
      await onWritten(size + length);
      pending = [buffer.subarray(length - (length % CHUNK_BYTES))];
      size += length - (length % CHUNK_BYTES);
      waiting = pending[0]?.length ?? 0;
      failed = false;
    };
    try {
      for await (const piece of bytes) {
        // Copied: the source may use its buffer again.
        pending.push(Buffer.from(piece));
        waiting += piece.length;
        if (waiting >= CHUNK_BYTES * CHUNKS_PER_WRITE) await flush(false);
      }
    } finally {
      if (!failed && size + waiting > offset) await flush(true);
    }
    return size + waiting;
  }

  /** As many chunks at a time as one answer of MongoDB well may have. */
  async *read(file: string, start: number, end: number): AsyncGenerator<Uint8Array> {
    for (let at = start; at < end; ) {
      const first = Math.floor(at / CHUNK_BYTES);
      const last = Math.min(first + CHUNKS_PER_READ, Math.ceil(end / CHUNK_BYTES)) - 1;
      for (const data of await this.#some(file, first, last)) {
        const from = Math.floor(at / CHUNK_BYTES) * CHUNK_BYTES;
        const piece = data.subarray(at - from, end - from);
        if (piece.length === 0) throw new FileGone('The file was removed.');
        at += piece.length;
        yield piece;
      }
    }
  }

  async remove(file: string): Promise<void> {
    await this.#db.run(() => this.#chunks.collection.deleteMany({ files_id: file }, BY_KEY));
  }

  async #tail(file: string, offset: number): Promise<Uint8Array> {
    const length = offset % CHUNK_BYTES;
    if (length === 0) return new Uint8Array();
    const n = (offset - length) / CHUNK_BYTES;
    const [data] = await this.#some(file, n, n);
    if (data === undefined || data.length < length) throw new FileGone('The upload was removed.');
    return data.subarray(0, length);
  }

  /** All from the first to the last. Rejects with FileGone when one is missing. */
  async #some(file: string, first: number, last: number): Promise<readonly Uint8Array[]> {
    const query = { files_id: file, n: { $gte: first, $lte: last } };
    const options = { sort: { n: 1 }, batchSize: CHUNKS_PER_READ + 1, ...BY_KEY, ...AS_BYTES } as const;
    const rows = await this.#db.run(() => rowsOf<ChunkRow>(this.#chunks.collection.find(query, options)));
    if (rows.length !== last - first + 1) throw new FileGone('The file was removed.');
    // Copied: each would keep the whole answer in memory.
    return rows.map(({ data }) => Buffer.from(data.buffer.subarray(0, data.position)));
  }

  async #write(file: string, first: number, bytes: Buffer): Promise<void> {
    const updates: mongoose.mongo.AnyBulkWriteOperation<ChunkRow>[] = [];
    for (let at = 0, n = first; at < bytes.length; at += CHUNK_BYTES, n++) {
      const data = new mongoose.mongo.Binary(bytes.subarray(at, at + CHUNK_BYTES));
      // Also in place of what somebody wrote whose upload went on elsewhere.
      updates.push({
        updateOne: { filter: { files_id: file, n }, update: { $set: { data } }, upsert: true },
      });
    }
    if (updates.length > 0) await this.#db.run(() => this.#chunks.collection.bulkWrite(updates));
  }
}
