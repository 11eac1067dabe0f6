import type { ParameterInfo, ParameterValue } from '#libs/cwmp';
import {
  chunkOf,
  comparePaths,
  covers,
  type DeviceId,
  type ReportedParameter,
  ReportedStore,
  type SubtreeQuery,
  type Timestamp,
  type ValueChange,
} from '#libs/domain';
import { ChunkDocuments, type ChunkSummary, type LoadedChunk } from './chunk-documents.ts';
import { DeviceLanes } from './device-lanes.ts';
import type { MongoDatabase } from './mongo-database.ts';
import { ReportedChunk } from './reported-chunk.ts';
import { newWriteId } from './write-id.ts';

/**
 * One document per device and subtree: an Inform touches a few small ones, not the whole device. A document is replaced
 * only as it was read, so that nobody's values are lost. A write that is rejected may have been done in part.
 */
export class MongoReportedStore extends ReportedStore {
  readonly #db: MongoDatabase;
  readonly #chunks: ChunkDocuments;
  readonly #lanes = new DeviceLanes();

  constructor(db: MongoDatabase) {
    super();
    this.#db = db;
    this.#chunks = new ChunkDocuments(db);
  }

  async mergeValues(
    deviceId: DeviceId,
    values: readonly ParameterValue[],
    readAt: Timestamp,
  ): Promise<readonly ValueChange[]> {
    const indexes = Map.groupBy(values.keys(), (index) => chunkOf(values[index]?.name ?? ''));
    const changes: (ValueChange | undefined)[] = [];
    const names = [...indexes.keys()];
    const load = () => this.#chunks.load(deviceId, names);
    await this.#change(deviceId, load, (chunk) => {
      for (const index of indexes.get(chunk.name) ?? []) {
        const value = values[index];
        if (value !== undefined) changes[index] = chunk.mergeValue(value, readAt);
      }
    });
    return changes.filter((change) => change !== undefined);
  }

  async mergeNames(
    deviceId: DeviceId,
    path: string,
    names: readonly ParameterInfo[],
    nextLevel: boolean,
  ): Promise<void> {
    // What a CPE lists beside what it was asked for is not taken.
    const asked = names.filter(({ name }) => covers(path, name));
    const listed = new Set(asked.map(({ name }) => name));
    const byChunk = Map.groupBy(asked, ({ name }) => chunkOf(name));
    const exists = (known: string) => {
      if (!covers(path, known)) return true;
      if (known === path && path.endsWith('.')) return true;
      return listed.has(nextLevel ? childOf(path, known) : known);
    };
    const load = () => this.#loadWithin(deviceId, path, [...byChunk.keys()]);
    await this.#change(deviceId, load, (chunk) => {
      chunk.retain(exists);
      for (const info of byChunk.get(chunk.name) ?? []) chunk.mergeName(info);
    });
  }

  async read(deviceId: DeviceId, { path, after, limit }: SubtreeQuery): Promise<readonly ReportedParameter[]> {
    const found: ReportedParameter[] = [];
    const isWanted = ({ path: known }: ReportedParameter) =>
      covers(path, known) && (after === undefined || comparePaths(known, after) > 0);
    let rest = await this.#namesFrom(deviceId, path, after);
    while (found.length < limit && rest.length > 0) {
      const batch = enough(rest, limit - found.length);
      rest = rest.slice(batch.length);
      const names = batch.map(({ name }) => name);
      const loaded = await this.#db.run(() => this.#chunks.load(deviceId, names));
      for (const { chunk } of loaded) found.push(...chunk.inOrder().filter(isWanted));
    }
    return found.slice(0, limit);
  }

  async lookup(deviceId: DeviceId, paths: readonly string[]): Promise<readonly ReportedParameter[]> {
    const names = [...new Set(paths.map(chunkOf))];
    const loaded = await this.#db.run(() => this.#chunks.load(deviceId, names));
    const chunks = new Map(loaded.map(({ chunk }) => [chunk.name, chunk]));
    return paths.flatMap((path) => chunks.get(chunkOf(path))?.get(path) ?? []);
  }

  async count(deviceId: DeviceId): Promise<{ readonly parameters: number; readonly objects: number }> {
    const summaries = await this.#db.run(() => this.#chunks.summaries(deviceId));
    return summaries.reduce(
      (sum, { parameters, objects }) => ({
        parameters: sum.parameters + parameters,
        objects: sum.objects + objects,
      }),
      { parameters: 0, objects: 0 },
    );
  }

  async forget(deviceId: DeviceId, path: string): Promise<void> {
    if (path === '') {
      await this.#lanes.run(deviceId, () => this.#db.run(() => this.#chunks.removeAll(deviceId)));
      return;
    }
    const load = () => this.#loadWithin(deviceId, path, []);
    await this.#change(deviceId, load, (chunk) => chunk.retain((known) => !covers(path, known)));
  }

  /** Loads, edits and writes until nothing came in between. `edit` sees a chunk again only when it was not written. */
  async #change(
    deviceId: DeviceId,
    load: () => Promise<readonly LoadedChunk[]>,
    edit: (chunk: ReportedChunk) => void,
  ): Promise<void> {
    const write = newWriteId();
    const attempt = async () => {
      const loaded = await load();
      // Of an earlier attempt whose answer was lost, or that got stuck at another chunk.
      const unwritten = loaded.filter(({ stored }) => stored?.write !== write);
      for (const { chunk } of unwritten) edit(chunk);
      const changed = unwritten.filter(({ chunk }) => chunk.changed);
      await this.#chunks.write(deviceId, changed, write);
    };
    await this.#lanes.run(deviceId, () => this.#db.run(attempt));
  }

  /** The chunks that hold something of a subtree, and those of the names that are below it. */
  async #loadWithin(deviceId: DeviceId, path: string, names: readonly string[]): Promise<readonly LoadedChunk[]> {
    if (!spansChunks(path)) return this.#chunks.load(deviceId, [chunkOf(path)]);
    const stored = await this.#chunks.loadAll(deviceId);
    const known = new Set(stored.map(({ chunk }) => chunk.name));
    // All that there are were loaded.
    const fresh = names.filter((name) => !known.has(name)).map((name) => ({ chunk: new ReportedChunk(name) }));
    return [...stored.filter(({ chunk }) => covers(path, chunk.name) || names.includes(chunk.name)), ...fresh];
  }

  /** The chunks of a subtree in path order, from the one on that may hold what comes after a path. */
  async #namesFrom(deviceId: DeviceId, path: string, after: string | undefined): Promise<readonly ChunkSummary[]> {
    if (!spansChunks(path)) return [{ name: chunkOf(path), parameters: 0, objects: 0 }];
    const all = await this.#db.run(() => this.#chunks.summaries(deviceId));
    const isBefore = (name: string) => after !== undefined && !after.startsWith(name) && comparePaths(name, after) < 0;
    return all
      .filter(({ name }) => covers(path, name) && !isBefore(name))
      .toSorted((a, b) => comparePaths(a.name, b.name));
  }
}

/** Whether more than one chunk can hold what is below a path. */
function spansChunks(path: string): boolean {
  return path === '' || path.indexOf('.') === path.length - 1;
}

/** As many of the chunks as it takes to have that many parameters; at least one. */
function enough(chunks: readonly ChunkSummary[], wanted: number): readonly ChunkSummary[] {
  let count = 0;
  const end = chunks.findIndex(({ parameters, objects }) => {
    count += parameters + objects;
    return count >= wanted;
  });
  return end === -1 ? chunks : chunks.slice(0, end + 1);
}

/** The child of `path` that `below` is, or is below of. */
function childOf(path: string, below: string): string {
  const end = below.indexOf('.', path.length);
  return end === -1 ? below : below.slice(0, end + 1);
}
