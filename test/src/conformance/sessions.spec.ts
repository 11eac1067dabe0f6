import { acsForTests } from '../harness/acs-for-tests.ts';
import { eventually } from '../harness/eventually.ts';
import { rawPost } from '../harness/raw-post.ts';
import { transferComplete } from '../harness/scripted-cpe/cpe-requests.ts';
import { envelope, inform } from '../harness/scripted-cpe/envelopes.ts';
import { runSession, serve } from '../harness/scripted-cpe/small-cpe-session.ts';
import { conformance } from './conformance.ts';
import { READ_UP_TIME, UP_TIME_READ } from './read-up-time.ts';

const { api, knownCpe, newCpe, rawConnection } = acsForTests();

conformance([34], 'an empty POST ends a session in which nothing is to be done', async () => {
  const cpe = await knownCpe('S34');
  await cpe.inform();
  const over = await cpe.post();
  expect(over).toMatchObject({ status: 204, body: '' });
  expect(Object.keys(over.headers)).not.toEqual(expect.arrayContaining(['content-type']));
  expect(over.headers['transfer-encoding']).toBeUndefined();
  // A command that comes now waits for the next session.
  const { id } = await api.queue(cpe.deviceId, READ_UP_TIME);
  expect((await cpe.post()).status).toBe(204);
  expect(await api.command(id)).toMatchObject({ state: 'queued' });
});

conformance([35], 'a POST is empty when its body is, whatever its headers say', async () => {
  const cpe = await knownCpe('S35');
  const empty: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['', { 'Content-Type': 'text/xml; charset=utf-8' }],
    ['', { SOAPAction: '""' }],
    ['', { SOAPAction: '"cwmp:Inform"', 'Content-Type': 'application/soap+xml' }],
    ['\r\n', {}],
    [' \n\t', { 'Content-Type': 'text/xml' }],
    ['', { 'Transfer-Encoding': 'chunked' }],
  ];
  for (const [body, headers] of empty) {
    await cpe.inform();
    expect((await cpe.post(body, headers)).status).toBe(204);
  }
});

conformance([36], 'an empty POST without a session gets nothing', async () => {
  const cpe = await knownCpe('S36');
  const { id } = await api.queue(cpe.deviceId, READ_UP_TIME);
  for (const cookie of [
    undefined,
    'muster=AAAAAAAAAAAAAAAAAAAAAA',
    'muster=AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAA',
    'session=1; x',
    'muster=',
    `muster=${'A'.repeat(4_000)}`,
  ]) {
    cpe.reconnect();
    cpe.cookie = cookie;
    const answer = await cpe.post();
    expect(answer).toMatchObject({ status: 204, body: '' });
    expect(answer.headers['set-cookie']).toBeUndefined();
  }
  expect(await api.command(id)).toMatchObject({ state: 'queued' });
  await runSession(cpe);
  expect(await api.finished(id)).toMatchObject(UP_TIME_READ);
});

conformance([80], 'a new Inform takes over from the session that is open', async () => {
  const cpe = await knownCpe('S80');
  const { id } = await api.queue(cpe.deviceId, READ_UP_TIME);
  await cpe.inform();
  const sent = await cpe.post();
  expect(sent.message.method).toBe('GetParameterValues');
  const abandoned = cpe.cookie;

  cpe.reconnect();
  expect((await cpe.inform()).status).toBe(200);
  expect(cpe.cookie).not.toBe(abandoned);
  // An answer that belongs to the session that was abandoned is no answer any more.
  const late = newCpe('S80');
  late.cookie = abandoned;
  expect((await late.post(late.answerTo(sent.message))).status).toBe(400);

  const again = await cpe.post();
  expect(again.message.method).toBe('GetParameterValues');
  expect(again.message.id).not.toBe(sent.message.id);
  expect(await serve(cpe, again)).toHaveLength(1);
  expect(await api.finished(id)).toMatchObject(UP_TIME_READ);
});

conformance([82], 'a session goes on over other TCP connections, by its cookie', async () => {
  const cpe = await knownCpe('S82');
  const { id } = await api.queue(cpe.deviceId, READ_UP_TIME);
  await cpe.inform();
  cpe.reconnect();
  const sent = await cpe.post();
  expect(sent.message.method).toBe('GetParameterValues');
  cpe.reconnect();
  expect((await cpe.post(cpe.answerTo(sent.message))).status).toBe(204);
  expect(await api.finished(id)).toMatchObject(UP_TIME_READ);
});

conformance([83], 'the connection is kept, after answers of every kind', async () => {
  const cpe = await knownCpe('S83');
  const connection = await rawConnection();
  const bodies = [inform(cpe.identity), '', inform(cpe.identity), envelope(transferComplete('unknown')), '', ''];
  for (const body of bodies) {
    const { status, closes } = await connection.exchange(Buffer.from(rawPost(body)), 5_000);
    expect([200, 204]).toContain(status);
    expect(closes).toBe(false);
    expect(connection.isOpen).toBe(true);
  }
});

conformance([84], 'a CPE that closes after every POST is served all the same', async () => {
  const cpe = await knownCpe('S84');
  const { id } = await api.queue(cpe.deviceId, READ_UP_TIME);
  const close = { Connection: 'close' };
  await cpe.post(inform(cpe.identity), close);
  const sent = await cpe.post('', close);
  expect(sent.message.method).toBe('GetParameterValues');
  expect((await cpe.post(cpe.answerTo(sent.message), close)).status).toBe(204);
  expect(await api.finished(id)).toMatchObject(UP_TIME_READ);
});

conformance([106], 'a heartbeat is acknowledged and costs nothing more', async () => {
  const cpe = await knownCpe('S106');
  const before = (await api.events(cpe.deviceId)).length;
  const answer = await cpe.inform({ events: ['14 HEARTBEAT'] });
  expect(answer.message.method).toBe('InformResponse');
  expect(answer.message.text('MaxEnvelopes')).toBe('1');
  expect(await cpe.post()).toMatchObject({ status: 204, body: '' });
  // When the events of a later session are there, those of this one would be, too.
  cpe.events = [['1 BOOT']];
  await runSession(cpe);
  const since = await eventually('the session that follows is over', async () => {
    const events = await api.events(cpe.deviceId);
    const types = events.slice(before).map(({ type }) => type);
    return types.includes('session.ended') && types.sort();
  });
  expect(since).toEqual(['device.booted', 'device.informed', 'session.ended']);
});

conformance([111], 'an Inform that is sent again is answered again, and told once', async () => {
  const cpe = newCpe('S111');
  const events = ['0 BOOTSTRAP', '1 BOOT'];
  for (const retryCount of [0, 1, 3]) {
    cpe.reconnect();
    cpe.cookie = undefined;
    expect((await cpe.inform({ events, retryCount })).message.method).toBe('InformResponse');
  }
  await serve(cpe, await cpe.post());
  const told = (await api.events(cpe.deviceId)).map(({ type }) => type);
  for (const type of ['device.registered', 'device.bootstrapped', 'device.booted']) {
    expect(told.filter((one) => one === type)).toHaveLength(1);
  }
  const commands = await api.commands(cpe.deviceId);
  expect(commands.map(({ spec }) => spec.kind)).toEqual(['discover']);
});

conformance([113], 'TransferComplete is acknowledged after the 204, too', async () => {
  const cpe = await knownCpe('S113');
  await cpe.inform({ events: ['7 TRANSFER COMPLETE', ['M Download', 'k1']] });
  expect((await cpe.post()).status).toBe(204);
  const late = await cpe.request(transferComplete('k1'), 'late');
  expect(late.message).toMatchObject({ method: 'TransferCompleteResponse', id: 'late' });
  expect((await cpe.post()).status).toBe(204);
  await runSession(cpe);
  const events = await api.events(cpe.deviceId);
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'transfer.completed', data: expect.objectContaining({ commandKey: 'k1' }) }),
  );
});

conformance([115], 'Expect: 100-continue is answered before the body', async () => {
  const { identity } = newCpe('S115');
  const connection = await rawConnection();
  const [head = '', body = ''] = rawPost(inform(identity), ['Expect: 100-continue']).split(/(?<=\r\n\r\n)/, 2);
  expect((await connection.exchange(Buffer.from(head), 5_000)).status).toBe(100);
  const answer = await connection.exchange(Buffer.from(body), 5_000);
  expect(answer.status).toBe(200);
  expect(answer.body).toContain('InformResponse');
});
