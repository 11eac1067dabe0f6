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
import { ReportedChunk } from './reported-chunk.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

const UPSERT =
  'INSERT INTO reported (device_id, chunk, parameters, objects, document) VALUES (?, ?, ?, ?, ?) ' +
  'ON CONFLICT (device_id, chunk) DO UPDATE SET ' +
  'parameters = excluded.parameters, objects = excluded.objects, document = excluded.document';

/** One row per device and subtree: an Inform touches one or two small rows, not the whole device. */
export class SqliteReportedStore extends ReportedStore {
  readonly #db: SqliteDatabase;

  constructor(db: SqliteDatabase) {
    super();
    this.#db = db;
  }

  mergeValues(
    deviceId: DeviceId,
    values: readonly ParameterValue[],
    readAt: Timestamp,
  ): Promise<readonly ValueChange[]> {
    return this.#change(deviceId, (chunk) => {
      const changes: ValueChange[] = [];
      for (const value of values) {
        const change = chunk(chunkOf(value.name)).mergeValue(value, readAt);
        if (change !== undefined) changes.push(change);
      }
      return changes;
    });
  }

  mergeNames(deviceId: DeviceId, path: string, names: readonly ParameterInfo[], nextLevel: boolean): Promise<void> {
    return this.#change(deviceId, (chunk) => {
      // What a CPE lists beside what it was asked for is not taken.
      const asked = names.filter(({ name }) => covers(path, name));
      const listed = new Set(asked.map(({ name }) => name));
      const exists = (known: string) => {
        if (!covers(path, known)) return true;
        if (known === path && path.endsWith('.')) return true;
        return listed.has(nextLevel ? childOf(path, known) : known);
      };
      for (const name of this.#chunksWithin(deviceId, path)) chunk(name).retain(exists);
      for (const info of asked) chunk(chunkOf(info.name)).mergeName(info);
    });
  }

  async read(deviceId: DeviceId, { path, after, limit }: SubtreeQuery): Promise<readonly ReportedParameter[]> {
    const found: ReportedParameter[] = [];
    const isWanted = ({ path: known }: ReportedParameter) =>
      covers(path, known) && (after === undefined || comparePaths(known, after) > 0);
    for (const name of this.#chunksWithin(deviceId, path).toSorted(comparePaths)) {
      if (found.length >= limit) break;
      if (after !== undefined && !after.startsWith(name) && comparePaths(name, after) < 0) continue;
      found.push(...this.#load(deviceId, name).inOrder().filter(isWanted));
    }
    return found.slice(0, limit);
  }

  async lookup(deviceId: DeviceId, paths: readonly string[]): Promise<readonly ReportedParameter[]> {
    const chunks = new Map<string, ReportedChunk>();
    const found: ReportedParameter[] = [];
    for (const path of paths) {
      const name = chunkOf(path);
      const chunk = chunks.get(name) ?? this.#load(deviceId, name);
      chunks.set(name, chunk);
      const parameter = chunk.get(path);
      if (parameter !== undefined) found.push(parameter);
    }
    return found;
  }

  async count(deviceId: DeviceId): Promise<{ readonly parameters: number; readonly objects: number }> {
    return this.#db.read(() => {
      const sum = 'SELECT sum(parameters) AS parameters, sum(objects) AS objects FROM reported WHERE device_id = ?';
      const row = this.#db.statement(sum).get(deviceId);
      return { parameters: Number(row?.parameters ?? 0), objects: Number(row?.objects ?? 0) };
    });
  }

  forget(deviceId: DeviceId, path: string): Promise<void> {
    return this.#change(deviceId, (chunk) => {
      for (const name of this.#chunksWithin(deviceId, path)) chunk(name).retain((known) => !covers(path, known));
    });
  }

  /** Loads the chunks that `work` asks for, each once, and writes those it changed: all or none. */
  #change<T>(deviceId: DeviceId, work: (chunk: (name: string) => ReportedChunk) => T): Promise<T> {
    return this.#db.writeAll(() => {
      const chunks = new Map<string, ReportedChunk>();
      const result = work((name) => {
        const chunk = chunks.get(name) ?? this.#load(deviceId, name);
        chunks.set(name, chunk);
        return chunk;
      });
      for (const chunk of chunks.values()) if (chunk.changed) this.#store(deviceId, chunk);
      return result;
    });
  }

  /** The chunks that hold something of a subtree. */
  #chunksWithin(deviceId: DeviceId, path: string): readonly string[] {
    return this.#db.read(() =>
      this.#db
        .statement('SELECT chunk FROM reported WHERE device_id = ?')
        .all(deviceId)
        .map((row) => String(row.chunk))
        .filter((name) => covers(path, name) || chunkOf(path) === name),
    );
  }

  #load(deviceId: DeviceId, name: string): ReportedChunk {
    const select = 'SELECT document FROM reported WHERE device_id = ? AND chunk = ?';
    const row = this.#db.read(() => this.#db.statement(select).get(deviceId, name));
    return row === undefined ? new ReportedChunk(name) : new ReportedChunk(name, String(row.document));
  }

  #store(deviceId: DeviceId, chunk: ReportedChunk): void {
    if (chunk.size === 0) {
      this.#db.statement('DELETE FROM reported WHERE device_id = ? AND chunk = ?').run(deviceId, chunk.name);
      return;
    }
    const { parameters, objects } = chunk.count();
    this.#db.statement(UPSERT).run(deviceId, chunk.name, parameters, objects, chunk.serialize());
  }
}

/** The child of `path` that `below` is, or is below of. */
function childOf(path: string, below: string): string {
  const end = below.indexOf('.', path.length);
  return end === -1 ? below : below.slice(0, end + 1);
}
