import { createHash, randomBytes } from 'node:crypto';
import { commandId, type DeviceId, FileGone, type ReceivedFiles } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';
import { brokenAfter, bytesOf, collected } from './byte-streams.ts';
import { aDeviceId } from './fixtures.ts';

const MIB = 1024 * 1024;

/** What every ReceivedFiles promises. */
export function receivedFilesContract(name: string, make: MakeAdapter<ReceivedFiles>): void {
  describe(`ReceivedFiles: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;
    let files: ReceivedFiles;

    beforeEach(async () => {
      made = await make();
      files = made.port;
    });
    afterEach(() => made.close());

    test('a file is found under its command as it came, also after a restart', async () => {
      const content = randomBytes(200_000);
      const file = aFile();
      const kept = { ...file, size: 200_000, sha256: createHash('sha256').update(content).digest('hex') };
      expect(await files.keep(file, bytesOf(content), MIB)).toEqual({ status: 'kept', file: kept });
      const again = (await made.reopen?.()) ?? files;
      expect(await again.get(file.commandId)).toEqual(kept);
      expect((await collected(again.read(file.commandId))).equals(content)).toBe(true);
      expect(await again.get(aFile().commandId)).toBeUndefined();
      await expect(collected(again.read(aFile().commandId))).rejects.toThrow(FileGone);
    });

    test('a command has one file: the first that is whole', async () => {
      const file = aFile();
      await expect(files.keep(file, brokenAfter(randomBytes(100_000)), MIB)).rejects.toThrow('broken');
      expect(await files.get(file.commandId)).toBeUndefined();
      const outcomes = await Promise.all(
        ['a', 'b', 'c'].map((text) => files.keep(file, bytesOf(Buffer.from(text)), MIB)),
      );
      expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['kept', 'taken', 'taken']);
      const winner = ['a', 'b', 'c'][outcomes.findIndex(({ status }) => status === 'kept')];
      expect((await collected(files.read(file.commandId))).toString()).toBe(winner);
    });

    test('of a file that is too large nothing stays', async () => {
      const file = aFile();
      expect(await files.keep(file, bytesOf(randomBytes(1_001), 100), 1_000)).toEqual({ status: 'tooLarge' });
      expect(await files.get(file.commandId)).toBeUndefined();
      expect(await files.keep(file, bytesOf(randomBytes(1_000), 100), 1_000)).toMatchObject({ status: 'kept' });
    });

    test('files of a device are listed newest first, and forgotten with it', async () => {
      const deviceId = aDeviceId();
      const kept = [];
      for (let number = 1; number <= 3; number++) {
        const file = aFile(deviceId, number);
        await files.keep(file, bytesOf(Buffer.from(`${number}`)), MIB);
        kept.unshift(file);
      }
      const other = aFile();
      await files.keep(other, bytesOf(Buffer.alloc(0)), MIB);
      const [newest, ...older] = kept;
      expect(await files.list({ deviceId, limit: 10 })).toMatchObject(kept);
      expect(await files.list({ deviceId, before: newest?.commandId ?? '', limit: 1 })).toMatchObject(
        older.slice(0, 1),
      );
      await files.forget(deviceId);
      expect(await files.list({ deviceId, limit: 10 })).toEqual([]);
      await expect(collected(files.read(newest?.commandId ?? ''))).rejects.toThrow(FileGone);
      expect(await files.get(other.commandId)).toMatchObject(other);
    });

    test('old ones are pruned, so many at a time', async () => {
      const all = [1, 2, 3, 4].map((number) => ({ ...aFile(), receivedAt: `2026-01-0${number}T00:00:00.000Z` }));
      for (const file of all) await files.keep(file, bytesOf(Buffer.from('x')), MIB);
      const before = '2026-01-04T00:00:00.000Z';
      expect([await files.prune(before, 2), await files.prune(before, 2), await files.prune(before, 2)]).toEqual([
        2, 1, 0,
      ]);
      expect(await files.get(all[3]?.commandId ?? '')).toMatchObject({ size: 1 });
    });
  });
}

function aFile(deviceId: DeviceId = aDeviceId(), order = 0) {
  return {
    commandId: commandId(Date.now() + order, randomBytes(10)),
    deviceId,
    fileType: '3 Vendor Configuration File',
    receivedAt: '2026-01-01T00:00:00.000Z',
  };
}
