import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aDeviceId, bytesOf, collected, receivedFilesContract } from '#libs/testing/port-contracts';
import { openEmbedded } from './open-embedded.ts';
import { embeddedPort } from './testing/embedded-port.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

receivedFilesContract('folder and SQLite', () => embeddedPort((adapters) => adapters.receivedFiles));

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
