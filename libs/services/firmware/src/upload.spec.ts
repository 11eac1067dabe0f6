import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { nowFinished } from '#libs/domain';
import { collected, eventually } from '#libs/testing/port-contracts';
import { exchange, open, untilClosed } from './testing/raw-exchange.ts';
import { type RunningFiles, runFiles } from './testing/running-files.ts';

let files: RunningFiles;
const CONTENT = randomBytes(100_000);

beforeAll(async () => {
  files = await runFiles({ MUSTER_FIRMWARE_MAX_UPLOAD_BYTES: '100000' });
});
afterAll(() => files.stop());

function send(path: string, content: Buffer, method = 'PUT', ...headers: readonly string[]) {
  const lines = [`${method} ${path} HTTP/1.1`, 'Host: x', 'Connection: close', ...headers];
  return exchange(files.port, [...lines, `Content-Length: ${content.length}`], content);
}

test.each(['PUT', 'POST'])('what is sent with %s is kept under its command, once', async (method) => {
  const key = await files.askForFile();
  const { path, url } = files.sendUrl(key);
  expect(url.length).toBeLessThanOrEqual(256);
  expect((await send(path, CONTENT, method)).status).toBe(201);
  const { receivedFiles } = files.adapters;
  const kept = await receivedFiles.get(key.slice(2));
  expect(kept).toMatchObject({ deviceId: files.device.id, fileType: '3 Vendor Configuration File', size: 100_000 });
  expect((await collected(receivedFiles.read(key.slice(2)))).equals(CONTENT)).toBe(true);
  expect((await send(path, Buffer.from('again'))).status).toBe(410);
  expect((await receivedFiles.get(key.slice(2)))?.sha256).toBe(kept?.sha256);
});

test('a body in chunks is taken, also when the CPE asks first', async () => {
  const { path } = files.sendUrl(await files.askForFile());
  const socket = await open(files.port);
  socket.write(
    `PUT ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n`,
  );
  const [interim] = await once(socket, 'data');
  expect(String(interim)).toBe('HTTP/1.1 100 Continue\r\n\r\n');
  socket.write('5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n');
  expect((await untilClosed(socket)).toString()).toMatch(/^HTTP\/1\.1 201 /);
});

test('of one that breaks off nothing stays, and the CPE may send it again', async () => {
  const key = await files.askForFile();
  const { path } = files.sendUrl(key);
  const socket = await open(files.port);
  socket.write(`PUT ${path} HTTP/1.0\r\nContent-Length: 1000\r\n\r\n${'x'.repeat(500)}`);
  socket.resetAndDestroy();
  expect((await send(path, CONTENT)).status).toBe(201);
  expect(await files.adapters.receivedFiles.get(key.slice(2))).toMatchObject({ size: 100_000 });
});

test('one that is too large is refused, told or not', async () => {
  const key = await files.askForFile();
  const { path } = files.sendUrl(key);
  const large = randomBytes(100_001);
  expect((await send(path, large)).status).toBe(413);
  const socket = await open(files.port);
  socket.write(
    `PUT ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n${large.length.toString(16)}\r\n`,
  );
  socket.write(large);
  socket.write('\r\n0\r\n\r\n');
  expect((await untilClosed(socket)).toString()).toMatch(/^HTTP\/1\.1 413 /);
  expect(await files.adapters.receivedFiles.get(key.slice(2))).toBeUndefined();
});

test('a wrong URL, one for another command or device, and one nobody waits for any more are refused', async () => {
  const [key, other] = [await files.askForFile(), await files.askForFile()];
  const { path } = files.sendUrl(key);
  const wrong = [path.replace(key, other), path.replace(/^\/u\/..../, '/u/AAAA'), path.replace(files.device.id, 'A-1')];
  for (const one of wrong) expect((await send(one, CONTENT)).status).toBe(403);
  expect((await exchange(files.port, [`GET ${path} HTTP/1.0`])).status).toBe(405);
  const { commandStore, receivedFiles } = files.adapters;
  const command = await commandStore.get(key.slice(2));
  if (command === undefined) throw new Error('no command');
  await commandStore.save(nowFinished(command, { status: 'failed', reason: 'timed_out', detail: '' }, Date.now()));
  expect((await send(path, CONTENT)).status).toBe(410);
  expect((await send(files.sendUrl('M.01KDXQ5T9Q8J7Z6N5M4K3H2G1F').path, CONTENT)).status).toBe(410);
  expect(await receivedFiles.get(key.slice(2))).toBeUndefined();
  expect((await send(files.sendUrl(other).path, CONTENT)).status).toBe(201);
});

test('a file that came is told', async () => {
  const key = await files.askForFile();
  const told: unknown[] = [];
  files.adapters.eventBus.subscribe('told', async ({ type, data }) => {
    if ('commandKey' in data && data.commandKey === key) told.push({ type, data });
  });
  await send(files.sendUrl(key).path, CONTENT);
  await eventually('it is told', () => told.length > 0);
  const sha256 = createHash('sha256').update(CONTENT).digest('hex');
  expect(told).toEqual([
    {
      type: 'file.received',
      data: {
        commandId: key.slice(2),
        commandKey: key,
        fileType: '3 Vendor Configuration File',
        size: 100_000,
        sha256,
      },
    },
  ]);
});
