import { createHash, randomBytes } from 'node:crypto';
import {
  type DeviceId,
  FileGone,
  type KeepOutcome,
  noSeal,
  openedBytes,
  type ReceivedFile,
  type ReceivedFileQuery,
  ReceivedFiles,
  type Seal,
  type Timestamp,
} from '#libs/domain';
import { CHUNK_BYTES, GridChunks } from './grid-chunks.ts';
import { type GridFileRow, gridFiles } from './grid-files.ts';
import { BY_KEY, OVER_ALL } from './limits.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';
import { isDuplicateKey } from './mongo-error.ts';

interface Metadata extends ReceivedFile {
  /** What it takes to open it; absent or empty when it lies there as it came. */
  readonly opener?: string;
}

type Row = GridFileRow<Metadata>;

class TooLarge extends Error {}

/** GridFS: each file under the id of its command. */
export class MongoReceivedFiles extends ReceivedFiles {
  readonly #db: MongoDatabase;
  readonly #files: Documents<Row>;
  readonly #chunks: GridChunks;

  readonly #seal: Seal;

  constructor(db: MongoDatabase, seal: Seal = noSeal) {
    super();
    this.#seal = seal;
    this.#db = db;
    this.#files = gridFiles(db, 'received', { 'metadata.deviceId': 1, filename: -1 }, { 'metadata.receivedAt': 1 });
    this.#chunks = new GridChunks(db, 'received');
  }

  async keep(
    file: Omit<ReceivedFile, 'size' | 'sha256'>,
    bytes: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<KeepOutcome> {
    if ((await this.get(file.commandId)) !== undefined) return { status: 'taken' };
    const id = randomBytes(18).toString('base64url');
    let kept = false;
    try {
      const { opener, ...measured } = await this.#write(id, file, bytes, maxBytes);
      const whole: ReceivedFile = { ...file, ...measured };
      kept = await this.#insert(id, { ...whole, opener });
      return kept ? { status: 'kept', file: whole } : { status: 'taken' };
    } catch (error) {
      if (error instanceof TooLarge) return { status: 'tooLarge' };
      throw error;
    } finally {
      if (!kept) await this.#chunks.remove(id);
    }
  }

  async get(commandId: string): Promise<ReceivedFile | undefined> {
    const row = await this.#find(commandId);
    return row === null ? undefined : told(row.metadata);
  }

  async list({ deviceId, before, limit }: ReceivedFileQuery): Promise<readonly ReceivedFile[]> {
    const query = { 'metadata.deviceId': deviceId, ...(before === undefined ? {} : { filename: { $lt: before } }) };
    const rows = await this.#db.run(() =>
      this.#files.collection.find(query, { sort: { filename: -1 }, limit, ...OVER_ALL }).toArray(),
    );
    return rows.map((row) => told((row as Row).metadata));
  }

  async *read(commandId: string): AsyncGenerator<Uint8Array> {
    const row = await this.#find(commandId);
    if (row === null) throw new FileGone(`No file of command ${commandId} is here.`);
    const { deviceId, opener = '' } = row.metadata;
    const opening = this.#seal.openBytes(opener, deviceId, sealedAs(commandId));
    yield* openedBytes(this.#chunks.read(row._id, 0, row.length), opening);
  }

  async forget(deviceId: DeviceId): Promise<void> {
    while ((await this.#removeSome({ 'metadata.deviceId': deviceId }, 100)) > 0);
  }

  prune(receivedBefore: Timestamp, limit: number): Promise<number> {
    return this.#removeSome({ 'metadata.receivedAt': { $lt: receivedBefore } }, limit);
  }

  /** The chunks go first: a file that is half gone is found again. */
  async #removeSome(query: Readonly<Record<string, unknown>>, limit: number): Promise<number> {
    const rows = await this.#db.run(() => this.#files.collection.find(query, { limit, ...OVER_ALL }).toArray());
    for (const { _id } of rows) {
      await this.#chunks.remove(_id);
      await this.#db.run(() => this.#files.collection.deleteOne({ _id }, BY_KEY));
    }
    return rows.length;
  }

  async #write(
    id: string,
    { deviceId, commandId }: Pick<ReceivedFile, 'deviceId' | 'commandId'>,
    bytes: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ) {
    const hash = createHash('sha256');
    const sealing = this.#seal.sealBytes(deviceId, sealedAs(commandId));
    let size = 0;
    async function* counted(): AsyncGenerator<Uint8Array> {
      for await (const piece of bytes) {
        size += piece.length;
        if (size > maxBytes) throw new TooLarge();
        hash.update(piece);
        yield sealing.take(piece);
      }
    }
    await this.#chunks.append(id, 0, counted(), async () => undefined);
    return { size, sha256: hash.digest('hex'), opener: sealing.end() };
  }

  /** False when the command has a file already. */
  async #insert(id: string, file: Metadata): Promise<boolean> {
    const { size: length, commandId: filename, receivedAt } = file;
    const uploadDate = new Date(receivedAt);
    const row: Row = { _id: id, length, chunkSize: CHUNK_BYTES, uploadDate, filename, metadata: file };
    return this.#db.run(async (attempt) => {
      try {
        await this.#files.collection.insertOne(row, BY_KEY);
        return true;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        return attempt > 1 && (await this.#find(filename))?._id === id;
      }
    });
  }

  #find(commandId: string): Promise<Row | null> {
    return this.#db.run(() => this.#files.collection.findOne({ filename: commandId }, BY_KEY)) as Promise<Row | null>;
  }
}

function told({ opener: _, ...file }: Metadata): ReceivedFile {
  return file;
}

function sealedAs(commandId: string): string {
  return `file ${commandId}`;
}
