import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { aCommand, commandStoreContract, TestSeal } from '#libs/testing/port-contracts';
import { openEmbedded } from './open-embedded.ts';
import { embeddedPort } from './testing/embedded-port.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

commandStoreContract('SQLite', () => embeddedPort((adapters) => adapters.commandStore));
commandStoreContract('SQLite, sealed', () => embeddedPort((adapters) => adapters.commandStore, new TestSeal()));

describe('sealed commands in SQLite', () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());

  const PLAIN = aCommand({ spec: { kind: 'refresh', paths: ['Device.Readable.'] } });
  const SECRET = aCommand({
    spec: { kind: 'download', fileType: '1', url: 'http://x/', password: 'PLANTED-password' },
  });

  test('of one with secrets no file tells them; one without stays readable', async () => {
    const { commandStore, close } = await openEmbedded({ dataDir: folder.path, seal: new TestSeal() });
    for (const command of [PLAIN, SECRET]) await commandStore.add(command);
    const files = readdirSync(folder.path, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => readFileSync(join(folder.path, name), 'latin1'));
    expect(files.some((text) => text.includes('Device.Readable.'))).toBe(true);
    expect(files.some((text) => text.includes('PLANTED-password'))).toBe(false);
    await close();
  });

  test('one that was kept in the clear still reads; one whose key is gone is marked, also when it is saved', async () => {
    const seal = new TestSeal();
    const [unsealed, sealed] = [aCommand({ spec: SECRET.spec }), aCommand({ spec: SECRET.spec })];
    const before = await openEmbedded({ dataDir: folder.path });
    await before.commandStore.add(unsealed);
    await before.close();
    const { commandStore, close } = await openEmbedded({ dataDir: folder.path, seal });
    await commandStore.add(sealed);
    seal.loseKey();
    expect(await commandStore.get(unsealed.id)).toMatchObject({ spec: unsealed.spec });
    const unreadable = await commandStore.get(sealed.id);
    expect(unreadable).toMatchObject({ unreadable: true, spec: { kind: 'download', url: 'http://x/', password: '' } });
    await commandStore.save({ ...sealed, ...unreadable, attempts: 1 });
    expect(await commandStore.get(sealed.id)).toMatchObject({ unreadable: true, attempts: 1 });
    await close();
  });
});
