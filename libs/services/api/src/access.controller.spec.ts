import { newAccess, UNKNOWN_DATA_MODEL } from '#libs/domain';
import { openLogin, Vault } from '#libs/platform';
import { aDevice } from './testing/a-device.ts';
import { type RunningApi, runApi } from './testing/running-api.ts';

const KEY = Buffer.alloc(32, 5);
const PASSWORD = 'printed on its label';
const vault = new Vault([{ id: 'k', key: KEY }]);

let api: RunningApi;
beforeAll(async () => {
  api = await runApi({ settings: { MUSTER_SECRET_KEYS: `k:${KEY.toString('base64')}` } });
});
afterAll(() => api.stop());

const accessOf = (id: string) => `/api/v1/devices/${encodeURIComponent(id)}/access`;

test('an operator sets a login, also of a device that has never called; the password is never shown', async () => {
  const { id } = aDevice('A1');
  expect((await api.call('GET', accessOf(id))).status).toBe(404);
  const { status, body } = await api.call('PATCH', accessOf(id), { body: { login: { password: PASSWORD } } });
  expect([status, body]).toEqual([
    200,
    { deviceId: id, standing: 'admitted', login: { username: id, changedAt: expect.any(String) } },
  ]);
  expect((await api.call('GET', accessOf(id))).body).toEqual(body);
  const kept = await api.adapters.accessStore.get(id);
  expect(JSON.stringify(kept)).not.toContain(PASSWORD);
  expect(kept?.current && openLogin(vault, id, kept.current).password).toBe(PASSWORD);
  expect((await api.call('DELETE', accessOf(id))).status).toBe(204);
  expect((await api.call('DELETE', accessOf(id))).status).toBe(404);
});

test('those in quarantine are listed by pages, let in and refused', async () => {
  const ids = ['Q1', 'Q2', 'Q3'].map((serial) => aDevice(serial).id);
  const identity = { manufacturer: 'M', oui: '00D09E', productClass: 'Box', serialNumber: '1' };
  const knock = { identity, address: '192.0.2.1', at: '2026-01-01T00:00:00.000Z' };
  for (const id of ids) await api.adapters.accessStore.save({ ...newAccess(id, 'quarantined'), knock });
  const first = await api.call('GET', '/api/v1/access?limit=2');
  expect(first.body.devices.map(({ deviceId }: { deviceId: string }) => deviceId)).toEqual(ids.slice(0, 2));
  expect(first.body.devices[0].knock).toEqual({ ...identity, address: knock.address, at: knock.at });
  const second = await api.call('GET', `/api/v1/access?limit=2&cursor=${encodeURIComponent(first.body.next)}`);
  expect([second.body.devices.length, second.body.next]).toEqual([1, undefined]);
  const admitted = await api.call('PATCH', accessOf(ids[0] ?? ''), { body: { standing: 'admitted' } });
  expect(admitted.body).toEqual({ deviceId: ids[0], standing: 'admitted' });
  await api.call('PATCH', accessOf(ids[1] ?? ''), { body: { standing: 'refused' } });
  const refused = await api.call('GET', '/api/v1/access?standing=refused');
  expect(refused.body.devices).toMatchObject([{ deviceId: ids[1] }]);
});

test('a login is renewed by a command that tells nobody what it is', async () => {
  const device = await api.save({ ...aDevice('R1'), dataModel: { kind: 'tr181', root: 'Device.' } });
  const { status, body } = await api.call('POST', `${accessOf(device.id)}/renew`);
  expect([status, body.spec.kind]).toEqual([202, 'set']);
  const kept = await api.adapters.accessStore.get(device.id);
  const password = kept?.next && openLogin(vault, device.id, kept.next).password;
  expect(password).toMatch(/^[\w-]{24}$/);
  expect(JSON.stringify(body)).not.toContain(password);
  const [queued] = await api.adapters.commandStore.open(device.id);
  expect(JSON.stringify(queued?.spec)).toContain(password);
  const again = await api.call('POST', `${accessOf(device.id)}/renew`);
  expect([again.status, (await api.adapters.accessStore.get(device.id))?.next]).toEqual([202, kept?.next]);
});

test('what cannot be is refused', async () => {
  const unknownTree = await api.save({ ...aDevice('R2'), dataModel: UNKNOWN_DATA_MODEL });
  expect((await api.call('POST', `${accessOf(unknownTree.id)}/renew`)).status).toBe(404);
  expect((await api.call('PATCH', accessOf(unknownTree.id), { body: {} })).status).toBe(422);
  expect((await api.call('PATCH', accessOf(unknownTree.id), { body: { standing: 'quarantined' } })).status).toBe(422);
  expect((await api.call('PATCH', accessOf('no%device'), { body: { standing: 'refused' } })).status).toBe(404);
});
