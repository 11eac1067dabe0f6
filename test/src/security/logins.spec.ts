import { Cpe, runSession } from '#libs/testing/cpe';
import { ApiClient } from '../harness/api-client.ts';
import { curl } from '../harness/curl.ts';
import { digestLogin, informAs, nonceOf } from '../harness/digest-login.ts';
import { ForwardClock } from '../harness/forward-clock.ts';
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
  acs = await startAcs(settings, { clock });
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

test('a password is not guessed at the rate of the line, and the device comes in meanwhile (5)', async () => {
  const clock = new ForwardClock();
  await begin(REQUIRED, clock);
  const { cpe, login } = await victim();
  const attacker = box('VICTIM');
  clock.stand();
  const statuses: number[] = [];
  for (let n = 0; n < 50; n++)
    statuses.push((await informAs(attacker, body(attacker), { ...login, password: `guess${n}` })).status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(5);
  // From elsewhere, as the device is.
  const elsewhere = ['--interface', '127.0.0.2', '--digest', '-u', `${login.username}:${login.password}`];
  const { body: answer } = await curl(acs.cwmpUrl, '--data-binary', body(cpe), ...elsewhere);
  expect(answer).toContain('InformResponse');
});

test('nothing tells a device that exists from one that does not', async () => {
  await begin(REQUIRED);
  const { cpe } = await victim();
  const nobody = box('NOBODY');
  const answers = await Promise.all(
    [cpe, nobody].map((one) => informAs(one, body(one), { username: one.deviceId, password: 'guess' })),
  );
  const shown = answers.map(({ status, headers, body: text }) => ({
    status,
    text,
    names: Object.keys(headers).sort(),
    challenge: headers['www-authenticate']?.replaceAll(/nonce="[^"]+"/g, ''),
  }));
  expect(shown[0]).toEqual(shown[1]);
});
