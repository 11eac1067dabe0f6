import type { EventRecord } from '#libs/domain';
import { Cpe, runSession } from '#libs/testing/cpe';
import { ApiClient } from '../harness/api-client.ts';
import { type Acs, startAcs } from '../harness/start-acs.ts';
import { BusTap } from './bus-tap.ts';

const SHARED = { username: 'factory', password: 'same for all' };
const PASSWORD = 'Device.ManagementServer.Password';

let acs: Acs;
let tap: BusTap;
let api: ApiClient;

beforeAll(async () => {
  acs = await startAcs({
    MUSTER_CWMP_LOGIN: 'required',
    MUSTER_CWMP_LOGIN_SHARED: `${SHARED.username}:${SHARED.password}`,
    MUSTER_CWMP_ENROLMENT: 'refuse oui=BADBAD; accept declared; quarantine proof=shared; refuse',
  });
  tap = new BusTap(acs.app.adapters.eventBus);
  api = new ApiClient(() => acs.httpUrl);
});
afterAll(async () => {
  await tap.close();
  await acs.stop();
});

/** A CPE fresh from the factory, and how its sessions with this ACS end. */
function cpeFromFactory(serialNumber: string, more: { readonly oui?: string } = {}) {
  const factoryValues = {
    'ManagementServer.Username': SHARED.username,
    'ManagementServer.Password': SHARED.password,
  };
  const cpe = new Cpe({ identity: { serialNumber, ...more }, factoryValues });
  const { oui, productClass } = cpe.identity;
  const deviceId = `${oui}-${productClass}-${serialNumber}`;
  const session = async () => {
    const log = await runSession(cpe, { url: acs.cwmpUrl });
    return {
      outcome: log.outcome,
      rpcs: log.rpcs.map(({ method }) => method),
      statuses: log.exchanges.map(({ status }) => status),
    };
  };
  return { cpe, deviceId, session };
}

function changed(deviceId: string, change: string): Promise<EventRecord> {
  const fits = (event: EventRecord) =>
    event.type === 'security.access.changed' && event.deviceId === deviceId && event.data.change === change;
  return tap.seen(change, fits);
}

const access = (deviceId: string) =>
  api.request<{ readonly standing: string; readonly login?: object; readonly nextLogin?: object }>(
    'GET',
    `/devices/${deviceId}/access`,
  );

test('a declared device gets a login of its own with its first call, and everything else with its second', async () => {
  const { cpe, deviceId, session } = cpeFromFactory('ZERO1');
  await api.declare(deviceId, { secrets: { wifi: 'never to a shared login' } });
  expect(await session()).toMatchObject({
    outcome: 'completed',
    rpcs: expect.not.arrayContaining(['GetRPCMethods', 'GetParameterNames']),
  });
  expect(cpe.credentials).toMatchObject({ username: deviceId, password: expect.not.stringContaining(' ') });
  expect(await access(deviceId)).toMatchObject({ standing: 'admitted', nextLogin: { username: deviceId } });
  cpe.periodic();
  expect((await session()).rpcs).toContain('GetParameterNames');
  await changed(deviceId, 'login_taken');
  const after = await access(deviceId);
  expect([after.login, after.nextLogin]).toEqual([expect.objectContaining({ username: deviceId }), undefined]);
});

test('the shared login is worth nothing any more for it, also after a factory reset; until an operator says so', async () => {
  const { cpe, deviceId, session } = cpeFromFactory('ZERO2');
  await api.declare(deviceId, {});
  await session();
  cpe.periodic();
  await session();
  await changed(deviceId, 'login_taken');
  cpe.factoryReset();
  expect(cpe.credentials).toMatchObject(SHARED);
  expect((await session()).outcome).not.toBe('completed');
  await api.request('DELETE', `/devices/${deviceId}/access`);
  await api.request('PATCH', `/devices/${deviceId}/access`, { standing: 'admitted' });
  expect((await session()).rpcs).toContain('SetParameterValues');
});

test('a CPE that took the login over and lost its answer, and one that never got it, can both log in', async () => {
  const taken = cpeFromFactory('ZERO3');
  await api.declare(taken.deviceId, {});
  const answer = (request: { readonly method: string }) =>
    request.method === 'SetParameterValues' ? ('execute-and-vanish' as const) : undefined;
  await runSession(taken.cpe, { url: acs.cwmpUrl, answer });
  expect(taken.cpe.credentials?.username).toBe(taken.deviceId);
  taken.cpe.periodic();
  expect((await taken.session()).outcome).toBe('completed');
  await changed(taken.deviceId, 'login_taken');

  const missed = cpeFromFactory('ZERO4');
  await api.declare(missed.deviceId, {});
  await runSession(missed.cpe, { url: acs.cwmpUrl, answer: () => 'vanish' });
  expect(missed.cpe.credentials?.username).toBe(SHARED.username);
  missed.cpe.periodic();
  await missed.session();
  expect(missed.cpe.credentials?.username).toBe(missed.deviceId);
});

test('a renewed login is taken over while the old one still works', async () => {
  const { cpe, deviceId, session } = cpeFromFactory('ZERO5');
  await api.declare(deviceId, {});
  await session();
  cpe.periodic();
  await session();
  await changed(deviceId, 'login_taken');
  const before = cpe.credentials?.password;
  const command = await api.request<{ readonly spec: object }>('POST', `/devices/${deviceId}/access/renew`);
  expect(JSON.stringify(command)).not.toContain(String(before));
  cpe.periodic();
  await session();
  expect(cpe.credentials?.password).not.toBe(before);
  expect(JSON.stringify(await access(deviceId))).not.toContain(String(cpe.credentials?.password));
  cpe.periodic();
  await session();
  expect(await access(deviceId)).not.toHaveProperty('nextLogin');
});

test('a device that nobody knows is answered, and nothing else, until an operator lets it in', async () => {
  const { cpe, deviceId, session } = cpeFromFactory('STRANGER1');
  expect(await session()).toEqual({ outcome: 'completed', rpcs: [], statuses: [401, 200, 204] });
  await changed(deviceId, 'quarantined');
  const { devices } = await api.request<{ readonly devices: readonly object[] }>('GET', '/access');
  expect(devices).toEqual([
    expect.objectContaining({
      deviceId,
      standing: 'quarantined',
      knock: expect.objectContaining({ serialNumber: 'STRANGER1', address: '127.0.0.1' }),
    }),
  ]);
  expect(await api.devices({ 'identity.serialNumber': 'STRANGER1' })).toEqual([]);
  await api.request('PATCH', `/devices/${deviceId}/access`, { standing: 'admitted' });
  cpe.periodic();
  expect((await session()).rpcs).toContain('SetParameterValues');
  await api.request('PATCH', `/devices/${deviceId}/access`, { standing: 'refused' });
  cpe.periodic();
  expect((await session()).statuses).toEqual([401, 403]);
});

test('a device that a rule refuses is turned away', async () => {
  const { session } = cpeFromFactory('BAD1', { oui: 'BADBAD' });
  expect((await session()).statuses).toEqual([401, 403]);
});

test('no password is in any event', () => {
  const told = JSON.stringify(tap.events);
  expect(told).not.toContain(SHARED.password);
  const passwords = tap.events.flatMap(({ type, data }) =>
    type === 'device.informed' ? (data.parameters ?? []).filter(({ name }) => name === PASSWORD) : [],
  );
  expect(passwords.filter(({ value }) => value !== '' && !value.startsWith('hidden'))).toEqual([]);
});
