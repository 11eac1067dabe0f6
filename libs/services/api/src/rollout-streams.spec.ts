import { aDevice } from './testing/a-device.ts';
import { aDocument, anImage, enrolled } from './testing/a-rollout.ts';
import type { EventReader, SentEvent } from './testing/event-reader.ts';
import { type RunningApi, runApi } from './testing/running-api.ts';

let api: RunningApi;
let rollout: string;
beforeEach(async () => {
  api = await runApi({ settings: { MUSTER_API_MAX_STREAMS: '2' } });
  const document = aDocument(await anImage(api, '2.0.0'));
  rollout = (await api.call('POST', '/api/v1/rollouts', { body: { name: 'one', document, author: 'anna' } })).body.id;
});
afterEach(() => api.stop());

const stream = (id = rollout) => api.stream(`/api/v1/rollouts/${id}/stream`);
const dataOf = (event: SentEvent | undefined) => JSON.parse(event?.data ?? 'null');

async function first(reader: EventReader): Promise<void> {
  expect([(await reader.next())?.event, (await reader.next())?.event]).toEqual(['rollout', 'progress']);
}

test('a stream begins with all there is, and tells what changes to everybody who follows', async () => {
  const [one, other] = [await stream(), await stream()];
  const opening = await one.next();
  expect([opening?.event, dataOf(opening).name]).toEqual(['rollout', 'one']);
  expect(dataOf(await one.next())).toMatchObject({ enrolled: 0 });
  await first(other);
  await api.call('POST', `/api/v1/rollouts/${rollout}/submit`, { body: { by: 'anna' } });
  for (const reader of [one, other]) {
    expect(dataOf(await reader.next()).status).toMatchObject({ phase: 'awaitingApproval', by: 'anna' });
  }
  const device = await api.save(aDevice('S1'));
  await enrolled(api, rollout, device.id);
  for (const reader of [one, other]) {
    const progress = await reader.next();
    expect([progress?.event, dataOf(progress).total.states]).toEqual(['progress', { eligible: 1 }]);
  }
  one.close();
  other.close();
});

test('who comes later takes no news away from those who follow already', async () => {
  const one = await stream();
  await first(one);
  await api.call('POST', `/api/v1/rollouts/${rollout}/submit`, { body: { by: 'anna' } });
  const other = await stream();
  for (const reader of [one, other]) expect(dataOf(await reader.next()).status.phase).toBe('awaitingApproval');
  one.close();
  other.close();
});

test('no more follow than may, and nobody follows what is not there', async () => {
  const [one, two] = [await stream(), await stream()];
  await Promise.all([first(one), first(two)]);
  expect((await api.call('GET', `/api/v1/rollouts/${rollout}/stream`)).body.code).toBe('too_many_streams');
  one.close();
  two.close();
});

test('who follows a rollout that is not there is told', async () => {
  expect((await api.call('GET', '/api/v1/rollouts/nothing123/stream')).body.code).toBe('rollout_not_found');
});

test('streams end when the process does', async () => {
  const reader = await stream();
  await first(reader);
  await api.stop();
  expect(await reader.next()).toBeUndefined();
  api = await runApi();
});
