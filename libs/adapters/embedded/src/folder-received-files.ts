import { createHash } from 'node:crypto';
import { open, readdir } from 'node:fs/promises';
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
import { type FileFolder, writeAll } from './file-folder.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

const INSERT =
  'INSERT INTO received_files (command_id, device_id, received_at, file, document) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING';
const OF_DEVICE = `SELECT document FROM received_files WHERE device_id = ? AND command_id < ?
  ORDER BY command_id DESC LIMIT ?`;
/** Sorts behind every id of a command. */
const END = '~';

/** What is kept of a file beside what it tells. */
interface Kept extends ReceivedFile {
  /** What it takes to open it; absent or empty when it lies there as it came. */
  readonly opener?: string;
}

class TooLarge extends Error {}

/** The content in a folder, under names made here; what is known of it in SQLite. */
export class FolderReceivedFiles extends ReceivedFiles {
  readonly #db: SqliteDatabase;
  readonly #folder: FileFolder;
  readonly #seal: Seal;

  constructor(db: SqliteDatabase, folder: FileFolder, seal: Seal = noSeal) {
    super();
    this.#db = db;
    this.#folder = folder;
    this.#seal = seal;
  }

  /** Removes what was being written when the process died. To be called before anything is kept. */
  async removeStrays(): Promise<void> {
    for (const name of await readdir(this.#folder.path)) {
      const row = this.#db.read(() => this.#db.statement('SELECT 1 FROM received_files WHERE file = ?').get(name));
      if (row === undefined) await this.#folder.remove(name);
    }
  }

  async keep(
    file: Omit<ReceivedFile, 'size' | 'sha256'>,
    bytes: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<KeepOutcome> {
    if ((await this.get(file.commandId)) !== undefined) return { status: 'taken' };
    const name = this.#folder.newName();
    let kept = false;
    try {
      const { opener, ...measured } = await this.#write(name, file, bytes, maxBytes);
      const whole: ReceivedFile = { ...file, ...measured };
      kept = await this.#insert({ ...whole, opener }, name);
      return kept ? { status: 'kept', file: whole } : { status: 'taken' };
    } catch (error) {
      if (error instanceof TooLarge) return { status: 'tooLarge' };
      throw error;
    } finally {
      if (!kept) await this.#folder.remove(name);
    }
  }

  async get(commandId: string): Promise<ReceivedFile | undefined> {
    return this.#db.read(() => {
      const row = this.#db.statement('SELECT document FROM received_files WHERE command_id = ?').get(commandId);
      return row === undefined ? undefined : told(keptIn(row));
    });
  }

  async list({ deviceId, before = END, limit }: ReceivedFileQuery): Promise<readonly ReceivedFile[]> {
    return this.#db.read(() =>
      this.#db
        .statement(OF_DEVICE)
        .all(deviceId, before, limit)
        .map((row) => told(keptIn(row))),
    );
  }

  async *read(commandId: string): AsyncGenerator<Uint8Array> {
    const row = this.#db.read(() =>
      this.#db.statement('SELECT file, document FROM received_files WHERE command_id = ?').get(commandId),
    );
    if (row === undefined) throw new FileGone(`No file of command ${commandId} is here.`);
    const { size, deviceId, opener = '' } = keptIn(row);
    const opening = this.#seal.openBytes(opener, deviceId, sealedAs(commandId));
    yield* openedBytes(this.#folder.read(String(row.file), 0, size), opening);
  }

  async forget(deviceId: DeviceId): Promise<void> {
    await this.#removeRows(
      await this.#db.write(() =>
        this.#db.statement('DELETE FROM received_files WHERE device_id = ? RETURNING file').all(deviceId),
      ),
    );
  }

  async prune(receivedBefore: Timestamp, limit: number): Promise<number> {
    const sql = `DELETE FROM received_files WHERE command_id IN
      (SELECT command_id FROM received_files WHERE received_at < ? LIMIT ?) RETURNING file`;
    const rows = await this.#db.write(() => this.#db.statement(sql).all(receivedBefore, limit));
    await this.#removeRows(rows);
    return rows.length;
  }

  async #write(
    name: string,
    { deviceId, commandId }: Pick<ReceivedFile, 'deviceId' | 'commandId'>,
    bytes: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ) {
    const hash = createHash('sha256');
    const sealing = this.#seal.sealBytes(deviceId, sealedAs(commandId));
    let size = 0;
    const file = await open(this.#folder.fileOf(name), 'wx', 0o600);
    try {
      await writeAll(file, bytes, (piece) => {
        size += piece.length;
        if (size > maxBytes) throw new TooLarge();
        hash.update(piece);
        return sealing.take(piece);
      });
    } finally {
      await file.close();
    }
    await this.#folder.sync();
    return { size, sha256: hash.digest('hex'), opener: sealing.end() };
  }

  /** False when the command has a file already. */
  #insert(file: Kept, name: string): Promise<boolean> {
    const { commandId, deviceId, receivedAt } = file;
    return this.#db.write(() => {
      const document = JSON.stringify(file);
      return this.#db.statement(INSERT).run(commandId, deviceId, receivedAt, name, document).changes !== 0;
    });
  }

  async #removeRows(rows: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
    for (const { file } of rows) await this.#folder.remove(String(file));
  }
}

function keptIn({ document }: Readonly<Record<string, unknown>>): Kept {
  return JSON.parse(String(document));
}

function told({ opener: _, ...file }: Kept): ReceivedFile {
  return file;
}

function sealedAs(commandId: string): string {
  return `file ${commandId}`;
}
