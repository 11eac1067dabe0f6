import { aDevice, pathOf } from './testing/a-device.ts';
import { aDocument, anImage, enrolled } from './testing/a-rollout.ts';
import { type RunningApi, runApi } from './testing/running-api.ts';

let api: RunningApi;
let rollout: string;
beforeAll(async () => {
  api = await runApi();
  const document = aDocument(await anImage(api, '2.0.0'));
  rollout = (await api.call('POST', '/api/v1/rollouts', { body: { name: 'one', document, author: 'anna' } })).body.id;
});
afterAll(() => api.stop());

const path = [{ image: 'a'.repeat(64), from: '1.0', to: '2.0.0' }];
const sentAt = '2026-01-01T00:00:00.000Z';

test('the devices of a rollout are listed by state and by wave, page by page', async () => {
  const devices = await Promise.all(['L1', 'L2', 'L3'].map((serial) => api.save(aDevice(serial))));
  const [first, second, third] = devices.map(({ id }) => id);
  if (!first || !second || !third) throw new Error('There are three.');
  await enrolled(api, rollout, first, { state: 'failed', reason: 'reverted', path, account: 'failed' });
  await enrolled(api, rollout, second, { wave: 2 });
  await enrolled(api, rollout, third, { wave: 2, state: 'succeeded', path });
  const list = async (query: string) => (await api.call('GET', `/api/v1/rollouts/${rollout}/devices${query}`)).body;
  const ids = ({ devices: found }: { devices: { deviceId: string }[] }) => found.map(({ deviceId }) => deviceId);
  expect(ids(await list(''))).toEqual([first, second, third]);
  expect(ids(await list('?state=failed,timedOut'))).toEqual([first]);
  expect(ids(await list('?wave=2&state=succeeded'))).toEqual([third]);
  const { next, ...page } = await list('?limit=2');
  expect(ids(page as never)).toEqual([first, second]);
  expect(ids(await list(`?limit=2&cursor=${next}`))).toEqual([third]);
  const failed = (await list('?state=failed')).devices[0];
  expect(failed.explanation).toBe('It failed. It came back with the old version.');
});

test('a device says what was sent to it, and what came of it', async () => {
  const device = await api.save(aDevice('A1'));
  const attempt = { step: 1, sentAt };
  await enrolled(api, rollout, device.id, {
    state: 'transferring',
    transferOpen: true,
    account: 'inFlight',
    path,
    attempt: 3,
    faults: [9018],
    attempts: [
      { ...attempt, attempt: 1, commandKey: 'F.1', endedAt: '2026-01-01T00:04:00.000Z', faultCode: 9018 },
      { ...attempt, attempt: 2, commandKey: 'F.2', endedAt: '2026-01-01T00:00:30.000Z', result: 'reverted' },
      { ...attempt, attempt: 3, commandKey: 'F.3' },
    ],
  });
  const counts = [
    ['F.2', 8_000_000],
    ['F.3', 512],
  ] as const;
  await api.adapters.servedBytes.put(
    counts.map(([commandKey, bytes]) => ({ deviceId: device.id, commandKey, writer: 'a', bytes })),
  );
  const encoded = encodeURIComponent(device.id);
  const { body } = await api.call('GET', `/api/v1/rollouts/${rollout}/devices/${encoded}`);
  expect(body).toMatchObject({ state: 'transferring', explanation: 'It fetches 2.0.0.', permit: 'inFlight' });
  expect(body.attempts.map(({ text }: { text: string }) => text)).toEqual([
    'Download 1 of 2.0.0: fault 9018 (File transfer failure: file corrupted or unusable) after 4 min.',
    'Download 2 of 2.0.0: the CPE came back with the old version after 30 s, 8.0 MB fetched.',
    'Download 3 of 2.0.0: under way, 512 bytes fetched.',
  ]);
  expect([body.bytesServed, body.attempts[0].bytesServed, body.attempts[2].bytesServed]).toEqual([8_000_512, 0, 512]);
  expect((await api.call('GET', `${pathOf(device)}/rollout`)).body).toEqual(body);
});

test('a device that is in no rollout says so', async () => {
  const device = await api.save(aDevice('N1'));
  const own = await api.call('GET', `${pathOf(device)}/rollout`);
  expect([own.status, own.body.code]).toEqual([404, 'not_in_rollout']);
  const there = `/api/v1/rollouts/${rollout}/devices/${encodeURIComponent(device.id)}`;
  expect((await api.call('GET', there)).body.code).toBe('not_in_rollout');
  expect((await api.call('GET', '/api/v1/devices/00D09E-X-NOBODY/rollout')).body.code).toBe('device_not_found');
  expect((await api.call('GET', '/api/v1/rollouts/nothing123/devices')).body.code).toBe('rollout_not_found');
});
