import { FileGone } from '../errors.ts';
import type { ByteOpening } from './seal.ts';

/**
 * What was sealed, as it came. The last piece is held back until it is known that all of them are as they were: a file that
 * was tampered with never looks whole. Rejects with FileGone for such a one, and where the key is gone (no `opening`).
 */
export async function* openedBytes(
  bytes: AsyncIterable<Uint8Array>,
  opening: ByteOpening | undefined,
): AsyncGenerator<Uint8Array> {
  if (opening === undefined) throw new FileGone('The key that the file was sealed with is not here.');
  let last: Uint8Array | undefined;
  for await (const piece of bytes) {
    if (last !== undefined) yield last;
    last = opening.take(piece);
  }
  if (!opening.end()) throw new FileGone('The file does not open: it is damaged, or belongs elsewhere.');
  if (last !== undefined) yield last;
}
