import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileGone, StoreUnavailable } from '#libs/domain';
import { IN_MEMORY } from './data-folder.ts';

/** The longest piece that is read at once: what a reader who stopped reading holds in memory. */
const PIECE_BYTES = 64 * 1024;

/** A folder of files below the data folder. Its names are made here or checked by whoever gives them. */
export class FileFolder {
  readonly path: string;
  readonly #isTemporary: boolean;

  constructor(dataDir: string, name: string) {
    this.#isTemporary = dataDir === IN_MEMORY;
    this.path = this.#isTemporary ? mkdtempSync(join(tmpdir(), `muster-${name}-`)) : join(dataDir, name);
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
  }

  /** Throws away what lies in place of a data folder in memory. */
  close(): void {
    if (this.#isTemporary) rmSync(this.path, { recursive: true, force: true });
  }

  fileOf(name: string): string {
    return join(this.path, name);
  }

  /** A new name for a file that is not whole yet. */
  newName(): string {
    return `new-${randomBytes(12).toString('hex')}`;
  }

  /** Gives a file its name: after this it is there, whole, also when the power fails. */
  async settle(from: string, to: string): Promise<void> {
    await rename(this.fileOf(from), this.fileOf(to));
    await this.sync();
  }

  /** False when there was none. */
  async remove(name: string): Promise<boolean> {
    try {
      await rm(this.fileOf(name));
      await this.sync();
      return true;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
      throw unusable(error);
    }
  }

  async *read(name: string, start: number, end: number): AsyncGenerator<Uint8Array> {
    const file = await this.#open(name);
    try {
      for (let at = start; at < end; ) {
        const piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, end - at));
        const { bytesRead } = await file.read(piece, 0, piece.length, at);
        if (bytesRead === 0) throw new FileGone(`The file ends at ${at} bytes.`);
        at += bytesRead;
        yield piece.subarray(0, bytesRead);
      }
    } finally {
      await file.close();
    }
  }

  /** SHA-256 in hexadecimal, and the size. */
  async digest(name: string): Promise<{ readonly sha256: string; readonly size: number }> {
    const hash = createHash('sha256');
    let size = 0;
    const { size: end } = await stat(this.fileOf(name));
    for await (const piece of this.read(name, 0, end)) {
      hash.update(piece);
      size += piece.length;
    }
    return { sha256: hash.digest('hex'), size };
  }

  /** Renames and removals are in the folder, which is a file of its own. */
  async sync(): Promise<void> {
    const folder = await open(this.path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  }

  async #open(name: string): Promise<FileHandle> {
    try {
      return await open(this.fileOf(name), 'r');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') throw new FileGone('There is no such file.', { cause: error });
      throw unusable(error);
    }
  }
}

/** Writes all that comes, as `change` makes it, at the end of the file; resolves when it is on the disk. What came before an error is, too. */
export async function writeAll(
  file: FileHandle,
  bytes: AsyncIterable<Uint8Array>,
  change: (piece: Uint8Array) => Uint8Array = (piece) => piece,
): Promise<void> {
  try {
    for await (const piece of bytes) {
      await file.writeFile(change(piece)).catch((error: unknown) => {
        throw unusable(error);
      });
    }
  } finally {
    await file.datasync();
  }
}

export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

export function unusable(error: unknown): StoreUnavailable {
  const reason = error instanceof Error ? error.message : String(error);
  return new StoreUnavailable(`The folder of files failed: ${reason}`, { cause: error });
}
