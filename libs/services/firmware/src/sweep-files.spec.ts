import { openEmbedded } from '#libs/adapters/embedded';
import { createLogger } from '#libs/platform';
import { aDeviceId, anImage, bytesOf, ManualClock } from '#libs/testing/port-contracts';
import { SweepFiles } from './sweep-files.ts';

const HOUR_MS = 3_600_000;
const [OPEN, DONE, LISTED] = ['01KDXQ5T9Q8J7Z6N5M4K3H2G1F', '01KDXQ5T9Q8J7Z6N5M4K3H2G1G', '01KDXQ5T9Q8J7Z6N5M4K3H2G1H'];

test('what nobody comes back for is removed in its time, and an image that is listed never', async () => {
  const adapters = await openEmbedded({ dataDir: ':memory:' });
  const { imageStore, imageCatalog, receivedFiles } = adapters;
  const clock = new ManualClock(Date.now());
  const logger = createLogger('test', { level: 'error', format: 'json' });
  const sweep = new SweepFiles(imageStore, imageCatalog, receivedFiles, clock, logger, 30);
  await imageStore.append(OPEN, 0, bytesOf(Buffer.from('open')));
  const ids: string[] = [];
  for (const upload of [DONE, LISTED]) {
    await imageStore.append(upload, 0, bytesOf(Buffer.from(upload)));
    const outcome = await imageStore.complete(upload);
    if (outcome.status === 'stored') ids.push(outcome.sha256);
  }
  const [stray = '', listed = ''] = ids;
  await imageCatalog.add(anImage({ id: listed }));
  const file = { commandId: OPEN, deviceId: aDeviceId(), fileType: '1 X', receivedAt: new Date().toISOString() };
  await receivedFiles.keep(file, bytesOf(Buffer.from('config')), 100);
  const there = async () => [
    ...(await imageStore.list({ limit: 10 })).map(({ id }) => id),
    ...((await receivedFiles.get(OPEN)) ? ['received'] : []),
  ];
  const all = [OPEN, ...[stray, listed].toSorted(), 'received'];

  clock.advance(HOUR_MS / 2);
  await sweep.sweep();
  expect(await there()).toEqual(all);
  clock.advance(HOUR_MS);
  await sweep.sweep();
  expect(await there()).toEqual([OPEN, listed, 'received']);
  clock.advance(24 * HOUR_MS);
  await sweep.sweep();
  expect(await there()).toEqual([listed, 'received']);
  clock.advance(30 * 24 * HOUR_MS);
  await sweep.sweep();
  expect(await there()).toEqual([listed]);
  await adapters.close();
});
