import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Image } from '#libs/domain';
import { aDeviceId, eventually } from '#libs/testing/port-contracts';
import { exchange, open, readAnswer, untilClosed } from './testing/raw-exchange.ts';
import { type RunningFiles, runFiles } from './testing/running-files.ts';

const CONTENT = randomBytes(2_000_000);
let files: RunningFiles;
let image: Image;

beforeAll(async () => {
  files = await runFiles({
    MUSTER_FIRMWARE_MAX_RATE: '256KiB',
    MUSTER_FIRMWARE_MAX_TRANSFERS: '3',
    MUSTER_FIRMWARE_MAX_TRANSFERS_PER_DEVICE: '2',
    MUSTER_FIRMWARE_RETRY_AFTER_S: '100',
    MUSTER_FIRMWARE_IDLE_TIMEOUT_MS: '1000',
  });
  image = await files.addImage(CONTENT);
});
afterAll(() => files.stop());

const get = (path: string, ...headers: readonly string[]) => exchange(files.port, [`GET ${path} HTTP/1.0`, ...headers]);

async function begin(path: string) {
  const socket = await open(files.port);
  socket.write(`GET ${path} HTTP/1.0\r\n\r\n`);
  await once(socket, 'data');
  return socket;
}

test('a download is no faster than it may be', async () => {
  const startMs = performance.now();
  const { status } = await get(files.fetchUrl(image).path, 'Range: bytes=0-524287');
  expect(status).toBe(206);
  expect(performance.now() - startMs).toBeGreaterThan(1_000);
});

test('beyond as many as may be at once, of one device and of all, CPEs are told to come back', async () => {
  const { path } = files.fetchUrl(image);
  const other = files.fetchUrl(image, { deviceId: aDeviceId() });
  const another = files.fetchUrl(image, { deviceId: aDeviceId() });
  const open = [await begin(path), await begin(path)];
  const refused = await get(path);
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(50);
  expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(150);
  open.push(await begin(other.path));
  expect((await get(another.path)).status).toBe(503);
  // To look costs no place.
  expect((await exchange(files.port, [`HEAD ${another.path} HTTP/1.0`])).status).toBe(200);
  for (const socket of open) socket.resetAndDestroy();
  await eventually('there is room again', async () => (await get(another.path, 'Range: bytes=0-0')).status === 206);
});

test('a connection over which nothing comes is closed', async () => {
  const socket = await open(files.port);
  expect(await untilClosed(socket)).toHaveLength(0);
  const half = await open(files.port);
  half.write('GET /f/');
  expect((await untilClosed(half)).toString()).toMatch(/^(HTTP\/1\.1 408 .*)?$/s);
});

test('what all get together is bounded: who would wait for too long is told to come back; so are connections of one address', async () => {
  const narrow = await runFiles({
    MUSTER_FIRMWARE_TOTAL_RATE: '64KiB',
    MUSTER_FIRMWARE_IDLE_TIMEOUT_MS: '1000',
    MUSTER_FIRMWARE_ADDRESS_MAX_CONNECTIONS: '2',
    MUSTER_FIRMWARE_ADDRESS_UNLIMITED: 'none',
  });
  const request = `GET ${narrow.fetchUrl(await narrow.addImage(CONTENT)).path} HTTP/1.0\r\n\r\n`;
  const first = await open(narrow.port);
  try {
    first.write(request);
    await once(first, 'data');
    const second = await open(narrow.port);
    const third = await open(narrow.port);
    expect(await untilClosed(third)).toHaveLength(0);
    second.write(request);
    const answer = readAnswer(await untilClosed(second));
    expect([answer.status, Number(answer.headers.get('retry-after')) > 0]).toEqual([503, true]);
    await eventually(
      'there is room again',
      async () => (await exchange(narrow.port, ['HEAD / HTTP/1.0'])).status === 404,
    );
  } finally {
    first.destroy();
    await narrow.stop();
  }
});
