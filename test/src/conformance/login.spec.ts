import { BusTap } from '../e2e/bus-tap.ts';
import { acsForTests } from '../harness/acs-for-tests.ts';
import { basicLogin, digestLogin, informAs, nonceOf } from '../harness/digest-login.ts';
import { eventually } from '../harness/eventually.ts';
import { inform } from '../harness/scripted-cpe/envelopes.ts';
import type { SmallCpe } from '../harness/scripted-cpe/small-cpe.ts';
import { conformance } from './conformance.ts';

const { acs, api, newCpe } = acsForTests({
  MUSTER_CWMP_LOGIN: 'required',
  MUSTER_CWMP_LOGIN_LENIENT: '00D09E-Old=no-qop+short-uri+same-count',
  MUSTER_CWMP_NONCE_LIFETIME_MS: '60000',
});
const PASSWORD = 'correct horse';
let tap: BusTap;
beforeAll(() => {
  tap = new BusTap(acs().app.adapters.eventBus);
});
afterAll(() => tap.close());

/** A CPE with a login of its own. */
async function cpeWithLogin(serialNumber: string, productClass = 'Router') {
  const cpe = newCpe(serialNumber, { productClass });
  await api.request('PATCH', `/devices/${cpe.deviceId}/access`, { login: { password: PASSWORD } });
  return { cpe, login: { username: cpe.deviceId, password: PASSWORD } };
}

const informOf = (cpe: SmallCpe) => inform(cpe.identity, { events: ['1 BOOT'] });
const isKnown = async (cpe: SmallCpe) =>
  (await api.devices({ 'identity.serialNumber': cpe.identity.serialNumber })).length > 0;

conformance([1], 'whoever does not log in is asked to, by digest, and may stay', async () => {
  const { cpe } = await cpeWithLogin('login1');
  const first = await cpe.post(informOf(cpe));
  const challenge = first.headers['www-authenticate'] ?? '';
  expect([first.status, first.headers['set-cookie'], first.headers.connection]).toEqual([401, undefined, 'keep-alive']);
  expect(challenge).toMatch(/^Digest realm="muster", domain="\/", nonce="[\w-]{32}", qop="auth", algorithm=MD5,/);
  expect(challenge).toMatch(/algorithm=SHA-256$/);
  expect(challenge).not.toMatch(/basic|stale/i);
  expect(nonceOf(await cpe.post(informOf(cpe)))).not.toBe(nonceOf(first));
  expect(await isKnown(cpe)).toBe(false);
});

conformance([1], 'an empty POST before any Inform finds out how to log in', async () => {
  const { cpe, login } = await cpeWithLogin('probe1');
  const nonce = nonceOf(await cpe.post(''));
  expect((await cpe.post('', { Authorization: digestLogin(nonce, login) })).status).toBe(204);
  expect((await cpe.post(informOf(cpe), { Authorization: digestLogin(nonce, { ...login, count: 2 }) })).status).toBe(
    200,
  );
});

conformance([2], 'whoever logs in has its session, and is not asked again in it', async () => {
  const { cpe, login } = await cpeWithLogin('login2');
  const answer = await informAs(cpe, informOf(cpe), login);
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/xml; charset=utf-8']);
  expect([answer.message.method, answer.message.text('MaxEnvelopes')]).toEqual(['InformResponse', '1']);
  expect(answer.headers['set-cookie']).toHaveLength(1);
  const next = await cpe.post('');
  expect(next.rpc?.method).toBe('GetRPCMethods');
  await eventually('the device is known', () => isKnown(cpe));
});

conformance([2], 'SHA-256 and MD5-sess are understood, too', async () => {
  const { cpe, login } = await cpeWithLogin('login2b');
  for (const algorithm of ['SHA-256', 'MD5-sess'] as const)
    expect((await informAs(cpe, informOf(cpe), { ...login, algorithm })).status).toBe(200);
});

conformance(
  [3],
  'a wrong password is asked for again, nothing is taken in, and after some it has to wait',
  async () => {
    const { cpe, login } = await cpeWithLogin('login3');
    const statuses: number[] = [];
    for (let n = 0; n < 7; n++)
      statuses.push((await informAs(cpe, informOf(cpe), { ...login, password: `guess ${n}` })).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 503, 503]);
    expect(await isKnown(cpe)).toBe(false);
    const other = newCpe('login3_unknown');
    const ofNobody = await informAs(other, informOf(other), { username: other.deviceId, password: 'guess' });
    expect([ofNobody.status, ofNobody.body]).toEqual([401, 'Log in to open a session.']);
  },
);

conformance([4], 'an answer for another URI, or to an old challenge, opens nothing', async () => {
  const { cpe, login } = await cpeWithLogin('login4');
  const elsewhere = await informAs(cpe, informOf(cpe), { ...login, uri: '/elsewhere' });
  expect([elsewhere.status, elsewhere.headers['www-authenticate']]).toEqual([
    401,
    expect.not.stringContaining('stale'),
  ]);
  const stale = await cpe.post(informOf(cpe), { Authorization: digestLogin('0'.repeat(32), login) });
  expect([stale.status, stale.headers['www-authenticate']]).toEqual([401, expect.stringContaining('stale=true')]);
  expect((await cpe.post(informOf(cpe), { Authorization: digestLogin(nonceOf(stale), login) })).status).toBe(200);
});

conformance([4], 'the same answer does not open a second session', async () => {
  const { cpe, login } = await cpeWithLogin('login4b');
  const nonce = nonceOf(await cpe.post(informOf(cpe)));
  const send = (count: number) =>
    cpe.post(informOf(cpe), { Authorization: digestLogin(nonce, { ...login, count, cnonce: `c${count}` }) });
  expect((await send(1)).status).toBe(200);
  const again = await send(1);
  expect([again.status, again.headers['www-authenticate']]).toEqual([401, expect.stringContaining('stale=true')]);
  expect((await send(2)).status).toBe(200);
  expect((await send(1)).status).toBe(401);
});

conformance([4], 'what a model needs is forgiven to that model alone', async () => {
  const old = await cpeWithLogin('login4c', 'Old');
  const strict = await cpeWithLogin('login4d');
  for (const how of [{ isOld: true }, { uri: '' }, { isOld: true, uri: '/' }]) {
    expect((await informAs(old.cpe, informOf(old.cpe), { ...old.login, ...how })).status).toBe(200);
    if ('uri' in how && how.uri === '/') continue;
    expect((await informAs(strict.cpe, informOf(strict.cpe), { ...strict.login, ...how })).status).toBe(401);
  }
  const nonce = nonceOf(await old.cpe.post(informOf(old.cpe)));
  const authorization = digestLogin(nonce, old.login);
  for (let n = 0; n < 2; n++)
    expect((await old.cpe.post(informOf(old.cpe), { Authorization: authorization })).status).toBe(200);
});

conformance([6], 'Basic without TLS is not listened to', async () => {
  const { cpe, login } = await cpeWithLogin('login6');
  const answer = await cpe.post(informOf(cpe), { Authorization: basicLogin(login) });
  expect(answer.status).toBe(401);
  expect(answer.headers['www-authenticate']).toMatch(/^Digest /);
  expect(answer.headers['www-authenticate']).not.toContain('Basic');
  expect(await isKnown(cpe)).toBe(false);
});

conformance([7], 'whoever logs in as one device and claims to be another is turned away, and it is told', async () => {
  const a = await cpeWithLogin('login7a');
  const b = await cpeWithLogin('login7b');
  const answer = await informAs(a.cpe, informOf(b.cpe), a.login);
  expect(answer.status).toBe(403);
  expect(await isKnown(b.cpe)).toBe(false);
  await tap.seen('it is told', (event) => {
    if (event.type !== 'security.login.failed' || event.deviceId !== b.cpe.deviceId) return false;
    const { data } = event;
    return data.reason === 'other_device' && data.username === a.cpe.deviceId;
  });
  expect((await informAs(b.cpe, informOf(b.cpe), b.login)).status).toBe(200);
});

conformance([82], 'a CPE that comes on another connection logs in once more, and its session goes on', async () => {
  const { cpe, login } = await cpeWithLogin('login82');
  const nonce = nonceOf(await cpe.post(informOf(cpe)));
  expect((await cpe.post(informOf(cpe), { Authorization: digestLogin(nonce, login) })).status).toBe(200);
  cpe.reconnect();
  // Most say at once what they said before.
  const stale = await cpe.post('', { Authorization: digestLogin(nonce, { ...login, count: 2 }) });
  expect([stale.headers['www-authenticate'], stale.headers['set-cookie'], stale.headers.connection]).toEqual([
    expect.stringContaining('stale=true'),
    undefined,
    'keep-alive',
  ]);
  const wrong = await cpe.post('', { Authorization: digestLogin(nonceOf(stale), { ...login, password: 'guess' }) });
  const next = await cpe.post('', { Authorization: digestLogin(nonceOf(wrong), login) });
  expect(next.rpc?.method).toBe('GetRPCMethods');
  cpe.reconnect();
  const answer = next.rpc === undefined ? '' : cpe.answerTo(next.rpc);
  const asked = await cpe.post(answer);
  const after = await cpe.post(answer, { Authorization: digestLogin(nonceOf(asked), login) });
  expect(after.rpc?.method).toBe('GetParameterNames');
  // On the connection that it has proved itself on it is not asked again.
  expect(after.rpc && (await cpe.post(cpe.answerTo(after.rpc))).status).toBe(200);
});
