import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { type BodyResult, ReadBody } from './read-body.ts';

const KIB = 1024;
const LIMITS = { maxInformBytes: 64 * KIB, maxBytes: 256 * KIB, maxBufferedBytes: 512 * KIB, stallMs: 5_000 };

let server: Server;
let reading: ReadBody;
let inSession: () => Promise<boolean>;
/** What became of each request, as it is known. */
let results: BodyResult[];
let nextResult: () => void;

beforeAll(async () => {
  server = createServer((incoming, response) => {
    void reading.read(incoming, inSession).then((result) => {
      results.push(result);
      nextResult();
      response.end('body' in result ? `${result.body.length}` : result.failure);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
beforeEach(() => {
  reading = new ReadBody(LIMITS);
  inSession = async () => false;
  results = [];
  nextResult = () => undefined;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** POSTs; with `Transfer-Encoding: chunked` in chunks. Resolves with the failure, or the number of bytes read. */
async function post(body: Buffer | string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const outgoing = request({ port, host: '127.0.0.1', method: 'POST', headers, agent: false });
  // The server may answer and close before it has read all.
  outgoing.on('error', () => undefined);
  outgoing.end(body);
  const [response] = await once(outgoing, 'response');
  let text = '';
  for await (const chunk of response) text += chunk;
  outgoing.destroy();
  return text;
}

/** Sends bytes as they are. */
function send(bytes: string) {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(bytes);
  return socket;
}

/** The result that comes next. */
function result(): Promise<BodyResult> {
  return new Promise((resolve) => {
    nextResult = () => resolve(results.at(-1) ?? { failure: 'gone' });
  });
}

describe('what is read', () => {
  test('a body with its length, in chunks, and none at all', async () => {
    expect(await post('x'.repeat(100))).toBe('100');
    expect(await post('x'.repeat(100), { 'Transfer-Encoding': 'chunked' })).toBe('100');
    expect(await post('')).toBe('0');
    expect(results).toMatchObject([{ body: Buffer.from('x'.repeat(100)) }, { body: Buffer.from('x'.repeat(100)) }, {}]);
  });

  test('compressed bodies are inflated, deflate with and without the header of zlib', async () => {
    const text = '<a/>'.repeat(100);
    for (const [coding, bytes] of [
      ['gzip', gzipSync(text)],
      ['x-gzip', gzipSync(text)],
      ['GZIP', gzipSync(text)],
      ['deflate', deflateSync(text)],
      ['deflate', deflateRawSync(text)],
      ['identity', Buffer.from(text)],
    ] as const) {
      await post(bytes, { 'Content-Encoding': coding });
      expect([coding, results.at(-1)]).toEqual([coding, { body: Buffer.from(text) }]);
    }
  });

  test('an empty body may claim to be compressed', async () => {
    expect(await post('', { 'Content-Encoding': 'gzip' })).toBe('0');
  });
});

describe('what is refused', () => {
  test('other codings', async () => {
    for (const coding of ['br', 'compress', 'gzip, gzip']) {
      expect(await post('x', { 'Content-Encoding': coding })).toBe('unsupported_encoding');
    }
  });

  test('compressed bodies that are damaged', async () => {
    const good = gzipSync('x'.repeat(1_000));
    const flipped = Buffer.from(good);
    flipped.writeUInt32LE(0, good.length - 8);
    for (const bad of [good.subarray(0, 10), flipped, Buffer.from('<a/>'), Buffer.alloc(100)]) {
      expect(await post(bad, { 'Content-Encoding': 'gzip' })).toBe('corrupt');
      expect(await post(bad, { 'Content-Encoding': 'deflate' })).toBe('corrupt');
    }
  });

  test('more than an Inform, unless there is a session', async () => {
    const large = 'x'.repeat(LIMITS.maxInformBytes + 1);
    expect(await post(large)).toBe('too_large');
    expect(await post(large, { 'Transfer-Encoding': 'chunked' })).toBe('too_large');
    expect(await post(gzipSync(large), { 'Content-Encoding': 'gzip' })).toBe('too_large');
    inSession = async () => true;
    for (const headers of [{}, { 'Transfer-Encoding': 'chunked' }]) expect(await post(large, headers)).toBe('65537');
    expect(await post(gzipSync(large), { 'Content-Encoding': 'gzip' })).toBe('65537');
  });

  test('more than the limit, even in a session', async () => {
    inSession = async () => true;
    const large = 'x'.repeat(LIMITS.maxBytes + 1);
    expect(await post(large)).toBe('too_large');
    expect(await post(large, { 'Transfer-Encoding': 'chunked' })).toBe('too_large');
    expect(await post(gzipSync(large), { 'Content-Encoding': 'gzip' })).toBe('too_large');
    expect(await post('x'.repeat(LIMITS.maxBytes))).toBe('262144');
  });

  test('a length above the limit, before a byte of it has come', async () => {
    const socket = send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999\r\n\r\n');
    expect(await result()).toEqual({ failure: 'too_large' });
    socket.destroy();
  });

  test('whether there is a session is asked for large bodies only, once each', async () => {
    let asked = 0;
    inSession = async () => {
      asked++;
      return true;
    };
    await post('x'.repeat(LIMITS.maxInformBytes));
    expect(asked).toBe(0);
    await post('x'.repeat(LIMITS.maxBytes));
    expect(asked).toBe(1);
  });

  test('a body for which the session cannot be looked up is to come again', async () => {
    inSession = () => Promise.reject(new Error('the store is away'));
    expect(await post('x'.repeat(LIMITS.maxInformBytes + 1))).toBe('overloaded');
  });

  test('bombs, of which no more than the limit is inflated', async () => {
    inSession = async () => true;
    const zeros = Buffer.alloc(50 * KIB * KIB);
    for (const [coding, bomb] of [
      ['gzip', gzipSync(zeros)],
      ['deflate', deflateSync(zeros)],
      ['deflate', deflateRawSync(zeros)],
    ] as const) {
      expect(bomb.length).toBeLessThan(LIMITS.maxInformBytes);
      expect(await post(bomb, { 'Content-Encoding': coding })).toBe('too_large');
    }
  });
});

describe('pace', () => {
  beforeEach(() => {
    reading = new ReadBody({ ...LIMITS, stallMs: 40 });
  });

  test('a body that stops is given up', async () => {
    const socket = send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc');
    expect(await result()).toEqual({ failure: 'stalled' });
    socket.destroy();
  });

  test('a body that trickles is given up', async () => {
    const socket = send('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n');
    const trickle = setInterval(() => socket.write('1\r\nx\r\n'), 5);
    expect(await result()).toEqual({ failure: 'stalled' });
    clearInterval(trickle);
    socket.destroy();
  });

  test('a body that is slow but brings its KiB in every period is read to its end', async () => {
    const socket = send('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n');
    const chunk = `400\r\n${'x'.repeat(KIB)}\r\n`;
    let sent = 0;
    // A dozen periods long.
    const stream = setInterval(() => {
      if (++sent < 50) socket.write(chunk);
      else socket.write('0\r\n\r\n');
    }, 10);
    expect(await result()).toMatchObject({ body: Buffer.alloc(49 * KIB, 'x') });
    clearInterval(stream);
    socket.destroy();
  });

  test('a connection that breaks in mid-body is noticed', async () => {
    reading = new ReadBody(LIMITS);
    const socket = send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nabc');
    await once(socket, 'connect');
    const gone = result();
    await once(server, 'request');
    socket.destroy();
    expect(await gone).toEqual({ failure: 'gone' });
  });
});

describe('memory', () => {
  // A single body may fill all of it.
  const BUDGET = 256 * KIB;

  beforeEach(() => {
    reading = new ReadBody({ ...LIMITS, maxBytes: BUDGET, maxBufferedBytes: BUDGET });
  });

  /** With a byte still counted, there would be no room. */
  async function expectNothingCounted(): Promise<void> {
    inSession = async () => true;
    expect(await post('x'.repeat(BUDGET))).toBe(String(BUDGET));
  }

  test('what all CPEs send together has a limit, and there is room again afterwards', async () => {
    inSession = async () => true;
    const begun = `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${BUDGET}\r\n\r\n${'x'.repeat(100 * KIB)}`;
    const sockets = [1, 2, 3].map(() => send(begun));
    expect(await result()).toEqual({ failure: 'overloaded' });
    for (const socket of sockets) socket.destroy();
    while (results.length < 3) await result();
    await expectNothingCounted();
  });

  test.each([
    ['read', () => post('x'.repeat(1_000))],
    ['too large', () => post('x'.repeat(LIMITS.maxInformBytes + 1))],
    ['too large once inflated', () => post(gzipSync('x'.repeat(BUDGET + 1)), { 'Content-Encoding': 'gzip' })],
    ['corrupt', () => post(Buffer.alloc(1_000), { 'Content-Encoding': 'gzip' })],
    ['of a coding nobody knows', () => post(Buffer.alloc(1_000), { 'Content-Encoding': 'br' })],
  ])('nothing stays counted of a body that was %s', async (_what, receive) => {
    await receive();
    await expectNothingCounted();
  });

  test('nothing stays counted when the session cannot be looked up', async () => {
    inSession = () => Promise.reject(new Error('the store is away'));
    await post('x'.repeat(LIMITS.maxInformBytes + 1));
    await expectNothingCounted();
  });
});
