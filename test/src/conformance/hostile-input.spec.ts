import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { ApiClient } from '../harness/api-client.ts';
import { RawConnection } from '../harness/raw-connection.ts';
import { type Acs, startAcs } from '../harness/start-acs.ts';
import type { AcsMessage } from './acs-answer.ts';
import { conformance } from './conformance.ts';
import { inform, message, parameterList } from './envelopes.ts';
import { eventually } from './eventually.ts';
import { rawPost } from './raw-post.ts';
import { replyOptions, ScriptedCpe } from './scripted-cpe.ts';

const MIB = 1024 * 1024;
let acs: Acs;
let api: ApiClient;
beforeAll(async () => {
  acs = await startAcs({
    MUSTER_GATEWAY_BODY_STALL_MS: '1000',
    MUSTER_GATEWAY_HEADERS_TIMEOUT_MS: '1000',
    MUSTER_GATEWAY_MAX_BODY_BYTES: String(4 * MIB),
  });
  api = new ApiClient(acs.httpUrl);
});
afterAll(() => acs.stop());

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

function newCpe(serial: string): ScriptedCpe {
  const cpe = new ScriptedCpe(acs.cwmpUrl, serial);
  open.push(cpe);
  return cpe;
}

async function rawConnection(): Promise<RawConnection> {
  const connection = await RawConnection.open(acs.cwmpPort);
  open.push(connection);
  return connection;
}

async function expectOthersServed(serial: string): Promise<void> {
  expect((await newCpe(serial).inform()).message.method).toBe('InformResponse');
}

conformance([28], 'malformed XML is refused, the connection closed, and others are served', async () => {
  const { identity } = newCpe('M28');
  const good = inform(identity);
  const bad = [
    good.slice(0, good.length / 2),
    good.replace('</DeviceId>', '</DeviceID>'),
    good.replace('</soap:Envelope>', ''),
    '<'.repeat(10_000),
    '<a>'.repeat(50_000),
    'GET / HTTP/1.1',
    '{"not":"xml"}',
    '<html><body>captive portal</body></html>',
    `\0\0${'\xff'.repeat(100)}`,
  ];
  for (const body of bad) {
    const connection = await rawConnection();
    const answer = await connection.exchange(Buffer.from(rawPost(body)), 5_000);
    expect([body.slice(0, 40), answer]).toMatchObject([body.slice(0, 40), { status: 400 }]);
    expect(answer.closes).toBe(true);
    await connection.untilClosed(5_000);
  }
  await expectOthersServed('M28b');
});

conformance([28], 'in a session, malformed XML ends it, and its command is sent in the next', async () => {
  const cpe = await newCpe('M28c').becomeKnown();
  const { id } = await api.queue(cpe.deviceId, { kind: 'get', paths: ['Device.DeviceInfo.UpTime'] });
  await cpe.inform();
  const sent = await cpe.post();
  expect((await cpe.post('<soap:Envelope>')).status).toBe(400);
  expect((await cpe.post(cpe.answerTo(sent.message))).status).toBe(400);
  expect(await cpe.session()).toHaveLength(1);
  expect(await api.command(id, 20)).toMatchObject({ state: 'completed' });
});

conformance([29], 'a DOCTYPE is refused: nothing is expanded, nothing fetched', async () => {
  const fetched: string[] = [];
  const trap = createServer((request, response) => {
    fetched.push(request.url ?? '');
    response.end('<!ENTITY x "x">');
  });
  trap.listen(0, '127.0.0.1');
  await once(trap, 'listening');
  const url = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
  const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
  const doctypes = [
    `<!DOCTYPE soap:Envelope [<!ENTITY l0 "lol">${laughs}]>`,
    `<!DOCTYPE soap:Envelope [<!ENTITY l9 SYSTEM "${url}/entity">]>`,
    `<!DOCTYPE soap:Envelope SYSTEM "${url}/dtd">`,
    `<!DOCTYPE soap:Envelope [<!ENTITY % p SYSTEM "${url}/parameter"> %p;]>`,
    `<!DOCTYPE soap:Envelope [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>`,
    `<!doctype soap:Envelope>`,
  ];
  const good = inform(newCpe('D29').identity, { parameters: [['Device.X', 'LAUGH']] });
  for (const doctype of doctypes) {
    const body = good.replace('?>', `?>${doctype}`).replace('LAUGH', doctype.includes('l9') ? '&l9;' : 'x');
    const started = performance.now();
    expect((await newCpe('D29').post(body)).status).toBe(400);
    expect(performance.now() - started).toBeLessThan(1_000);
  }
  await expectOthersServed('D29b');
  trap.close();
  expect(fetched).toEqual([]);
});

/** An answer to GetParameterValues with this many parameters of some 200 bytes. */
function largeAnswer(rpc: AcsMessage, parameters: number, filler = 'x'): string {
  const values = Array.from(
    { length: parameters },
    (_, i) => [`Device.Big.${i}.Value`, `${i}`.padEnd(80, filler)] as const,
  );
  return message('GetParameterValuesResponse', parameterList(values), replyOptions(rpc));
}

conformance([31], 'an answer of 3 MB is taken, in chunks, with and without gzip', async () => {
  const cpe = await newCpe('L31').becomeKnown();
  for (const gzip of [false, true]) {
    const { id } = await api.queue(cpe.deviceId, { kind: 'get', paths: ['Device.Big.'] });
    await cpe.inform();
    const sent = await cpe.post();
    expect(sent.message.method).toBe('GetParameterValues');
    const body = largeAnswer(sent.message, 16_000, gzip ? 'y' : 'x');
    expect(body.length).toBeGreaterThan(3e6);
    const headers = { 'Transfer-Encoding': 'chunked', ...(gzip ? { 'Content-Encoding': 'gzip' } : {}) };
    expect((await cpe.post(gzip ? gzipSync(body) : body, headers)).status).toBe(204);
    expect(await api.command(id, 20)).toMatchObject({ state: 'completed' });
    expect(await api.parameters(cpe.deviceId, 'Device.Big.15999.Value')).toMatchObject([
      { value: '15999'.padEnd(80, gzip ? 'y' : 'x') },
    ]);
  }
});

conformance([31], 'an answer above the limit ends the session, and in the end the command', async () => {
  const cpe = await newCpe('L31b').becomeKnown();
  const { id } = await api.queue(cpe.deviceId, { kind: 'get', paths: ['Device.Big.'] });
  let sessions = 0;
  while ((await api.command(id)).outcome === undefined) {
    expect(++sessions).toBeLessThan(10);
    cpe.reconnect();
    await cpe.inform();
    const sent = await cpe.post();
    expect(sent.message.method).toBe('GetParameterValues');
    const body = largeAnswer(sent.message, 25_000);
    expect(body.length).toBeGreaterThan(4 * MIB);
    // Half of the times it is only found out by inflating it.
    const answer = await (sessions % 2 === 1
      ? cpe.post(gzipSync(body), { 'Content-Encoding': 'gzip' })
      : cpe.post(body));
    expect(answer.status).toBe(413);
    expect(answer.headers.connection).toBe('close');
    cpe.reconnect();
    expect((await cpe.post()).status).toBe(204);
    await eventuallyPutBack(cpe.deviceId, sessions);
  }
  expect(await api.command(id)).toMatchObject({ state: 'failed', outcome: { reason: 'timed_out' } });
});

async function eventuallyPutBack(deviceId: string, sessions: number): Promise<void> {
  await eventually(`session ${sessions} is over`, async () => {
    const { events } = await api.events(deviceId);
    const broken = events.filter(({ type, data }) => type === 'session.ended' && data.reason === 'protocol_error');
    return broken.length >= sessions;
  });
}

conformance([31], 'without a session nothing larger than an Inform is taken', async () => {
  const cpe = newCpe('L31c');
  const parameters = Array.from({ length: 3_000 }, (_, i) => [`Device.Big.${i}.Value`, 'x'.repeat(20)] as const);
  const large = inform(cpe.identity, { parameters });
  expect(large.length).toBeGreaterThan(256 * 1024);
  expect((await cpe.post(large)).status).toBe(413);
  expect((await cpe.post(gzipSync(large), { 'Content-Encoding': 'gzip' })).status).toBe(413);
});

conformance([32], 'a content coding that was never offered is refused', async () => {
  const cpe = newCpe('C32');
  for (const coding of ['br', 'zstd', 'compress', 'gzip, gzip', 'x']) {
    expect((await cpe.post(inform(cpe.identity), { 'Content-Encoding': coding })).status).toBe(415);
  }
  await expectOthersServed('C32b');
});

conformance([33], 'bombs are refused at the limit, and memory does not grow', async () => {
  // 200 MB that are zeros; gzip lets streams be put one after another.
  const gzip = Buffer.concat(Array.from({ length: 20 }, () => gzipSync(Buffer.alloc(10 * MIB))));
  const deflate = deflateSync(Buffer.alloc(100 * MIB));
  const cpe = newCpe('B33');
  const before = process.memoryUsage();
  for (let round = 0; round < 5; round++) {
    expect((await cpe.post(gzip, { 'Content-Encoding': 'gzip' })).status).toBe(413);
    expect((await cpe.post(deflate, { 'Content-Encoding': 'deflate' })).status).toBe(413);
    // In a session more is allowed, and inflated.
    await cpe.inform();
    expect((await cpe.post(gzip, { 'Content-Encoding': 'gzip' })).status).toBe(413);
  }
  const after = process.memoryUsage();
  expect(after.rss - before.rss).toBeLessThan(150 * MIB);
  await expectOthersServed('B33b');
});

conformance([107], 'headers without end are cut off', async () => {
  const flood = 'X-Padding: '.padEnd(1_024, 'x');
  const tooMuch = await rawConnection();
  tooMuch.send('POST / HTTP/1.1\r\nHost: acs\r\n');
  for (let sent = 0; sent < 20 && tooMuch.isOpen; sent++) tooMuch.send(`${`${flood}\r\n`.repeat(1_024)}`);
  const tooMany = await rawConnection();
  tooMany.send(
    rawPost(
      '',
      Array.from({ length: 10_000 }, (_, i) => `X-${i}: ${i}`),
    ),
  );
  await expectOthersServed('F107');
  for (const connection of [tooMuch, tooMany]) {
    expect(await connection.untilClosed(5_000)).toMatch(/^(?:HTTP\/1\.1 431 |$)/);
  }
});

conformance([107], 'a CPE that sends too slowly is cut off, and others are served meanwhile', async () => {
  const body = inform(newCpe('T107').identity);
  const whole = rawPost(body);
  const slowBody = await rawConnection();
  slowBody.send(whole.slice(0, whole.length - body.length));
  const slowHead = await rawConnection();
  slowHead.send('POST / HTTP/1.1\r\nHost: a');
  let sent = 0;
  const trickle = setInterval(() => {
    slowBody.send(body.charAt(sent));
    slowHead.send('c');
    sent++;
  }, 50);
  await expectOthersServed('T107b');
  const [afterBody, afterHead] = await Promise.all([slowBody.untilClosed(10_000), slowHead.untilClosed(10_000)]);
  clearInterval(trickle);
  expect(sent).toBeLessThan(body.length);
  expect(afterBody).toMatch(/^HTTP\/1\.1 400 /);
  expect(afterHead).toMatch(/^(?:HTTP\/1\.1 408 |$)/);
});

conformance([114], 'a body longer than its Content-Length does not put the next request out of step', async () => {
  const { identity } = newCpe('N114');
  const body = inform(identity);
  const head = (length: number) => `POST / HTTP/1.1\r\nHost: acs\r\nContent-Length: ${length}\r\n\r\n`;
  // Cut in the middle: what is left over is no request.
  const cut = await rawConnection();
  expect(await cut.exchange(Buffer.from(head(body.length - 50) + body), 5_000)).toMatchObject({
    status: 400,
    closes: true,
  });
  await cut.untilClosed(5_000);
  // Complete, but something follows: one answer, and nothing that could be taken for the answer to the next POST.
  const trailing = await rawConnection();
  const answer = await trailing.exchange(Buffer.from(`${head(body.length) + body}xyz`), 5_000);
  expect(answer.status).toBe(200);
  trailing.send(rawPost(body));
  expect(await trailing.untilClosed(5_000)).toBe('');
  // A line break left over is what HTTP lets a server ignore (RFC 9112 §2.2).
  const lineBreak = await rawConnection();
  expect(await lineBreak.exchange(Buffer.from(`${head(body.length) + body}\r\n`), 5_000)).toMatchObject({
    status: 200,
  });
  expect(await lineBreak.exchange(Buffer.from(rawPost(body)), 5_000)).toMatchObject({ status: 200 });
  await expectOthersServed('N114b');
});

conformance([114], 'a body shorter than its Content-Length is waited for, for a while', async () => {
  const body = inform(newCpe('N114c').identity);
  const short = await rawConnection();
  short.send(rawPost(body).replace(/Content-Length: \d+/, `Content-Length: ${body.length + 10}`));
  expect(await short.untilClosed(5_000)).toMatch(/^HTTP\/1\.1 400 /);
  await expectOthersServed('N114d');
});

conformance([114], 'two lengths, or a length and chunks, are no request', async () => {
  const body = inform(newCpe('N114e').identity);
  for (const header of ['Content-Length: 5', 'Transfer-Encoding: chunked']) {
    const smuggled = await rawConnection();
    smuggled.send(rawPost(body, [header]));
    expect(await smuggled.untilClosed(5_000)).toMatch(/^HTTP\/1\.1 400 /);
  }
});
