import type { mongo } from 'mongoose';
import type { DeviceId } from '#libs/domain';
import {
  allPartsOf,
  type ChunkRow,
  chunkNameOf,
  chunkSchema,
  deviceIdOfPart,
  firstPartsOf,
  partId,
} from './chunk-schema.ts';
import { Gather, type Outcome } from './gather.ts';
import { GatheredRows, type RowWrite } from './gathered-rows.ts';
import { BY_KEY } from './limits.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';
import { Contended, isDuplicateKey, isTransient } from './mongo-error.ts';
import { ReportedChunk } from './reported-chunk.ts';
import { AS_BYTES, rowsOf } from './rows-of.ts';

/** A chunk in memory, and what it was made of. */
export interface LoadedChunk {
  readonly chunk: ReportedChunk;
  /** Absent when nothing was stored. */
  readonly stored?: { readonly write: string; readonly parts: number };
}

export interface ChunkSummary {
  readonly name: string;
  readonly parameters: number;
  readonly objects: number;
}

type Operation = mongo.AnyBulkWriteOperation<ChunkRow>;

/** Documents that are sent at once where there are that many. */
const MANY = 1_000;
/** Of so many devices everything is read at once, by the weight of a batch: a reply has room for 16 MB. */
const WHOLE_DEVICE = 16;

/** How chunks stand in the collection: each in one document, or, if it is too large, in several that change together. */
export class ChunkDocuments {
  readonly #db: MongoDatabase;
  readonly #rows: Documents<ChunkRow>;
  readonly #gathered: GatheredRows<ChunkRow>;
  readonly #wholes: Gather<DeviceId, readonly ChunkRow[]>;
  readonly #summaries: Gather<DeviceId, readonly ChunkRow[]>;

  constructor(db: MongoDatabase) {
    this.#db = db;
    this.#rows = db.documents<ChunkRow>('reported', chunkSchema);
    this.#gathered = new GatheredRows(this.#rows, (ids) => ({
      deviceId: { $in: [...new Set(ids.map(deviceIdOfPart))] },
    }));
    this.#wholes = new Gather(
      (ids) => this.#findFirstParts(ids),
      isTransient,
      () => WHOLE_DEVICE,
    );
    this.#summaries = new Gather((ids) => this.#findFirstParts(ids, { content: 0 }), isTransient);
  }

  async summaries(deviceId: DeviceId): Promise<readonly ChunkSummary[]> {
    const rows = await this.#summaries.run(deviceId);
    return rows.map((row) => ({
      name: chunkNameOf(row),
      parameters: row.parameters ?? 0,
      objects: row.objects ?? 0,
    }));
  }

  /** The chunks of these names; empty ones where nothing is stored. Rejects with Contended while one is being written. */
  async load(deviceId: DeviceId, names: readonly string[]): Promise<readonly LoadedChunk[]> {
    const ids = names.map((name) => partId(deviceId, 0, name));
    const rows = await this.#gathered.findSome(ids);
    const found = new Map(rows.map((row) => [chunkNameOf(row), row]));
    return Promise.all(
      names.map((name) => {
        const row = found.get(name);
        return row === undefined ? { chunk: new ReportedChunk(name) } : this.#complete(row);
      }),
    );
  }

  async loadAll(deviceId: DeviceId): Promise<readonly LoadedChunk[]> {
    const rows = await this.#wholes.run(deviceId);
    return Promise.all(rows.map((row) => this.#complete(row)));
  }

  /**
   * Replaces what was loaded under the name of a write. Rejects with Contended when some were replaced by others in
   * between: then those that were written carry this name.
   */
  async write(deviceId: DeviceId, changed: readonly LoadedChunk[], write: string): Promise<void> {
    const small: RowWrite<ChunkRow>[] = [];
    for (const loaded of changed) {
      const contents = loaded.chunk.serialize();
      const operation = firstPart(deviceId, loaded, contents, write);
      if (contents.length <= 1 && (loaded.stored?.parts ?? 1) <= 1) {
        const _id = partId(deviceId, 0, loaded.chunk.name);
        small.push({ _id, operation, ...(contents.length > 0 && { write }) });
      } else await this.#writeParts(deviceId, loaded, contents, operation, write);
    }
    if (small.length === 0) return;
    if ((await this.#gathered.writeSome(small)).includes(false)) throw contended();
  }

  async removeAll(deviceId: DeviceId): Promise<void> {
    await this.#rows.collection.deleteMany(allPartsOf(deviceId), BY_KEY);
  }

  async #findFirstParts(
    deviceIds: readonly DeviceId[],
    projection: Readonly<Record<string, 0>> = {},
  ): Promise<readonly Outcome<readonly ChunkRow[]>[]> {
    const [first, ...others] = [...new Set(deviceIds)].map(firstPartsOf);
    const query = others.length === 0 ? first : { $or: [first, ...others] };
    const options = { ...BY_KEY, ...AS_BYTES, batchSize: MANY, projection };
    const found = this.#rows.collection.find(query as mongo.Filter<ChunkRow>, options);
    const byDevice = Map.groupBy(await rowsOf<ChunkRow>(found), ({ deviceId }) => deviceId);
    return deviceIds.map((deviceId) => ({ result: byDevice.get(deviceId) ?? [] }));
  }

  async #complete(first: ChunkRow): Promise<LoadedChunk> {
    const { deviceId, write, parts = 1 } = first;
    const name = chunkNameOf(first);
    const further = parts === 1 ? [] : await this.#furtherParts(deviceId, name, parts);
    // Each part was read by itself: they belong together only if one write made them.
    if (further.length !== parts - 1 || further.some((part) => part.write !== write)) {
      throw new Contended(`The chunk ${name} of ${deviceId} was written while it was read.`);
    }
    const contents = [first, ...further].map(({ content }) => content);
    return { chunk: new ReportedChunk(name, contents), stored: { write, parts } };
  }

  async #furtherParts(deviceId: DeviceId, name: string, parts: number): Promise<readonly ChunkRow[]> {
    const ids = Array.from({ length: parts - 1 }, (_, index) => partId(deviceId, index + 1, name));
    const rows = new Map((await this.#gathered.findSome(ids)).map((row) => [row._id, row]));
    return ids.flatMap((id) => rows.get(id) ?? []);
  }

  async #writeParts(
    deviceId: DeviceId,
    { chunk, stored }: LoadedChunk,
    contents: readonly string[],
    first: Operation,
    write: string,
  ): Promise<void> {
    const further = contents.slice(1).map((content, index): Operation => {
      const filter = { _id: partId(deviceId, index + 1, chunk.name), deviceId };
      return { replaceOne: { filter, replacement: { deviceId, write, content }, upsert: true } };
    });
    const surplus: Operation[] = [];
    for (let part = Math.max(1, contents.length); part < (stored?.parts ?? 1); part++) {
      surplus.push({ deleteOne: { filter: { _id: partId(deviceId, part, chunk.name), deviceId } } });
    }
    await this.#db.transaction(async (session) => {
      await this.#apply(first, session);
      const rest = [...further, ...surplus];
      if (rest.length > 0) await this.#rows.collection.bulkWrite(rest, { session });
    });
  }

  /** The document must be as it was when it was loaded. */
  async #apply(operation: Operation, session: mongo.ClientSession): Promise<void> {
    try {
      const result = await this.#rows.collection.bulkWrite([operation], { session });
      if (result.insertedCount + result.matchedCount + result.deletedCount === 1) return;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    throw contended();
  }
}

function contended(): Contended {
  return new Contended('What was reported was changed by somebody else.');
}

function firstPart(
  deviceId: DeviceId,
  { chunk, stored }: LoadedChunk,
  contents: readonly string[],
  write: string,
): Operation {
  const _id = partId(deviceId, 0, chunk.name);
  const [content] = contents;
  const row = { deviceId, write, parts: contents.length, ...chunk.count() };
  if (stored === undefined) return { insertOne: { document: { _id, ...row, content: content ?? '' } } };
  const filter = { _id, deviceId, write: stored.write };
  return content === undefined
    ? { deleteOne: { filter } }
    : { replaceOne: { filter, replacement: { ...row, content } } };
}
