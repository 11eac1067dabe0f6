import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileGone } from '#libs/domain';
import { aDeviceId, bytesOf, collected, receivedFilesContract, TestSeal } from '#libs/testing/port-contracts';
import { openEmbedded } from './open-embedded.ts';
import { embeddedPort } from './testing/embedded-port.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

receivedFilesContract('folder and SQLite', () => embeddedPort((adapters) => adapters.receivedFiles, new TestSeal()));

test('what was being written when the process died is gone at the next start, and the rest stays', async () => {
  const folder = temporaryFolder();
  const commandId = '01KDXQ5T9Q8J7Z6N5M4K3H2G1F';
  const file = { commandId, deviceId: aDeviceId(), fileType: '1 X', receivedAt: '2026-01-01T00:00:00.000Z' };
  const first = await openEmbedded({ dataDir: folder.path });
  await first.receivedFiles.keep(file, bytesOf(Buffer.from('kept')), 100);
  await first.close();
  writeFileSync(join(folder.path, 'received', 'new-0123'), 'half');
  const second = await openEmbedded({ dataDir: folder.path });
  expect(readdirSync(join(folder.path, 'received'))).toHaveLength(1);
  expect(String(await collected(second.receivedFiles.read(commandId)))).toBe('kept');
  await second.close();
  folder.remove();
});

describe('what lies in the folder', () => {
  const CONTENT = Buffer.from('password=hunter2;'.repeat(10_000));
  const file = {
    commandId: '01KDXQ5T9Q8J7Z6N5M4K3H2G1F',
    deviceId: aDeviceId(),
    fileType: '3 Vendor Configuration File',
    receivedAt: '2026-01-01T00:00:00.000Z',
  };
  const kept = async (folder: string, seal = new TestSeal()) => {
    const { receivedFiles, close } = await openEmbedded({ dataDir: folder, seal });
    await receivedFiles.keep(file, bytesOf(CONTENT), CONTENT.length);
    const [name = ''] = readdirSync(join(folder, 'received'));
    return { receivedFiles, close, path: join(folder, 'received', name), seal };
  };

  test('tells nothing, and opens with its key alone', async () => {
    const folder = temporaryFolder();
    const { receivedFiles, close, path, seal } = await kept(folder.path);
    expect(readFileSync(path).includes('hunter2')).toBe(false);
    expect((await collected(receivedFiles.read(file.commandId))).equals(CONTENT)).toBe(true);
    seal.loseKey();
    await expect(collected(receivedFiles.read(file.commandId))).rejects.toThrow(FileGone);
    await close();
    folder.remove();
  });

  test('never looks whole once it was changed', async () => {
    const folder = temporaryFolder();
    const { receivedFiles, close, path } = await kept(folder.path);
    const changed = readFileSync(path);
    changed[5] = (changed[5] ?? 0) ^ 1;
    writeFileSync(path, changed);
    let length = 0;
    const read = async () => {
      for await (const piece of receivedFiles.read(file.commandId)) length += piece.length;
    };
    await expect(read()).rejects.toThrow(FileGone);
    expect(length).toBeLessThan(CONTENT.length);
    await close();
    folder.remove();
  });
});
