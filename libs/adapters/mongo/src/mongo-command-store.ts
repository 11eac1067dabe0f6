import type { mongo } from 'mongoose';
import {
  type Command,
  type CommandPage,
  type CommandQuery,
  CommandStore,
  type DeviceId,
  InvalidCursor,
  noSeal,
  RevisionConflict,
  type Seal,
} from '#libs/domain';
import { type CommandRow, commandSchema, toCommand, toCommandRow } from './command-schema.ts';
import type { Query } from './filter-query.ts';
import { Gather, type Outcome } from './gather.ts';
import { GatheredRows } from './gathered-rows.ts';
import { BY_KEY, OVER_ALL } from './limits.ts';
import type { Documents, MongoDatabase } from './mongo-database.ts';
import { Contended, isTransient, StoreRejected } from './mongo-error.ts';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import { AS_BYTES, rowsOf } from './rows-of.ts';
import { newWriteId } from './write-id.ts';

const ORDER = '-id';
/** More than a driver takes at a time by default. */
const MANY = { ...BY_KEY, ...AS_BYTES, batchSize: 1_000 } as const;

/** One document per command, by its id; every access but by the id alone names the device. */
export class MongoCommandStore extends CommandStore {
  readonly #db: MongoDatabase;
  readonly #commands: Documents<CommandRow>;
  readonly #rows: GatheredRows<CommandRow>;
  readonly #openOf: Gather<DeviceId, readonly CommandRow[]>;
  readonly #seal: Seal;

  constructor(db: MongoDatabase, seal: Seal = noSeal) {
    super();
    this.#db = db;
    this.#seal = seal;
    this.#commands = db.documents<CommandRow>('commands', commandSchema);
    this.#rows = new GatheredRows(this.#commands);
    this.#openOf = new Gather((deviceIds) => this.#openOfAll(deviceIds), isTransient);
  }

  async add(command: Command): Promise<{ readonly command: Command; readonly added: boolean }> {
    const stored = { ...command, revision: command.revision + 1 };
    const write = newWriteId();
    const row = toCommandRow(stored, write, this.#seal);
    return this.#db.run(async () => {
      // False when its id or its idempotency key is taken.
      if (await this.#rows.write({ _id: row._id, write, operation: { insertOne: { document: row } } }))
        return { command: stored, added: true };
      const known = await this.#known(command);
      // By the name of the write: an earlier attempt did it, only its answer was lost.
      return { command: this.#toCommand(known), added: known.write === write };
    });
  }

  async get(id: string): Promise<Command | undefined> {
    const row = await this.#db.run(() => this.#rows.find(id));
    return row === undefined ? undefined : this.#toCommand(row);
  }

  async open(deviceId: DeviceId): Promise<readonly Command[]> {
    const rows = await this.#db.run(() => this.#openOf.run(deviceId));
    return rows.map((row) => this.#toCommand(row));
  }

  async save(command: Command): Promise<Command> {
    const { id, deviceId, revision } = command;
    const saved = { ...command, revision: revision + 1 };
    const write = newWriteId();
    const { _id, ...row } = toCommandRow(saved, write, this.#seal);
    const operation = { replaceOne: { filter: { _id, deviceId, revision }, replacement: row } };
    return this.#db.run(async (attempt) => {
      if (await this.#rows.write({ _id, write, operation })) return saved;
      // The answer to an earlier attempt may have been lost, not its work.
      if (attempt > 1 && (await this.#query({ _id, deviceId }, BY_KEY))[0]?.write === write) return saved;
      throw new RevisionConflict(`Command ${id} was saved by somebody else.`);
    });
  }

  async list({ deviceId, states, limit, cursor }: CommandQuery): Promise<CommandPage> {
    const before = cursor === undefined ? undefined : idOf(cursor);
    const query = {
      deviceId,
      ...(states !== undefined && { state: { $in: states } }),
      ...(before !== undefined && { _id: { $lt: before } }),
    };
    // One more than asked for tells whether there is a next page.
    const rows = await this.#find(query, { sort: { _id: -1 }, limit: limit + 1, ...OVER_ALL });
    const last = rows.length > limit ? rows[limit - 1] : undefined;
    return {
      commands: rows.slice(0, limit).map((row) => this.#toCommand(row)),
      ...(last !== undefined && { next: encodeCursor(ORDER, [last._id]) }),
    };
  }

  async overdue(now: string, limit: number): Promise<readonly Command[]> {
    const query = { open: true, deadlineAt: { $lte: now } };
    const rows = await this.#find(query, { sort: { deadlineAt: 1 }, limit, ...OVER_ALL });
    return rows.map((row) => this.#toCommand(row));
  }

  /** What an attempt forgot whose answer was lost is not counted. */
  async prune(finishedBefore: string, limit: number): Promise<number> {
    const finished = { finishedAt: { $lt: finishedBefore }, open: { $exists: false } };
    return this.#db.run(async () => {
      const rows = await this.#query(finished, {
        sort: { finishedAt: 1 },
        limit,
        projection: { _id: 1, deviceId: 1 },
        ...OVER_ALL,
      });
      if (rows.length === 0) return 0;
      const ids = rows.map(({ _id }) => _id);
      const { deletedCount } = await this.#commands.collection.deleteMany({ _id: { $in: ids }, ...finished }, OVER_ALL);
      return deletedCount;
    });
  }

  #toCommand(row: CommandRow): Command {
    return toCommand(row, this.#seal);
  }

  #find(query: Query, options: Query): Promise<readonly CommandRow[]> {
    return this.#db.run(() => this.#query(query, options));
  }

  async #query(query: Query, options: Query): Promise<readonly CommandRow[]> {
    const rows: unknown = await this.#commands.model.find(query, null, { lean: true, ...options }).exec();
    return rows as readonly CommandRow[];
  }

  async #openOfAll(deviceIds: readonly DeviceId[]): Promise<readonly Outcome<readonly CommandRow[]>[]> {
    const query = { deviceId: deviceIds.length === 1 ? deviceIds[0] : { $in: [...new Set(deviceIds)] }, open: true };
    const found = this.#commands.collection.find(query as mongo.Filter<CommandRow>, { sort: { _id: 1 }, ...MANY });
    const byDevice = Map.groupBy(await rowsOf<CommandRow>(found), ({ deviceId }) => deviceId);
    return deviceIds.map((deviceId) => ({ result: byDevice.get(deviceId) ?? [] }));
  }

  /** The command that is in the way of one to be added. */
  async #known({ id, deviceId, idempotencyKey }: Command): Promise<CommandRow> {
    const [sameId] = await this.#query({ _id: id }, BY_KEY);
    if (sameId !== undefined && sameId.deviceId !== deviceId) {
      throw new StoreRejected(`The id ${id} belongs to a command of another device.`);
    }
    if (sameId !== undefined) return sameId;
    const [sameKey] = idempotencyKey === undefined ? [] : await this.#query({ deviceId, idempotencyKey }, BY_KEY);
    if (sameKey !== undefined) return sameKey;
    throw new Contended(`What was in the way of command ${id} is gone.`);
  }
}

function idOf(cursor: string): string {
  const [id = null] = decodeCursor(cursor, ORDER, 1);
  if (id === null) throw new InvalidCursor('The cursor does not belong to this list.');
  return id;
}
