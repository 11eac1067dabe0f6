import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { acsForTests } from '../harness/acs-for-tests.ts';
import { eventually } from '../harness/eventually.ts';
import { rawPost } from '../harness/raw-post.ts';
import type { AcsMessage } from '../harness/scripted-cpe/acs-message.ts';
import { inform, message, parameterList } from '../harness/scripted-cpe/envelopes.ts';
import { replyOptions } from '../harness/scripted-cpe/scripted-cpe.ts';
import { runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { conformance } from './conformance.ts';
import { READ_UP_TIME } from './read-up-time.ts';

const MIB = 1024 * 1024;
const { api, knownCpe, newCpe, rawConnection } = acsForTests({
  MUSTER_GATEWAY_MAX_BODY_BYTES: String(4 * MIB),
});

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
  const cpe = await knownCpe('M28c');
  const { id } = await api.queue(cpe.deviceId, READ_UP_TIME);
  await cpe.inform();
  const sent = await cpe.post();
  expect((await cpe.post('<soap:Envelope>')).status).toBe(400);
  expect((await cpe.post(cpe.answerTo(sent.message))).status).toBe(400);
  expect(await runSession(cpe)).toHaveLength(1);
  expect(await api.finished(id)).toMatchObject({ state: 'completed' });
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
    expect(performance.now() - started).toBeLessThan(10_000);
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
  const cpe = await knownCpe('L31');
  for (const gzip of [false, true]) {
    const { id } = await api.queue(cpe.deviceId, { kind: 'get', paths: ['Device.Big.'] });
    await cpe.inform();
    const sent = await cpe.post();
    expect(sent.message.method).toBe('GetParameterValues');
    const body = largeAnswer(sent.message, 16_000, gzip ? 'y' : 'x');
    expect(body.length).toBeGreaterThan(3e6);
    const headers = { 'Transfer-Encoding': 'chunked', ...(gzip ? { 'Content-Encoding': 'gzip' } : {}) };
    expect((await cpe.post(gzip ? gzipSync(body) : body, headers)).status).toBe(204);
    expect(await api.finished(id)).toMatchObject({ state: 'completed' });
    expect(await api.parameters(cpe.deviceId, 'Device.Big.15999.Value')).toMatchObject([
      { value: '15999'.padEnd(80, gzip ? 'y' : 'x') },
    ]);
  }
});

conformance([31], 'an answer above the limit ends the session, and in the end the command', async () => {
  const cpe = await knownCpe('L31b');
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
    const events = await api.events(deviceId);
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
