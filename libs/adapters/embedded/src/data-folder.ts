import { accessSync, closeSync, constants, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MusterError } from '#libs/domain';
import { SQLITE, sqliteCode } from './sqlite-code.ts';

/** The data folder can't be used; the message tells an operator what to do. */
export class DataFolderUnusable extends MusterError {
  readonly code = 'data_folder_unusable';
}

export interface DataFolder {
  /** The database file. */
  readonly file: string;
  /** Lets another process have the folder. */
  release(): void;
}

/** In place of a folder: everything in memory, gone at close. */
export const IN_MEMORY = ':memory:';

/** Creates the folder where needed and takes it for this process alone. Throws DataFolderUnusable. */
export function takeDataFolder(folder: string): DataFolder {
  if (folder === IN_MEMORY) return { file: IN_MEMORY, release: () => undefined };
  const file = join(folder, 'muster.db');
  try {
    // Readable by its owner only: the commands hold the passwords of file servers.
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    // SQLite would create it by the umask; the files beside it (-wal, -shm) take over its mode.
    closeSync(openSync(file, 'a', 0o600));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DataFolderUnusable(`The data folder ${folder} can't be used: ${reason}`, { cause });
  }
  return { file, release: lock(folder) };
}

/**
 * A kernel lock, so it can't outlive its process: an open write transaction on a file of its own. The database itself
 * stays readable for others, for a backup of a running muster.
 */
function lock(folder: string): () => void {
  let holder: DatabaseSync | undefined;
  try {
    holder = new DatabaseSync(join(folder, 'muster.lock'), { timeout: 0 });
    holder.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    holder?.close();
    throw sqliteCode(cause) === SQLITE.busy
      ? new DataFolderUnusable(`The data folder ${folder} is in use by another muster process.`, { cause })
      : new DataFolderUnusable(`The lock file in ${folder} can't be used: ${String(cause)}`, { cause });
  }
  return () => holder.close();
}
