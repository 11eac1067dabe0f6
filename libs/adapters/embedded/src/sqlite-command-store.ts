import {
  type Command,
  type CommandPage,
  type CommandQuery,
  CommandStore,
  type DeviceId,
  keptSpec,
  noSeal,
  RevisionConflict,
  type Seal,
  withSpec,
} from '#libs/domain';
import { decodeCursor, encodeCursor } from './page-cursor.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

const INSERT =
  'INSERT INTO commands (id, device_id, revision, state, idempotency_key, deadline_at, document) VALUES (?, ?, ?, ?, ?, ?, ?)';
const UPDATE =
  'UPDATE commands SET revision = ?, state = ?, deadline_at = ?, document = ? WHERE id = ? AND revision = ?';
/** Written as in the indexes of the open ones, or they are not used. */
const IS_OPEN = "state IN ('queued', 'sent')";
const PRUNE =
  "DELETE FROM commands WHERE rowid IN (SELECT rowid FROM commands WHERE state NOT IN ('queued', 'sent') " +
  "AND document ->> '$.finishedAt' < ? ORDER BY document ->> '$.finishedAt' LIMIT ?)";
const ORDER = '-id';

export class SqliteCommandStore extends CommandStore {
  readonly #db: SqliteDatabase;
  readonly #seal: Seal;

  constructor(db: SqliteDatabase, seal: Seal = noSeal) {
    super();
    this.#db = db;
    this.#seal = seal;
  }

  /** Also a command that was there is only returned when it is durable: its own write may still be on the way. */
  add(command: Command): Promise<{ readonly command: Command; readonly added: boolean }> {
    return this.#db.write(() => {
      const { id, deviceId, idempotencyKey } = command;
      const [known] = this.#select('device_id = ? AND (id = ? OR idempotency_key = ?) LIMIT 1', [
        deviceId,
        id,
        idempotencyKey ?? null,
      ]);
      if (known !== undefined) return { command: known, added: false };
      const stored = { ...command, revision: command.revision + 1 };
      this.#db
        .statement(INSERT)
        .run(
          id,
          deviceId,
          stored.revision,
          stored.state,
          idempotencyKey ?? null,
          stored.deadlineAt,
          this.#toText(stored),
        );
      return { command: stored, added: true };
    });
  }

  async get(id: string): Promise<Command | undefined> {
    return this.#select('id = ?', [id])[0];
  }

  async open(deviceId: DeviceId): Promise<readonly Command[]> {
    return this.#select(`device_id = ? AND ${IS_OPEN} ORDER BY id`, [deviceId]);
  }

  save(command: Command): Promise<Command> {
    const saved = { ...command, revision: command.revision + 1 };
    return this.#db.write(() => {
      const { changes } = this.#db
        .statement(UPDATE)
        .run(saved.revision, saved.state, saved.deadlineAt, this.#toText(saved), command.id, command.revision);
      if (changes === 0) throw new RevisionConflict(`Command ${command.id} was saved by somebody else.`);
      return saved;
    });
  }

  async list({ deviceId, states, limit, cursor }: CommandQuery): Promise<CommandPage> {
    const [before] = cursor === undefined ? [] : decodeCursor(cursor, ORDER, 1);
    const where =
      'device_id = ?1 AND (?2 IS NULL OR state IN (SELECT value FROM json_each(?2))) AND (?3 IS NULL OR id < ?3) ' +
      'ORDER BY id DESC LIMIT ?4';
    const wanted = states === undefined ? null : JSON.stringify(states);
    const found = this.#select(where, [deviceId, wanted, before ?? null, limit + 1]);
    const last = found.length > limit ? found[limit - 1] : undefined;
    return { commands: found.slice(0, limit), ...(last !== undefined && { next: encodeCursor(ORDER, [last.id]) }) };
  }

  async overdue(now: string, limit: number): Promise<readonly Command[]> {
    return this.#select(`${IS_OPEN} AND deadline_at <= ? ORDER BY deadline_at LIMIT ?`, [now, limit]);
  }

  prune(finishedBefore: string, limit: number): Promise<number> {
    return this.#db.write(() => Number(this.#db.statement(PRUNE).run(finishedBefore, limit).changes));
  }

  #select(where: string, parameters: readonly (string | number | null)[]): readonly Command[] {
    return this.#db.read(() => {
      const rows = this.#db.statement(`SELECT document FROM commands WHERE ${where}`).all(...parameters);
      return rows.map((row) => this.#toCommand(String(row.document)));
    });
  }

  #toText(command: Command): string {
    return JSON.stringify({ ...command, ...keptSpec(command, this.#seal) });
  }

  #toCommand(text: string): Command {
    const { sealedSpec, ...command } = JSON.parse(text) as Command & { readonly sealedSpec?: string };
    return withSpec(command, sealedSpec, this.#seal);
  }
}
