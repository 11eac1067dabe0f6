import type { Device, RolloutId } from '#libs/domain';
import { FindHeld } from './find-held.ts';
import { aDevice } from './testing/a-device.ts';
import { aDocument, anImage, enrolled } from './testing/a-rollout.ts';
import { type RunningApi, runApi } from './testing/running-api.ts';

let api: RunningApi;
let image: string;
beforeEach(async () => {
  api = await runApi();
  image = await anImage(api, '2.0.0');
});
afterEach(() => api.stop());

const act = (id: string, action: string, body: object = {}) =>
  api.call('POST', `/api/v1/rollouts/${id}/${action}`, { body: { by: 'anna', ...body } });

async function ready(name: string, change: object = {}): Promise<string> {
  const document = aDocument(image, { approval: false, ...change });
  const { body } = await api.call('POST', '/api/v1/rollouts', { body: { name, document, author: 'anna' } });
  await act(body.id, 'submit');
  return body.id;
}

const target = (filter: object, more: object = {}) => ({ target: { filter, mode: 'frozen', ...more } });
const some = (count: number, change: Partial<Device> = {}) =>
  Promise.all(Array.from({ length: count }, (_, index) => api.save(aDevice(`S${index}`, change))));

test('a rollout for no device, or for too many, is not started', async () => {
  const nobody = await act(await ready('nobody', target({ tags: 'gold' })), 'start');
  expect([nobody.status, nobody.body.code]).toEqual([409, 'rollout_target']);
  await some(3);
  const wide = await act(await ready('wide', target({}, { max: 2 })), 'start');
  expect(wide.body.detail).toBe('Its filter fits 3 devices, and it is for at most 2.');
  const growing = await ready('growing', { target: { filter: { tags: 'gold' }, mode: 'growing' } });
  expect((await act(growing, 'start')).status).toBe(200);
});

test('a rollout of an image that is not released is not started', async () => {
  await some(1);
  const draft = await anImage(api, '3.0.0', { state: 'draft' });
  const { body } = await act(await ready('early', { image: draft }), 'start');
  expect([body.code, body.problems[0].pointer]).toEqual(['invalid_rollout', '/image']);
});

test('devices that another rollout holds are named, with that rollout', async () => {
  const [first, second, third] = await some(3);
  if (!first || !second || !third) throw new Error('There are three.');
  const one = await ready('one');
  await act(one, 'start');
  await enrolled(api, one, first.id);
  await enrolled(api, one, second.id, { attempts: [{ step: 1, attempt: 1, commandKey: 'k', sentAt: 'now' }] });
  await enrolled(api, one, third.id, { state: 'succeeded' });
  const refused = await act(await ready('two'), 'start');
  expect([refused.status, refused.body.code]).toEqual([409, 'rollout_target']);
  expect(refused.body.held).toMatchObject({ devices: 2, complete: true });
  expect(refused.body.held.examples).toContainEqual({ deviceId: first.id, rollout: one, name: 'one' });
  expect(refused.body.detail).toMatch(/^2 devices are in another rollout \(one\), which two can't have, such as /);
  const higher = await act(await ready('higher', { priority: 1 }), 'start');
  expect(higher.body.held).toMatchObject({ devices: 1, examples: [{ deviceId: second.id }] });
  const apart = await ready('apart', target({}, { exclude: { 'identity.serialNumber': { $in: ['S0', 'S1'] } } }));
  expect((await act(apart, 'start')).status).toBe(200);
});

test('no more devices are looked at than may, and that is told', async () => {
  const devices = await some(250);
  const one = await ready('one');
  await act(one, 'start');
  for (const { id } of devices) await enrolled(api, one, id);
  const two = await api.adapters.rolloutStore.get((await ready('two')) as RolloutId);
  if (two === undefined) throw new Error('It was made.');
  const { deviceStore, executionStore, rolloutStore } = api.adapters;
  const held = (most: number) => new FindHeld(deviceStore, executionStore, rolloutStore, most).execute(two);
  expect(await held(100)).toMatchObject({ devices: 200, complete: false });
  expect(await held(1_000)).toMatchObject({ devices: 250, complete: true });
  expect((await held(100)).examples).toHaveLength(10);
});

test('a rollout whose devices would have nowhere to fetch from is not started', async () => {
  await api.stop();
  api = await runApi({ settings: { MUSTER_FIRMWARE_URL: '' } });
  image = await anImage(api, '2.0.0');
  await some(1);
  const { status, body } = await act(await ready('nowhere'), 'start');
  expect([status, body.code, body.detail]).toEqual([
    409,
    'no_file_server',
    'It is not known where CPEs reach the file server: set MUSTER_FIRMWARE_URL, in every process.',
  ]);
});
