import { ApiClient } from '../harness/api-client.ts';
import { curl } from '../harness/curl.ts';
import { digestLogin, informAs, nonceOf } from '../harness/digest-login.ts';
import { inform } from '../harness/scripted-cpe/envelopes.ts';
import { ScriptedCpe } from '../harness/scripted-cpe/scripted-cpe.ts';
import { type Acs, startAcs } from '../harness/start-acs.ts';

// Each attack (4) is tried with the defence and without it. The thief has read the cookie on a line without TLS.
const REQUIRED = { MUSTER_CWMP_LOGIN: 'required' };
const ELSEWHERE = ['--interface', '127.0.0.2'];

let acs: Acs;
const open: ScriptedCpe[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) one.close();
  await acs.stop();
});

async function begin(settings: Readonly<Record<string, string>>): Promise<void> {
  // Sessions are left open: nobody waits for them.
  acs = await startAcs({ MUSTER_SHUTDOWN_TIMEOUT_MS: '150', ...REQUIRED, ...settings });
}

const body = (cpe: ScriptedCpe) => inform(cpe.identity, { events: ['1 BOOT'] });

async function box(serialNumber: string) {
  const cpe = new ScriptedCpe(() => acs.cwmpUrl, serialNumber);
  open.push(cpe);
  const login = { username: cpe.deviceId, password: `of ${serialNumber}` };
  await new ApiClient(() => acs.httpUrl).request('PATCH', `/devices/${cpe.deviceId}/access`, {
    login: { password: login.password },
  });
  return { cpe, login };
}

/** The device after its Inform, and somebody on another connection who has its cookie. */
async function robbed() {
  const victim = await box('VICTIM');
  expect((await informAs(victim.cpe, body(victim.cpe), victim.login)).status).toBe(200);
  const thief = await box('THIEF');
  thief.cpe.cookie = victim.cpe.cookie;
  return { victim, thief };
}

describe.each([
  ['with its defence', {}, false],
  ['without', { MUSTER_CWMP_LOGIN_AGAIN: 'never' }, true],
])('a cookie is stolen: %s', (_, settings, works) => {
  test('on another connection the thief is sent what is for the device', async () => {
    await begin(settings);
    const { victim, thief } = await robbed();
    const told = await thief.cpe.post('');
    expect([told.status, told.body.includes('GetRPCMethods')]).toEqual(works ? [200, true] : [401, false]);
    if (!works) expect((await victim.cpe.post('')).rpc?.method).toBe('GetRPCMethods');
  });

  test('what he garbles ends the session', async () => {
    await begin(settings);
    const { victim, thief } = await robbed();
    await thief.cpe.post('<no envelope/>');
    expect((await victim.cpe.post('')).body.includes('GetRPCMethods')).toBe(!works);
  });

  test('the login of a box of his own helps him', async () => {
    await begin(settings);
    const { thief } = await robbed();
    const asked = await thief.cpe.post('');
    const answer = works
      ? asked
      : await thief.cpe.post('', { Authorization: digestLogin(nonceOf(asked), thief.login) });
    expect(answer.status).toBe(works ? 200 : 403);
  });
});

test('where a rule of its model says so, the cookie alone is good, whatever holds for all', async () => {
  await begin({ MUSTER_CWMP_LOGIN_LENIENT: '00D09E-Router=again=never' });
  const { thief } = await robbed();
  expect((await thief.cpe.post('')).status).toBe(200);
});

test('what the device said to go on, overheard as well, opens nothing on another connection', async () => {
  await begin({});
  const { victim, thief } = await robbed();
  const first = nonceOf(await thief.cpe.post(''));
  victim.cpe.reconnect();
  const nonce = nonceOf(await victim.cpe.post(''));
  const said = { Authorization: digestLogin(nonce, victim.login) };
  const rpc = await victim.cpe.post('', said);
  expect(rpc.rpc?.method).toBe('GetRPCMethods');
  const overheard = [said, { Authorization: digestLogin(nonce, { ...victim.login, count: 2 }) }];
  for (const headers of overheard) expect((await thief.cpe.post('', headers)).status).toBe(401);
  // Nor an answer to the challenge of an Inform.
  const ofInform = digestLogin(nonceOf(await victim.cpe.post(body(victim.cpe))), victim.login);
  expect((await thief.cpe.post('', { Authorization: ofInform })).status).toBe(401);
  expect(first).not.toBe(nonce);
});

describe.each([
  ['with its defence', 'address', 401],
  ['without', 'never', 200],
])('a cookie is used from another address: %s', (_, again, expected) => {
  test('it goes on with the session, as the device does on another connection', async () => {
    await begin({ MUSTER_CWMP_LOGIN_AGAIN: again });
    const { victim } = await robbed();
    const cookie = ['-H', `Cookie: ${victim.cpe.cookie}`];
    expect((await curl(acs.cwmpUrl, '-d', '', ...cookie, ...ELSEWHERE)).status).toBe(expected);
    if (expected === 200) return;
    victim.cpe.reconnect();
    expect((await victim.cpe.post('')).rpc?.method).toBe('GetRPCMethods');
  });
});

test('a cookie that the client made up, or of a session that is over, opens nothing', async () => {
  await begin({});
  const { cpe, login } = await box('VICTIM');
  const made = (await box('THIEF')).cpe;
  made.cookie = `muster=${'A'.repeat(22)}.${'B'.repeat(8)}`;
  expect((await made.post(body(made))).status).toBe(401);
  const first = await informAs(cpe, body(cpe), login);
  const cookie = String(first.headers['set-cookie']);
  // The one that it brings is not kept: nobody can give a device a cookie that he knows.
  const second = await informAs(cpe, body(cpe), login);
  expect(String(second.headers['set-cookie'])).not.toBe(cookie);
  expect(cookie).toContain('HttpOnly');
  made.cookie = cookie.replace(/;.*/, '');
  expect([(await made.post('')).status, (await made.post(body(made))).status]).toEqual([204, 401]);
});

test('nothing of a cookie follows from another', async () => {
  await begin({});
  const all = await Promise.all(Array.from({ length: 30 }, (_, n) => box(`VICTIM${n}`)));
  await Promise.all(all.map(({ cpe, login }) => informAs(cpe, body(cpe), login)));
  const ids = all.map(({ cpe }) => /^muster=([\w-]{22})\./.exec(cpe.cookie ?? '')?.[1] ?? '');
  expect(new Set(ids).size).toBe(30);
  // 21 characters of six bits; the last has two. Of 30 that are drawn from 64, fewer than 12 are different once in 10^9.
  for (let place = 0; place < 21; place++) {
    expect(new Set(ids.map((id) => id[place])).size).toBeGreaterThanOrEqual(12);
  }
});
