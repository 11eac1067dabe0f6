import { createHash, randomBytes } from 'node:crypto';
import { commandId, FileGone, type ImageStore, WrongOffset } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';
import { brokenAfter, bytesOf, collected } from './byte-streams.ts';

const PIECE = 64 * 1024;

/** What every ImageStore promises. */
export function imageStoreContract(name: string, make: MakeAdapter<ImageStore>): void {
  describe(`ImageStore: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;
    let store: ImageStore;

    beforeEach(async () => {
      made = await make();
      store = made.port;
    });
    afterEach(() => made.close());

    test('what was sent in pieces is one file, by its SHA-256, also after a restart', async () => {
      const content = randomBytes(300_000);
      const upload = anUploadId();
      expect(await store.stat(upload)).toBeUndefined();
      expect(await store.append(upload, 0, bytesOf(content.subarray(0, 1)))).toBe(1);
      expect(await store.append(upload, 1, bytesOf(content.subarray(1, 200_000), 999))).toBe(200_000);
      expect(await store.stat(upload)).toMatchObject({ id: upload, kind: 'upload', size: 200_000 });
      const again = (await made.reopen?.()) ?? store;
      expect(await again.append(upload, 200_000, bytesOf(content.subarray(200_000), 70_000))).toBe(300_000);
      const sha256 = sha256Of(content);
      expect(await again.complete(upload, sha256)).toEqual({ status: 'stored', sha256, size: 300_000 });
      expect(await again.stat(upload)).toBeUndefined();
      expect(await again.stat(sha256)).toMatchObject({ id: sha256, kind: 'file', size: 300_000 });
      expect((await collected(again.read(sha256, 0, 300_000))).equals(content)).toBe(true);
    });

    test('any part of a file is read, in small pieces', async () => {
      const content = randomBytes(200_000);
      const sha256 = await storeFile(content);
      const middle = 3 * PIECE;
      for (const [start, end] of [
        [0, 1],
        [199_999, 200_000],
        [PIECE - 1, PIECE + 1],
        [PIECE, middle],
        [5, 5],
        [123, 199_877],
      ] as const) {
        expect((await collected(store.read(sha256, start, end))).equals(content.subarray(start, end))).toBe(true);
      }
      for await (const piece of store.read(sha256, 0, 200_000)) expect(piece.length).toBeLessThanOrEqual(PIECE);
    });

    test('what came before the source broke stays, and is gone on with', async () => {
      const content = randomBytes(150_000);
      const upload = anUploadId();
      await expect(store.append(upload, 0, brokenAfter(content.subarray(0, 100_000)))).rejects.toThrow('broken');
      const { size = 0 } = (await store.stat(upload)) ?? {};
      expect(size).toBe(100_000);
      await store.append(upload, size, bytesOf(content.subarray(size)));
      expect(await store.complete(upload, sha256Of(content))).toMatchObject({ status: 'stored' });
    });

    test('bytes go where the upload ends and nowhere else', async () => {
      const upload = anUploadId();
      await expect(store.append(upload, 5, bytesOf(Buffer.from('x')))).rejects.toThrow(WrongOffset);
      await store.append(upload, 0, bytesOf(Buffer.from('abc')));
      await expect(store.append(upload, 0, bytesOf(Buffer.from('x')))).rejects.toMatchObject({ size: 3 });
      await expect(store.append(upload, 4, bytesOf(Buffer.from('x')))).rejects.toMatchObject({ size: 3 });
      expect(await store.complete(upload)).toMatchObject({ status: 'stored', sha256: sha256Of(Buffer.from('abc')) });
    });

    test('other content than was meant is no file', async () => {
      const upload = anUploadId();
      await store.append(upload, 0, bytesOf(Buffer.from('abc')));
      const [meant, sha256] = [sha256Of(Buffer.from('abd')), sha256Of(Buffer.from('abc'))];
      expect(await store.complete(upload, meant)).toEqual({ status: 'mismatch', sha256 });
      expect(await store.stat(upload)).toBeUndefined();
      expect(await store.stat(sha256)).toBeUndefined();
      expect(await store.complete(upload, meant)).toEqual({ status: 'unknownUpload' });
    });

    test('the same content twice is one file; an empty one is a file, too', async () => {
      const content = randomBytes(10);
      expect(await storeFile(content)).toBe(await storeFile(content));
      expect((await collected(store.read(sha256Of(content), 0, 10))).equals(content)).toBe(true);
      const empty = await storeFile(Buffer.alloc(0));
      expect(await store.stat(empty)).toMatchObject({ size: 0 });
      expect(await collected(store.read(empty, 0, 0))).toHaveLength(0);
    });

    test('uploads and files are listed by id and removed', async () => {
      const sha256s = [await storeFile(randomBytes(1)), await storeFile(randomBytes(2))].toSorted();
      const upload = anUploadId();
      await store.append(upload, 0, bytesOf(Buffer.from('abc')));
      const all = await store.list({ limit: 10 });
      expect(all.map(({ id }) => id)).toEqual([upload, ...sha256s].toSorted());
      const [first] = all;
      const rest = await store.list({ after: first?.id ?? '', limit: 1 });
      expect(rest).toEqual([all[1]]);
      for (const { id } of all) expect([await store.remove(id), await store.remove(id)]).toEqual([true, false]);
      expect(await store.list({ limit: 10 })).toEqual([]);
      await expect(collected(store.read(sha256s[0] ?? '', 0, 1))).rejects.toThrow(FileGone);
    });

    test('a file that is removed while it is read ends with an error, or whole', async () => {
      const content = randomBytes(1_000_000);
      const sha256 = await storeFile(content);
      let size = 0;
      try {
        for await (const piece of store.read(sha256, 0, content.length)) {
          if (size === 0) await store.remove(sha256);
          expect(content.subarray(size, size + piece.length).equals(piece)).toBe(true);
          size += piece.length;
        }
        expect(size).toBe(content.length);
      } catch (error) {
        expect(error).toBeInstanceOf(FileGone);
      }
    });

    test.each(['', '..', '../x', '/etc/passwd', 'files', 'A'.repeat(25), 'a'.repeat(63), `${'a'.repeat(64)}/..`, '\0'])(
      '%j names nothing',
      async (id) => {
        expect(await store.stat(id)).toBeUndefined();
        expect(await store.remove(id)).toBe(false);
        await expect(collected(store.read(id, 0, 1))).rejects.toThrow(FileGone);
        expect(await store.complete(id)).toEqual({ status: 'unknownUpload' });
        await expect(store.append(id, 0, bytesOf(Buffer.from('x')))).rejects.toThrow('upload');
        expect(await store.list({ limit: 10 })).toEqual([]);
      },
    );

    async function storeFile(content: Buffer): Promise<string> {
      const upload = anUploadId();
      await store.append(upload, 0, bytesOf(content));
      const outcome = await store.complete(upload);
      if (outcome.status !== 'stored') throw new Error(outcome.status);
      return outcome.sha256;
    }
  });
}

function anUploadId(): string {
  return commandId(Date.now(), randomBytes(10));
}

function sha256Of(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
