import { open, readdir, stat, utimes } from 'node:fs/promises';
import {
  type CompleteOutcome,
  FileGone,
  ImageStore,
  isSha256,
  isUploadId,
  type StoredFile,
  WrongOffset,
} from '#libs/domain';
import { codeOf, type FileFolder, unusable, writeAll } from './file-folder.ts';

/** A file by its SHA-256, an upload by its id. */
export class FolderImageStore extends ImageStore {
  readonly #folder: FileFolder;
  /** Uploads that somebody adds to now. */
  readonly #busy = new Set<string>();

  constructor(folder: FileFolder) {
    super();
    this.#folder = folder;
  }

  async stat(id: string): Promise<StoredFile | undefined> {
    const kind = kindOf(id);
    if (kind === undefined) return undefined;
    try {
      const { size, mtimeMs } = await stat(this.#folder.fileOf(id));
      return { id, kind, size, changedAtMs: mtimeMs };
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw unusable(error);
    }
  }

  async append(upload: string, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<number> {
    if (!isUploadId(upload)) throw new FileGone('That is no id of an upload.');
    const { size } = (await this.stat(upload)) ?? { size: 0 };
    if (offset !== size || this.#busy.has(upload)) throw new WrongOffset(size);
    this.#busy.add(upload);
    try {
      const file = await open(this.#folder.fileOf(upload), 'a', 0o600);
      try {
        await writeAll(file, bytes);
        return (await file.stat()).size;
      } finally {
        await file.close();
        await this.#folder.sync();
      }
    } finally {
      this.#busy.delete(upload);
    }
  }

  async complete(upload: string, sha256?: string): Promise<CompleteOutcome> {
    if (!isUploadId(upload) || this.#busy.has(upload) || (await this.stat(upload)) === undefined) {
      return { status: 'unknownUpload' };
    }
    this.#busy.add(upload);
    try {
      const found = await this.#folder.digest(upload);
      if (sha256 !== undefined && sha256 !== found.sha256) {
        await this.#folder.remove(upload);
        return { status: 'mismatch', sha256: found.sha256 };
      }
      const now = new Date();
      await utimes(this.#folder.fileOf(upload), now, now);
      await this.#folder.settle(upload, found.sha256);
      return { status: 'stored', ...found };
    } finally {
      this.#busy.delete(upload);
    }
  }

  async *read(sha256: string, start: number, end: number): AsyncGenerator<Uint8Array> {
    if (!isSha256(sha256)) throw new FileGone('That is no SHA-256.');
    yield* this.#folder.read(sha256, start, end);
  }

  async list({
    after = '',
    limit,
  }: {
    readonly after?: string;
    readonly limit: number;
  }): Promise<readonly StoredFile[]> {
    const names = (await readdir(this.#folder.path)).filter((name) => kindOf(name) !== undefined && name > after);
    const found = await Promise.all(
      names
        .sort()
        .slice(0, limit)
        .map((name) => this.stat(name)),
    );
    return found.filter((file) => file !== undefined);
  }

  async remove(id: string): Promise<boolean> {
    return kindOf(id) !== undefined && !this.#busy.has(id) && this.#folder.remove(id);
  }
}

function kindOf(id: string): StoredFile['kind'] | undefined {
  if (isSha256(id)) return 'file';
  return isUploadId(id) ? 'upload' : undefined;
}
