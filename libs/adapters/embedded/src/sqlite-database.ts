import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { StoreUnavailable } from '#libs/domain';
import { type DataFolder, DataFolderUnusable, takeDataFolder } from './data-folder.ts';
import { migrate } from './schema.ts';
import { SQLITE, sqliteCode } from './sqlite-code.ts';

/** Writes of one transaction at most: bounds what one failing commit takes along. */
const MAX_BATCH = 1_000;
/** A transaction is committed after that time even when every turn of the loop brings more writes. */
const MAX_OPEN_MS = 2;

interface Batch {
  writes: number;
  readonly number: number;
  readonly openedAtMs: number;
  timer: NodeJS.Immediate;
  readonly committed: PromiseWithResolvers<void>;
}

/**
 * One SQLite file with group commit: writes that arrive in the same turn of the event loop, or in turns that follow each
 * other, share one transaction and so one fsync, and each resolves when that is done. The turns matter: new connections
 * come in one a turn.
 *
 * Reads see the writes of the open transaction. That is sound: they can only be undone by the death of this process,
 * which takes the reader along, or by a failing commit, after which a save of what was read meets a RevisionConflict.
 * What leaves the process as a promise of durability awaits a write of its own, never a read.
 */
export class SqliteDatabase {
  readonly #folder: DataFolder;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #batch: Batch | undefined;
  #batches = 0;

  private constructor(folder: DataFolder, db: DatabaseSync) {
    this.#folder = folder;
    this.#db = db;
  }

  /** Opens, and creates where needed, the database in `dataDir` (`:memory:` for none). Throws DataFolderUnusable. */
  static open(dataDir: string): SqliteDatabase {
    const folder = takeDataFolder(dataDir);
    let db: DatabaseSync | undefined;
    try {
      db = new DatabaseSync(folder.file, { timeout: 5_000, enableForeignKeyConstraints: false });
      // synchronous = FULL: the fsync of the log is what an acknowledgement stands for.
      db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 67108864');
      db.exec('PRAGMA cache_size = -32768; PRAGMA wal_autocheckpoint = 1000');
      migrate(db);
      return new SqliteDatabase(folder, db);
    } catch (cause) {
      db?.close();
      folder.release();
      throw cause instanceof DataFolderUnusable ? cause : cannotOpen(folder.file, cause);
    }
  }

  /** Grows by one with every transaction, committed or not: same number, same fate. */
  get batchNumber(): number {
    return this.#batch?.number ?? this.#batches + 1;
  }

  /** The prepared statement of `sql`, kept for ever: only for SQL of a fixed text. */
  statement(sql: string): StatementSync {
    const kept = this.#statements.get(sql);
    if (kept !== undefined) return kept;
    const statement = this.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** A prepared statement for one use: filters make SQL of too many shapes to keep. */
  prepare(sql: string): StatementSync {
    if (!this.#db.isOpen) throw new StoreUnavailable('The database is closed.');
    return this.#db.prepare(sql);
  }

  /** Reads at once. Throws StoreUnavailable. */
  read<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw translated(error);
    }
  }

  /**
   * Runs `work`, which changes at most one row set by one statement, at once; resolves when it is durable. What `work`
   * throws rejects this write alone. Rejects with StoreUnavailable when the transaction can't be committed.
   */
  write<T>(work: () => T): Promise<T> {
    let batch: Batch | undefined;
    try {
      batch = this.#batch ?? this.#begin();
      const result = work();
      const committed = batch.committed.promise.then(() => result);
      if (++batch.writes >= MAX_BATCH) this.#commit(batch);
      return committed;
    } catch (error) {
      // On a full disk or an I/O error SQLite rolls the whole transaction back by itself.
      if (batch !== undefined && !this.#db.isTransaction) this.#end(batch, translated(error));
      return Promise.reject(translated(error));
    }
  }

  /** As `write`, for work of several statements: all of them or none. */
  writeAll<T>(work: () => T): Promise<T> {
    return this.write(() => {
      this.statement('SAVEPOINT work').run();
      try {
        const result = work();
        this.statement('RELEASE work').run();
        return result;
      } catch (error) {
        if (this.#db.isTransaction) this.#db.exec('ROLLBACK TO work; RELEASE work');
        throw error;
      }
    });
  }

  /** Commits what is open and closes the file; the folder is free for another process then. */
  close(): void {
    if (!this.#db.isOpen) return;
    if (this.#batch !== undefined) this.#commit(this.#batch);
    this.#statements.clear();
    try {
      this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } finally {
      this.#db.close();
      this.#folder.release();
    }
  }

  #begin(): Batch {
    this.statement('BEGIN IMMEDIATE').run();
    const batch: Batch = {
      writes: 0,
      number: ++this.#batches,
      openedAtMs: performance.now(),
      timer: setImmediate(() => this.#commitWhenQuiet(batch, 0)),
      committed: Promise.withResolvers<void>(),
    };
    // When every write of the batch failed by itself, nobody waits for it.
    batch.committed.promise.catch(() => undefined);
    this.#batch = batch;
    return batch;
  }

  /** `before`: the writes that the batch had a turn ago. */
  #commitWhenQuiet(batch: Batch, before: number): void {
    const { writes, openedAtMs } = batch;
    if (writes === before || performance.now() - openedAtMs > MAX_OPEN_MS) this.#commit(batch);
    else batch.timer = setImmediate(() => this.#commitWhenQuiet(batch, writes));
  }

  #commit(batch: Batch): void {
    if (this.#batch !== batch) return;
    try {
      this.statement('COMMIT').run();
      this.#end(batch, undefined);
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
      this.#end(batch, new StoreUnavailable(`The database could not commit: ${messageOf(error)}`, { cause: error }));
    }
  }

  #end(batch: Batch, error: unknown): void {
    this.#batch = undefined;
    clearImmediate(batch.timer);
    if (error === undefined) batch.committed.resolve();
    else batch.committed.reject(error);
  }
}

function cannotOpen(file: string, cause: unknown): DataFolderUnusable {
  const code = sqliteCode(cause);
  const damaged = code === SQLITE.corrupt || code === SQLITE.notADatabase;
  const message = damaged
    ? `The database ${file} is damaged (${messageOf(cause)}). Put a backup in its place, or move it away to start empty.`
    : `The database ${file} can't be opened: ${messageOf(cause)}`;
  return new DataFolderUnusable(message, { cause });
}

/** Trouble with the disk is worth another try; a constraint or a mistake in a statement is not. */
function translated(error: unknown): unknown {
  const code = sqliteCode(error);
  const transient = code !== undefined && code !== SQLITE.constraint && code !== SQLITE.error;
  return transient ? new StoreUnavailable(`The database failed: ${messageOf(error)}`, { cause: error }) : error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
