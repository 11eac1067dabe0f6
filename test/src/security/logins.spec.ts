import { Cpe, runSession } from '#libs/testing/cpe';
import { ApiClient } from '../harness/api-client.ts';
import { curl } from '../harness/curl.ts';
import { digestLogin, informAs, nonceOf } from '../harness/digest-login.ts';
import { ForwardClock } from '../harness/forward-clock.ts';
import type { AcsAnswer } from '../harness/scripted-cpe/acs-answer.ts';
import { inform } from '../harness/scripted-cpe/envelopes.ts';
import { ScriptedCpe } from '../harness/scripted-cpe/scripted-cpe.ts';
import { type Acs, startAcs } from '../harness/start-acs.ts';

// Each attack is tried with the defence and without it.
const REQUIRED = { MUSTER_CWMP_LOGIN: 'required' };
const SHARED = { username: 'factory', password: 'on every box' };
const WITH_SHARED = { ...REQUIRED, MUSTER_CWMP_LOGIN_SHARED: `${SHARED.username}:${SHARED.password}` };
const PASSWORD = 'correct horse';
const WIFI = 'the victim’s own passphrase';

let acs: Acs;
let api: ApiClient;
const open: ScriptedCpe[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) one.close();
  await acs.stop();
});

async function begin(settings: Readonly<Record<string, string>>, clock = new ForwardClock()): Promise<void> {
  // Sessions are left open: nobody waits for them.
  acs = await startAcs({ MUSTER_SHUTDOWN_TIMEOUT_MS: '150', ...settings }, { clock });
  api = new ApiClient(() => acs.httpUrl);
}

function box(serialNumber: string): ScriptedCpe {
  const cpe = new ScriptedCpe(() => acs.cwmpUrl, serialNumber);
  open.push(cpe);
  return cpe;
}

const body = (cpe: ScriptedCpe) => inform(cpe.identity, { events: ['1 BOOT'] });

async function victim() {
  const cpe = box('VICTIM');
  await api.request('PATCH', `/devices/${cpe.deviceId}/access`, { login: { password: PASSWORD } });
  return { cpe, login: { username: cpe.deviceId, password: PASSWORD } };
}

describe.each([
  ['with its defence', REQUIRED, false],
  ['without', {}, true],
])('somebody claims to be another’s device (1): %s', (_, settings, works) => {
  test('it ends the session of the device and gets one in its place', async () => {
    await begin(settings);
    const { cpe, login } = await victim();
    const own = 'MUSTER_CWMP_LOGIN' in settings ? informAs(cpe, body(cpe), login) : cpe.post(body(cpe));
    expect((await own).status).toBe(200);
    const attacker = box('VICTIM');
    expect((await attacker.post(body(attacker))).status === 200).toBe(works);
    const answer = await cpe.post('');
    // A session that was superseded is over: its empty POST gets nothing.
    expect(answer.status === 204).toBe(works);
  });
});

describe.each([
  ['with its defence', WITH_SHARED, false],
  ['without', { ...WITH_SHARED, MUSTER_CWMP_LOGIN_SHARED_GETS: 'all' }, true],
])('a box from the shop asks for the secrets of another (2): %s', (_, settings, works) => {
  test('it is told the passphrase', async () => {
    await begin(settings);
    const deviceId = '00D09E-SimGw181-VICTIM';
    await api.publish('wifi', {
      priority: 1,
      selector: {},
      entries: [{ path: 'Device.WiFi.AccessPoint.1.Security.KeyPassphrase', value: `$\{secrets.wifi}` }],
    });
    await api.declare(deviceId, { secrets: { wifi: WIFI } });
    const factoryValues = {
      'ManagementServer.Username': SHARED.username,
      'ManagementServer.Password': SHARED.password,
    };
    const attacker = new Cpe({ identity: { serialNumber: 'VICTIM' }, factoryValues });
    // With the shared login for as long as it works, whatever it is given.
    const told: string[] = [];
    for (let n = 0; n < 3; n++) {
      attacker.periodic();
      const log = await runSession(attacker, { url: acs.cwmpUrl, credentials: SHARED });
      told.push(JSON.stringify(log.rpcs));
    }
    expect(told.join().includes(WIFI)).toBe(works);
  });
});

describe.each([
  ['with its defence', {}, false],
  ['without', { MUSTER_CWMP_LOGIN_LENIENT: '00D09E=same-count' }, true],
])('what was overheard is sent again (5): %s', (_, settings, works) => {
  test('it opens a session', async () => {
    await begin({ ...REQUIRED, ...settings });
    const { cpe, login } = await victim();
    const nonce = nonceOf(await cpe.post(body(cpe)));
    const overheard = { Authorization: digestLogin(nonce, login) };
    expect((await cpe.post(body(cpe), overheard)).status).toBe(200);
    const attacker = box('VICTIM');
    expect((await attacker.post(body(attacker), overheard)).status === 200).toBe(works);
  });
});

const NO_LIMIT = { MUSTER_CWMP_LOGIN_TRIES: '0', MUSTER_CWMP_LOGIN_ADDRESS_TRIES: '0' };

describe.each([
  ['with its defence', {}, 5],
  ['without', NO_LIMIT, 40],
])('the password of a device is guessed at the rate of the line (5): %s', (_, settings, looked) => {
  test('so many guesses are looked at, and the device comes in meanwhile', async () => {
    const clock = new ForwardClock();
    await begin({ ...REQUIRED, ...settings }, clock);
    const { cpe, login } = await victim();
    const attacker = box('VICTIM');
    clock.stand();
    const statuses: number[] = [];
    for (let n = 0; n < 40; n++)
      statuses.push((await informAs(attacker, body(attacker), { ...login, password: `guess${n}` })).status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(looked);
    // From elsewhere, as the device is.
    const elsewhere = ['--interface', '127.0.0.2', '--digest', '-u', `${login.username}:${login.password}`];
    const { body: answer } = await curl(acs.cwmpUrl, '--data-binary', body(cpe), ...elsewhere);
    expect(answer).toContain('InformResponse');
  });
});

describe.each([
  ['with its defence', '10', 10],
  ['without', '0', 30],
])('one address tries a password on very many devices (5): %s', (_, tries, looked) => {
  test('so many are looked at, and who came in from there before still does', async () => {
    const clock = new ForwardClock();
    await begin({ ...REQUIRED, MUSTER_CWMP_LOGIN_ADDRESS_TRIES: tries }, clock);
    const { cpe, login } = await victim();
    expect((await informAs(cpe, body(cpe), login)).status).toBe(200);
    clock.stand();
    const statuses: number[] = [];
    for (let n = 0; n < 30; n++) {
      const one = box(`MANY${n}`);
      statuses.push((await informAs(one, body(one), { username: one.deviceId, password: '12345678' })).status);
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(looked);
    expect((await informAs(cpe, body(cpe), login)).status).toBe(200);
  });
});

describe.each([
  ['with its defence', REQUIRED, false],
  ['asking only those that have a login', { MUSTER_CWMP_LOGIN: 'known' }, true],
])('somebody finds out which devices there are: %s', (_, settings, works) => {
  const shown = ({ status, headers, body: text }: AcsAnswer) => ({
    status,
    text,
    names: Object.keys(headers).sort(),
    challenge: headers['www-authenticate']?.replaceAll(/nonce="[^"]+"/g, ''),
  });

  test('one that exists is answered otherwise than one that does not', async () => {
    await begin(settings);
    const { cpe } = await victim();
    const all = [cpe, box('NOBODY')];
    const unasked = await Promise.all(all.map((one) => one.post(body(one))));
    // With what was a challenge to somebody else.
    const nonce = nonceOf(unasked[0] ?? (await cpe.post(body(cpe))));
    const guessed = await Promise.all(
      all.map((one) => {
        const login = { username: one.deviceId, password: 'guess' };
        return one.post(body(one), { Authorization: digestLogin(nonce, login) });
      }),
    );
    const tells = ([one, other]: readonly AcsAnswer[]) =>
      one && other && JSON.stringify(shown(one)) !== JSON.stringify(shown(other));
    expect(tells(unasked)).toBe(works);
    if (!works) expect(tells(guessed)).toBe(false);
  });
});
