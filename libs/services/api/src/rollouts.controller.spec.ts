import { aDevice } from './testing/a-device.ts';
import { aDocument, anImage } from './testing/a-rollout.ts';
import { type RunningApi, runApi } from './testing/running-api.ts';

let api: RunningApi;
let image: string;
let names = 0;
beforeAll(async () => {
  api = await runApi();
  image = await anImage(api, '2.0.0');
  await api.save(aDevice('ROLLOUT1'));
});
afterAll(() => api.stop());

const create = (change: object = {}, name = `rollout ${++names}`, author = 'anna') =>
  api.call('POST', '/api/v1/rollouts', { body: { name, document: aDocument(image, change), author } });
const act = (id: string, action: string, body: object = {}) =>
  api.call('POST', `/api/v1/rollouts/${id}/${action}`, { body: { by: 'anna', ...body } });
const edit = (id: string, change: object, body: object = {}) =>
  api.call('PUT', `/api/v1/rollouts/${id}/document`, {
    body: { document: aDocument(image, change), by: 'anna', ...body },
  });

async function started(change: object = {}): Promise<string> {
  const id = (await create({ approval: false, ...change })).body.id;
  await act(id, 'submit');
  expect((await act(id, 'start')).status).toBe(200);
  return id;
}

describe('a new rollout', () => {
  test('is a draft, and a repeat changes nothing', async () => {
    const first = await create({}, 'first');
    expect([first.status, first.headers.get('location')]).toEqual([201, `/api/v1/rollouts/${first.body.id}`]);
    expect(first.body).toMatchObject({ name: 'first', author: 'anna', generation: 1, status: { phase: 'draft' } });
    expect(first.body.actions).toEqual(['submit', 'edit', 'cancel']);
    const { deadlineAt } = first.body.document;
    const again = await create({ deadlineAt }, 'first');
    expect([again.status, again.body]).toEqual([200, first.body]);
    const other = await create({ deadlineAt, priority: 1 }, 'first');
    expect([other.status, other.body.code]).toEqual([409, 'rollout_exists']);
    const { body } = await api.call('GET', `/api/v1/rollouts/${first.body.id}`);
    expect(body).toMatchObject({ rollout: first.body, progress: { enrolled: 0, waves: [] } });
  });

  test.each([
    ['a cap of none', { permits: { cap: 0 } }, '/permits/cap'],
    ['an image that is not there', { image: 'f'.repeat(64) }, '/image'],
    ['a deadline that is over', { deadlineAt: '2026-01-01T00:00:00Z' }, '/deadlineAt'],
    ['a filter of what is not there', { target: { filter: { color: 'red' }, mode: 'frozen' } }, '/target/filter/color'],
  ])('is not taken with %s', async (_, change, pointer) => {
    const { status, body } = await create(change);
    expect([status, body.code]).toEqual([422, 'invalid_rollout']);
    expect(body.problems.map((problem: { pointer: string }) => problem.pointer)).toEqual([pointer]);
  });

  test('needs a name and an author', async () => {
    const { body } = await create({}, ' ', '');
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual(['name', 'author']);
  });
});

test('rollouts are listed by phase and page by page, the newest first', async () => {
  const own = [(await create()).body.id, (await create()).body.id];
  await act(own[1], 'cancel', { reason: 'no more' });
  const cancelled = await api.call('GET', '/api/v1/rollouts?phase=cancelled');
  expect(cancelled.body.rollouts.map(({ id }: { id: string }) => id)).toContain(own[1]);
  const { body } = await api.call('GET', '/api/v1/rollouts?phase=draft&limit=1');
  expect(body.rollouts.map(({ id }: { id: string }) => id)).toEqual([own[0]]);
  expect(body.rollouts[0].document).toBeUndefined();
  const next = await api.call('GET', `/api/v1/rollouts?phase=draft&limit=1&cursor=${body.next}`);
  expect(next.body.rollouts).toHaveLength(1);
  expect((await api.call('GET', '/api/v1/rollouts?cursor=nonsense')).body.code).toBe('invalid_cursor');
});

test('somebody else than the author approves a rollout, and it says who did what', async () => {
  const { id } = (await create()).body;
  expect((await act(id, 'start')).body.code).toBe('rollout_state');
  expect((await act(id, 'submit')).body.status.phase).toBe('awaitingApproval');
  expect((await act(id, 'approve')).body.code).toBe('rollout_approval');
  expect((await act(id, 'reject', { by: 'ben', reason: 'too wide' })).body.status).toMatchObject({ phase: 'draft' });
  await act(id, 'submit');
  expect((await act(id, 'approve', { by: 'ben' })).body.status).toMatchObject({
    phase: 'ready',
    approved: { by: 'ben' },
  });
  const running = await act(id, 'start');
  expect(running.body).toMatchObject({ status: { phase: 'running', by: 'anna' }, waves: [] });
  expect((await act(id, 'start')).body).toEqual(running.body);
  expect(running.body.acts.map(({ what, by }: { what: string; by: string }) => `${what} ${by}`)).toEqual([
    'create anna',
    'submit anna',
    'reject ben',
    'submit anna',
    'approve ben',
    'start anna',
  ]);
  await act(id, 'cancel', { reason: 'done with it' });
});

test('a rollout is paused, halted, resumed with a reason, and given up', async () => {
  const id = await started();
  expect((await act(id, 'pause')).body.errors).toMatchObject([{ path: 'reason' }]);
  expect((await act(id, 'pause', { reason: 'calls' })).body.status).toMatchObject({ phase: 'paused', reason: 'calls' });
  expect((await act(id, 'resume')).body.status.phase).toBe('running');
  await act(id, 'halt', { reason: 'bad' });
  const nameless = await act(id, 'resume');
  expect([nameless.status, nameless.body.errors]).toMatchObject([422, [{ path: 'reason' }]]);
  expect((await act(id, 'resume', { reason: 'it was the power' })).body.status.phase).toBe('running');
  expect((await act(id, 'cancel', { reason: 'enough' })).body.actions).toEqual([]);
  expect((await act(id, 'pause', { reason: 'too late' })).body.code).toBe('rollout_state');
});

describe('the document of a rollout', () => {
  test('is changed under a new generation that has to be approved', async () => {
    const { id, generation, document } = (await create()).body;
    const { deadlineAt } = document;
    expect((await edit(id, { deadlineAt })).body).toMatchObject({ generation: 1, acts: [{ what: 'create' }] });
    await act(id, 'submit');
    const changed = await edit(id, { deadlineAt, priority: 5 }, { by: 'ben', generation });
    expect(changed.body).toMatchObject({ generation: 2, author: 'ben', status: { phase: 'draft' } });
    const stale = await edit(id, { deadlineAt, priority: 6 }, { generation });
    expect([stale.status, stale.body.code]).toEqual([412, 'rollout_changed']);
  });

  test('of one that runs takes lower caps only', async () => {
    const id = await started();
    const { deadlineAt } = (await api.call('GET', `/api/v1/rollouts/${id}`)).body.rollout.document;
    const running = { deadlineAt, approval: false };
    expect((await edit(id, { ...running, permits: { cap: 20 } })).body.code).toBe('rollout_state');
    const lower = await edit(id, { ...running, permits: { cap: 8 } });
    expect(lower.body).toMatchObject({
      generation: 1,
      document: { permits: { cap: 8 } },
      status: { phase: 'running' },
    });
    expect((await act(id, 'lower-cap', { cap: 5 })).body.document.permits.cap).toBe(5);
    expect((await act(id, 'lower-cap', { cap: 6 })).body.code).toBe('rollout_state');
    await act(id, 'pause', { reason: 'to edit' });
    const waves = [{ size: { percent: 100 } }];
    expect((await edit(id, { ...running, waves, permits: { cap: 5 } })).body.code).toBe('rollout_state');
    expect((await edit(id, { ...running, permits: { cap: 50 } })).body.generation).toBe(2);
    await act(id, 'cancel', { reason: 'enough' });
  });
});

test('gates are opened one after the other', async () => {
  const waves = [
    { size: { devices: 1 }, gate: true },
    { size: { devices: 1 }, gate: true },
    { size: { percent: 100 } },
  ];
  const id = await started({ waves });
  expect((await act(id, 'open-gate', { wave: 3 })).body.code).toBe('rollout_state');
  expect((await act(id, 'open-gate', { wave: 2 })).body.openedWave).toBe(2);
  expect((await act(id, 'open-gate', { wave: 2 })).body.openedWave).toBe(2);
  expect((await act(id, 'open-gate', { wave: 3, reason: 'well' })).body).toMatchObject({ openedWave: 3 });
  expect((await act(id, 'open-gate', { wave: 4 })).body.code).toBe('rollout_state');
  await act(id, 'cancel', { reason: 'enough' });
});

test('what is not there is not found', async () => {
  expect((await api.call('GET', '/api/v1/rollouts/nothing123')).body.code).toBe('rollout_not_found');
  expect((await api.call('GET', '/api/v1/rollouts/x')).status).toBe(400);
  expect((await act('nothing123', 'start')).body.code).toBe('rollout_not_found');
  expect((await edit('nothing123', {})).body.code).toBe('rollout_not_found');
});
