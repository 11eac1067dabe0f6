/** An upload that began, or a whole file. */
export interface StoredFile {
  /** Name of the upload, or SHA-256 of the file in hexadecimal. */
  readonly id: string;
  readonly kind: 'upload' | 'file';
  /** Bytes that are kept so far. */
  readonly size: number;
  /** When bytes were last added, or when the file was last completed, in milliseconds. */
  readonly changedAtMs: number;
}

export type CompleteOutcome =
  | { readonly status: 'stored'; readonly sha256: string; readonly size: number }
  /** The bytes are others than were meant; they are gone. */
  | { readonly status: 'mismatch'; readonly sha256: string }
  | { readonly status: 'unknownUpload' };

/**
 * The bytes of images, by what they are: a file is named by the SHA-256 of its content, and never changes. Bytes that were
 * counted, and files that were completed, are durable. Names that are no upload id (26 characters of a ULID) and no SHA-256
 * name nothing: no path from outside ever becomes one.
 */
export abstract class ImageStore {
  abstract stat(id: string): Promise<StoredFile | undefined>;
  /**
   * Adds bytes at an offset, which must be the size so far (0 for a new upload); resolves with the new size. When the
   * source breaks, or what adds at the same time was first, it rejects and what came until then stays.
   * Rejects with WrongOffset.
   */
  abstract append(upload: string, offset: number, bytes: AsyncIterable<Uint8Array>): Promise<number>;
  /** Makes an upload a file, at once and whole, if its content has this SHA-256; of any content when none is given. */
  abstract complete(upload: string, sha256?: string): Promise<CompleteOutcome>;
  /**
   * Bytes from `start` up to but not `end`, in pieces of at most 64 KiB, as they are asked for. Rejects with FileGone when
   * there is no such file, also in the middle.
   */
  abstract read(sha256: string, start: number, end: number): AsyncIterable<Uint8Array>;
  /** By id, those after one. */
  abstract list(query: { readonly after?: string; readonly limit: number }): Promise<readonly StoredFile[]>;
  /** An upload or a file; false when there is none. */
  abstract remove(id: string): Promise<boolean>;
}

const UPLOAD_ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const SHA256 = /^[0-9a-f]{64}$/;

export function isUploadId(text: string): boolean {
  return UPLOAD_ID.test(text);
}

export function isSha256(text: string): boolean {
  return SHA256.test(text);
}
