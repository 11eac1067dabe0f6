import { randomBytes } from 'node:crypto';
import { FileGone, type Image, type ImageStore } from '#libs/domain';
import { anImage } from '#libs/testing/port-contracts';
import { ImagePieces } from './image-pieces.ts';

const KIB = 1024;
const CONTENT = randomBytes(1_000 * KIB + 7);
const IMAGE = anImage({ id: 'a'.repeat(64), size: CONTENT.length });

/** Notes what is read, and yields odd parts of it. */
function storeOf(content: Buffer, reads: string[]): ImageStore {
  async function* read(_id: string, start: number, end: number) {
    reads.push(`${start / KIB}-${end / KIB}`);
    for (let at = start; at < Math.min(end, content.length); at += 40 * KIB) {
      yield content.subarray(at, Math.min(end, at + 40 * KIB));
    }
  }
  return { read } as Partial<ImageStore> as ImageStore;
}

async function all(pieces: ImagePieces, image: Image, start: number, end: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of pieces.read(image, start, end)) parts.push(part);
  return Buffer.concat(parts);
}

test('any part of an image is what it is, with memory and without', async () => {
  for (const cacheBytes of [0, 64 * KIB, 10_000 * KIB]) {
    const pieces = new ImagePieces(storeOf(CONTENT, []), { cacheBytes });
    for (const [start, end] of [
      [0, CONTENT.length],
      [5, 6],
      [64 * KIB - 1, 64 * KIB + 1],
      [700 * KIB, CONTENT.length],
    ] as const) {
      expect((await all(pieces, IMAGE, start, end)).equals(CONTENT.subarray(start, end))).toBe(true);
    }
  }
});

test('what many want at once, or want again, is read once', async () => {
  const reads: string[] = [];
  const pieces = new ImagePieces(storeOf(CONTENT, reads), { cacheBytes: 10_000 * KIB });
  await Promise.all(Array.from({ length: 50 }, () => all(pieces, IMAGE, 0, CONTENT.length)));
  await all(pieces, IMAGE, 0, CONTENT.length);
  expect(reads).toEqual(['0-512', `512-${CONTENT.length / KIB}`]);
});

test('memory has an end: what was wanted least lately goes first', async () => {
  const reads: string[] = [];
  const pieces = new ImagePieces(storeOf(CONTENT, reads), { cacheBytes: 8 * 64 * KIB });
  await all(pieces, IMAGE, 0, 512 * KIB);
  await all(pieces, IMAGE, 512 * KIB, 576 * KIB);
  reads.length = 0;
  await all(pieces, IMAGE, 512 * KIB, 576 * KIB);
  expect(reads).toEqual([]);
  await all(pieces, IMAGE, 0, 1);
  expect(reads).toHaveLength(1);
});

test('a read that fails fails those who wait, and is tried again by the next', async () => {
  let isThere = false;
  const store = storeOf(CONTENT, []);
  const read: ImageStore['read'] = (id, start, end) => {
    if (isThere) return store.read(id, start, end);
    return storeOf(CONTENT.subarray(0, 100 * KIB), []).read(id, start, end);
  };
  const pieces = new ImagePieces({ read } as Partial<ImageStore> as ImageStore, { cacheBytes: 10_000 * KIB });
  await expect(all(pieces, IMAGE, 0, CONTENT.length)).rejects.toThrow(FileGone);
  isThere = true;
  expect((await all(pieces, IMAGE, 0, CONTENT.length)).equals(CONTENT)).toBe(true);
});
