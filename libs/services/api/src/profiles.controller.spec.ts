import { aDevice } from './testing/a-device.ts';
import { type RunningApi, runApi } from './testing/running-api.ts';

let api: RunningApi;
beforeEach(async () => {
  api = await runApi();
});
afterEach(() => api.stop());

const profiles = '/api/v1/profiles';
const epoch = () => api.adapters.settledMarks.epoch();
const ntp = (server: string, change: object = {}) => ({
  priority: 100,
  selector: {},
  entries: [{ path: 'Device.Time.NTPServer1', value: server }],
  ...change,
});
const add = (name: string, document: object, more: object = {}) =>
  api.call('POST', `${profiles}/${name}/revisions`, { body: { document, ...more } });
const publish = (name: string, revision: number, more: object = {}) =>
  api.call('POST', `${profiles}/${name}/publish`, { body: { revision, ...more } });

describe('a profile', () => {
  test('is made of revisions, of which the newest come first', async () => {
    const first = await add('home', ntp('a'), { message: 'why', author: 'anna', after: 0 });
    expect(first).toMatchObject({
      status: 201,
      body: { profile: 'home', number: 1, document: ntp('a'), message: 'why', author: 'anna' },
    });
    expect(first.headers.get('location')).toBe(`${profiles}/home/revisions/1`);
    await add('home', ntp('b'));
    await add('home', ntp('c'), { after: 2 });
    const page = await api.call('GET', `${profiles}/home/revisions?limit=2`);
    expect(page.body.revisions.map(({ number }: { number: number }) => number)).toEqual([3, 2]);
    const rest = await api.call('GET', `${profiles}/home/revisions?limit=2&before=${page.body.next}`);
    expect(rest.body).toEqual({ revisions: [first.body] });
    expect((await api.call('GET', `${profiles}/home/revisions/1`)).body).toEqual(first.body);
    const { body } = await api.call('GET', `${profiles}/home`);
    expect(body).toMatchObject({ name: 'home', latest: 3 });
    expect(body).not.toHaveProperty('published');
    expect((await api.call('GET', profiles)).body).toEqual({ generation: 0, profiles: [body] });
  });

  test('is not changed by who did not see its newest revision; a repeat adds nothing', async () => {
    await add('home', ntp('a'));
    await add('home', ntp('b'), { after: 1 });
    const repeated = await add('home', ntp('b'), { after: 1 });
    expect([repeated.status, repeated.body.number]).toEqual([200, 2]);
    expect(await add('home', ntp('c'), { after: 1 })).toMatchObject({ status: 412, body: { code: 'profile_changed' } });
    expect((await add('new', ntp('c'), { after: 1 })).status).toBe(412);
  });

  test('that two write at once has the revisions of both', async () => {
    for (const batch of [0, 1, 2, 3, 4]) {
      const answers = await Promise.all([add('home', ntp(`a${batch}`)), add('home', ntp(`b${batch}`))]);
      expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    }
    expect((await api.call('GET', `${profiles}/home`)).body.latest).toBe(10);
  });

  test.each([
    ['GET', '/absent'],
    ['DELETE', '/absent'],
    ['GET', '/absent/revisions'],
    ['GET', '/home/revisions/2'],
    ['POST', '/absent/unpublish'],
  ])('%s %s that is not there', async (method, path) => {
    await add('home', ntp('a'));
    expect(await api.call(method, profiles + path)).toMatchObject({ status: 404, body: { code: 'profile_not_found' } });
  });

  test('has a name that can stand in a path', async () => {
    expect((await add('Home', ntp('a'))).status).toBe(400);
    expect((await add('__proto__', ntp('a'))).status).toBe(400);
  });
});

describe('a profile that can not be as it is', () => {
  test('is refused with the place of each mistake', async () => {
    const document = {
      priority: 1.5,
      selector: { conditions: 'Degraded' },
      entries: [{ path: 'Device..X', value: 'a' }, { path: 'Device.A.X' }],
      note: '',
    };
    const { status, body } = await add('home', document);
    expect([status, body.code]).toEqual([422, 'invalid_profile']);
    expect(body.problems.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual(
      expect.arrayContaining(['/note', '/priority', '/selector/conditions']),
    );
    expect(body.problems.length).toBeGreaterThanOrEqual(5);
    expect((await api.call('GET', `${profiles}/home`)).status).toBe(404);
  });

  test('names the other side of a conflict', async () => {
    await add('home', ntp('a', { selector: { tags: 'x' } }));
    await publish('home', 1);
    const { body } = await add('branch', ntp('b'));
    expect(body.problems).toMatchObject([
      { code: 'conflict', pointer: '/entries/0', other: { profile: 'home', revision: 1, pointer: '/entries/0' } },
    ]);
    expect((await add('branch', ntp('b', { priority: 200 }))).status).toBe(201);
  });

  test('is told by what models say about it', async () => {
    await api.adapters.modelStore.saveSchema({
      key: 'acme',
      identity: { manufacturer: 'Acme', oui: '00D09E', productClass: 'Box' },
      softwareVersion: '1',
      parameters: [{ path: 'Device.Time.NTPServer1', type: 'string', writable: false }],
    });
    const { body } = await api.call('POST', `${profiles}/check`, { body: { document: ntp('a') } });
    expect(body).toMatchObject({ ok: false, problems: [{ code: 'read_only', pointer: '/entries/0' }] });
    expect(body.problems[0].detail).toContain('Acme Box 1');
  });

  test('is told by capabilities', async () => {
    const document = ntp('a', { entries: [{ capability: 'no.such', value: 'a' }] });
    const { body } = await api.call('POST', `${profiles}/check`, { body: { document } });
    expect(body.problems).toMatchObject([{ code: 'unknown_capability', pointer: '/entries/0/capability' }]);
  });

  test('is checked without being kept', async () => {
    expect((await api.call('POST', `${profiles}/check`, { body: { document: ntp('a') } })).body).toEqual({
      ok: true,
      problems: [],
    });
    expect((await api.call('POST', `${profiles}/check`, { body: { document: [] } })).status).toBe(422);
    expect((await api.call('GET', profiles)).body.profiles).toEqual([]);
  });
});

describe('publishing', () => {
  test('puts a revision in force, writes no device, and has all look again', async () => {
    const device = await api.save(aDevice('P1'));
    await add('home', ntp('a'));
    const before = await epoch();
    const { status, body } = await publish('home', 1);
    expect([status, body.profile.published, body.generation > 0]).toEqual([200, 1, true]);
    const raised = await epoch();
    expect(raised).toBeGreaterThan(before);
    expect((await api.adapters.deviceStore.get(device.id))?.revision).toBe(device.revision);
    expect((await publish('home', 1)).body).toEqual(body);
    expect(await epoch()).toBe(raised);
    expect((await api.call('GET', profiles)).body).toMatchObject({ generation: body.generation });
  });

  test('goes back to an older revision, and takes a profile out of force', async () => {
    await add('home', ntp('a'));
    await add('home', ntp('b'));
    const first = await publish('home', 2, { replacing: null });
    const back = await publish('home', 1, { replacing: 2 });
    expect([back.body.profile.published, back.body.generation > first.body.generation]).toEqual([1, true]);
    const out = await api.call('POST', `${profiles}/home/unpublish`);
    expect([out.status, out.body.profile.published]).toEqual([200, undefined]);
    expect((await api.call('POST', `${profiles}/home/unpublish`)).body).toEqual(out.body);
    expect((await api.adapters.profileStore.published())?.revisions).toEqual([]);
  });

  test('is refused when something else is in force than was thought', async () => {
    await add('home', ntp('a'));
    await add('home', ntp('b'));
    await publish('home', 1);
    for (const replacing of [null, 2]) {
      const { status, body } = await publish('home', 2, { replacing });
      expect([status, body.code]).toEqual([412, 'publication_changed']);
    }
    // What is wanted is so already.
    expect((await publish('home', 1, { replacing: null })).status).toBe(200);
    expect((await publish('home', 7)).status).toBe(404);
  });

  test('checks again against what is in force by now', async () => {
    await add('home', ntp('a'));
    await add('branch', ntp('b'));
    await publish('home', 1);
    const { status, body } = await publish('branch', 1);
    expect([status, body.problems[0].other.profile]).toEqual([422, 'home']);
    await api.call('POST', `${profiles}/home/unpublish`);
    expect((await publish('branch', 1)).status).toBe(200);
  });

  test('that died half-way is completed by a repeat', async () => {
    await add('home', ntp('a'));
    const generation = await api.adapters.profileStore.publish('home', 1, undefined);
    const before = await epoch();
    expect((await publish('home', 1)).body.generation).toBe(generation);
    expect(await epoch()).toBeGreaterThan(before);
  });

  test('a removed profile is out of force, and devices look again', async () => {
    await add('home', ntp('a'));
    await publish('home', 1);
    const before = await epoch();
    expect((await api.call('DELETE', `${profiles}/home`)).status).toBe(204);
    expect((await api.adapters.profileStore.published())?.revisions).toEqual([]);
    expect(await epoch()).toBeGreaterThan(before);
    expect((await api.call('DELETE', `${profiles}/home`)).status).toBe(404);
  });
});

describe('capabilities', () => {
  test('are listed and found by name', async () => {
    expect((await api.call('GET', '/api/v1/capabilities')).status).toBe(200);
    expect(await api.call('GET', '/api/v1/capabilities/no.such')).toMatchObject({
      status: 404,
      body: { code: 'capability_not_found' },
    });
  });
});
