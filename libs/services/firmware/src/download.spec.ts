import { createHash, randomBytes } from 'node:crypto';
import { type EventRecord, eventSubject, type Image, quarantineImage } from '#libs/domain';
import { eventually } from '#libs/testing/port-contracts';
import { exchange, open, readAnswer, untilClosed } from './testing/raw-exchange.ts';
import { type RunningFiles, runFiles } from './testing/running-files.ts';

const CONTENT = randomBytes(3_000_000);
let files: RunningFiles;
let image: Image;
const events: EventRecord[] = [];

beforeAll(async () => {
  files = await runFiles();
  image = await files.addImage(CONTENT);
  files.adapters.eventBus.subscribe('test', async (event) => void events.push(event));
});
afterAll(() => files.stop());

const get = (path: string, ...headers: readonly string[]) =>
  exchange(files.port, [`GET ${path} HTTP/1.1`, 'Host: x', 'Connection: close', ...headers]);

test('an HTTP/1.0 client without Host gets the whole file, and the end of the connection', async () => {
  const { path } = files.fetchUrl(image);
  const answer = await exchange(files.port, [`GET ${path} HTTP/1.0`]);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-length')).toBe(`${CONTENT.length}`);
  expect(answer.headers.get('transfer-encoding')).toBeUndefined();
  expect(answer.headers.get('etag')).toBe(`"${createHash('sha256').update(CONTENT).digest('hex')}"`);
  expect(answer.body.equals(CONTENT)).toBe(true);
});

test('HEAD tells the same without the file, and a Range means nothing to it', async () => {
  const { path } = files.fetchUrl(image);
  const lines = [`HEAD ${path} HTTP/1.1`, 'Host: x', 'Connection: close'];
  for (const more of [[], ['Range: bytes=0-1']]) {
    const answer = await exchange(files.port, [...lines, ...more]);
    expect([answer.status, answer.headers.get('content-length'), answer.headers.get('accept-ranges')]).toEqual([
      200,
      `${CONTENT.length}`,
      'bytes',
    ]);
    expect(answer.body).toHaveLength(0);
  }
});

test('parts of it are had by range, and put together they are the file', async () => {
  const { path } = files.fetchUrl(image);
  const first = await get(path, 'Range: bytes=0-999999');
  expect([first.status, first.headers.get('content-range')]).toEqual([206, `bytes 0-999999/${CONTENT.length}`]);
  const etag = first.headers.get('etag') ?? '';
  const rest = await get(path, 'Range: bytes=1000000-', `If-Range: ${etag}`);
  expect(rest.status).toBe(206);
  expect(Buffer.concat([first.body, rest.body]).equals(CONTENT)).toBe(true);
  const changed = await get(path, 'Range: bytes=1000000-', 'If-Range: "another"');
  expect([changed.status, changed.body.length]).toEqual([200, CONTENT.length]);
  const several = await get(path, 'Range: bytes=0-1,5-6');
  expect([several.status, several.body.length]).toEqual([200, CONTENT.length]);
  const none = await get(path, `Range: bytes=${CONTENT.length}-`);
  expect([none.status, none.headers.get('content-range')]).toEqual([416, `bytes */${CONTENT.length}`]);
  const known = await get(path, `If-None-Match: ${etag}`);
  expect([known.status, known.body.length]).toEqual([304, 0]);
});

test('a connection that breaks is gone on with, and both are told', async () => {
  // More than the kernel takes for a reader who is not there any more.
  const content = Buffer.alloc(16 * 1_024 * 1_024, CONTENT);
  const large = await files.addImage(content);
  const { path } = files.fetchUrl(large, { commandKey: 'F.broken.1.1' });
  const socket = await open(files.port);
  socket.write(`GET ${path} HTTP/1.0\r\n\r\n`);
  const { body } = readAnswer(await untilClosed(socket, 500_000));
  expect(body.length).toBeLessThan(content.length);
  const rest = await get(path, `Range: bytes=${body.length}-`);
  expect(Buffer.concat([body, rest.body]).equals(content)).toBe(true);
  const about = () => events.filter(({ data }) => 'commandKey' in data && data.commandKey === 'F.broken.1.1');
  await eventually('the ends are told', () => about().length === 3);
  const common = { image: large.id, size: content.length };
  expect(about().map((event) => [event.type, eventSubject(event)])).toEqual([
    ['download.started', files.device.id],
    ['download.ended', files.device.id],
    ['download.ended', files.device.id],
  ]);
  expect(about().map(({ data }) => data)).toMatchObject([
    { ...common, from: 0 },
    { ...common, from: 0, how: 'aborted', total: expect.any(Number) },
    { ...common, from: body.length, how: 'complete', bytes: rest.body.length },
  ]);
});

test('what is fetched part by part adds up, with what other processes sent, and is there to be read', async () => {
  const ticket = { deviceId: files.device.id, commandKey: 'F.parts.1.1' };
  const { path } = files.fetchUrl(image, ticket);
  await files.adapters.servedBytes.put([{ ...ticket, writer: 'another', bytes: 70 }]);
  for (let from = 0; from < CONTENT.length; from += 1_000_000)
    await get(path, `Range: bytes=${from}-${from + 999_999}`);
  await get(path, 'Range: bytes=2999999-');
  const told = () =>
    events.flatMap(({ type, data }) => {
      return type === 'download.ended' && data.commandKey === ticket.commandKey ? [data] : [];
    });
  await eventually('the ends are told', () => told().length === 2);
  expect(told()).toMatchObject([{ bytes: 1_000_000 }, { bytes: 1, total: 3_000_071 }]);
  expect(await files.adapters.servedBytes.of([ticket])).toEqual([3_000_071]);
});

test('a client that closes as soon as it has all has all', async () => {
  for (let n = 0; n < 10; n++) {
    const { path } = files.fetchUrl(image, { commandKey: `F.quick.1.${n}` });
    const socket = await open(files.port);
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`);
    let size = 0;
    await new Promise<void>((resolve) => {
      socket.on('data', (piece: Buffer) => {
        if (size === 0) size -= piece.indexOf('\r\n\r\n') + 4;
        size += piece.length;
        if (size === CONTENT.length) resolve();
      });
    });
    socket.end();
  }
  const ends = () =>
    events.flatMap(({ type, data }) =>
      type === 'download.ended' && data.commandKey.startsWith('F.quick.') ? [data.how] : [],
    );
  await eventually('all ends are told', () => ends().length === 10);
  expect(new Set(ends())).toEqual(new Set(['complete']));
});

test('paths that were not made here, or not for this, find nothing', async () => {
  const { path } = files.fetchUrl(image);
  const { adapters } = files;
  const tricks = [
    '/',
    '/f',
    '/images',
    '/../../etc/passwd',
    '/f/../../../etc/passwd',
    '/f/%2e%2e/%2e%2e/etc/passwd',
    `${path}/../../x`,
    `${path}%00`,
    `/f/${image.id}`,
    `//${path}`,
    path.replace('/f/', '/u/'),
    path.replace('image.bin', '..%2f..%2fmuster.db'),
    path.replace('F.1.1.1', 'F.1.1.2'),
    path.replace(files.device.id, 'X-1'),
  ];
  for (const trick of tricks) {
    const { status, body } = await get(trick);
    expect([trick, [403, 404].includes(status)]).toEqual([trick, true]);
    expect(body.length).toBeLessThan(100);
  }
  expect(await adapters.imageStore.stat(image.id)).toBeDefined();
  expect((await exchange(files.port, [`POST ${path} HTTP/1.0`, 'Content-Length: 0'])).status).toBe(405);
  // With a query, or as a proxy is asked, it is another path or the same one.
  expect((await get(`${path}?x=1`)).status).toBe(403);
  expect((await get(`http://files.example.net${path}`, 'Range: bytes=0-0')).status).toBe(206);
});

test('a draft is given to nobody, and a quarantined image not any more', async () => {
  const one = await files.addImage(randomBytes(1_000));
  const { path } = files.fetchUrl(one);
  expect((await get(path)).status).toBe(200);
  const outcome = quarantineImage(one, 'bricks');
  if (outcome.status !== 'changed') throw new Error(outcome.status);
  await files.adapters.imageCatalog.save(outcome.image);
  await eventually('it is noticed', async () => (await get(path)).status === 410);
});

test.each(['basic', 'digest'] as const)('a CPE logs in by %s where its URL demands it', async (login) => {
  const { path, username, password } = files.fetchUrl(image, { login });
  const range = 'Range: bytes=0-9';
  const asked = await get(path, range);
  expect(asked.status).toBe(401);
  const challenge = asked.headers.get('www-authenticate') ?? '';
  const nonce = /nonce="([^"]+)"/.exec(challenge)?.[1] ?? '';
  if (login === 'digest') expect([nonce.length, challenge.includes('domain="/"')]).toEqual([32, true]);
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  const authorization = (secret: string) => {
    if (login === 'basic') return `Authorization: Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`;
    const response = md5(`${md5(`${username}:files:${secret}`)}:${nonce}:00000001:c:auth:${md5(`GET:${path}`)}`);
    return `Authorization: Digest username="${username}", realm="files", nonce="${nonce}", uri="${path}", qop=auth, nc=00000001, cnonce="c", response="${response}"`;
  };
  expect((await get(path, range, authorization('wrong'))).status).toBe(401);
  const { status, body } = await get(path, range, authorization(password));
  expect([status, body.equals(CONTENT.subarray(0, 10))]).toEqual([206, true]);
});
