import { timestamp } from '#libs/domain';
import { aDevice, pathOf } from './testing/a-device.ts';
import { type RunningApi, runApi } from './testing/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
});
afterAll(() => api.stop());

describe('a list of devices', () => {
  const serials = ['L1', 'L2', 'L3', 'L4', 'L5'];
  const inList = encodeURIComponent('{"tags":"list"}');
  beforeAll(async () => {
    for (const serial of serials) {
      await api.save(aDevice(serial, { tags: ['list'], softwareVersion: serial === 'L5' ? '2.0' : '1.0' }));
    }
  });

  test('comes in pages that together have each device once', async () => {
    const seen: string[] = [];
    let cursor = '';
    do {
      const { status, body } = await api.call('GET', `/api/v1/devices?filter=${inList}&limit=2${cursor}`);
      expect(status).toBe(200);
      seen.push(...body.devices.map((device: { identity: { serialNumber: string } }) => device.identity.serialNumber));
      cursor = body.next === undefined ? '' : `&cursor=${encodeURIComponent(body.next)}`;
    } while (cursor !== '');
    expect(seen).toEqual(serials);
  });

  test('can be sorted, filtered, counted, and cut down to some members', async () => {
    const filter = encodeURIComponent('{"tags":"list","softwareVersion":{"$ne":"2.0"}}');
    const { body } = await api.call(
      'GET',
      `/api/v1/devices?filter=${filter}&sort=-identity.serialNumber&fields=softwareVersion&count=true&limit=1`,
    );
    expect(body.total).toBe(4);
    expect(body.devices).toEqual([{ id: aDevice('L4').id, softwareVersion: '1.0' }]);
  });

  test('tells when a device was last heard of, also where the document lags behind', async () => {
    const device = await api.save(aDevice('P1', { tags: ['seen'] }));
    const seenAtMs = Date.parse(device.lastInformAt) + 60_000;
    api.adapters.presence.seen(device.id, seenAtMs);
    const { body } = await api.call('GET', `/api/v1/devices?filter=${encodeURIComponent('{"tags":"seen"}')}`);
    expect(body.devices[0].lastInformAt).toBe(timestamp(seenAtMs));
    expect((await api.call('GET', pathOf(device))).body.lastInformAt).toBe(timestamp(seenAtMs));
  });

  test.each([
    ['no JSON', 'filter={', 'filter'],
    ['an unknown field', 'filter={"nope":1}', 'filter.nope'],
    ['an operator that is not in the language', 'filter={"$where":"1"}', 'filter.$where'],
    ['a field of the prototype', 'filter={"__proto__":1}', 'filter.__proto__'],
    ['a field to sort by that has no index', 'sort=tags', 'sort'],
    ['a limit of none', 'limit=0', 'limit'],
    ['a limit of too many', 'limit=501', 'limit'],
    ['a limit given twice', 'limit=1&limit=2', 'limit'],
    ['a member that is not there', 'fields=id,constructor', 'fields.1'],
    ['an unknown parameter', 'lmit=5', 'lmit'],
    ['a cursor of other characters', 'cursor=<>', 'cursor'],
  ])('is refused with %s', async (_, query, path) => {
    const { status, body } = await api.call('GET', `/api/v1/devices?${encodeURI(query)}`);
    expect([status, body.code, body.errors[0].in, body.errors[0].path]).toEqual([400, 'invalid_query', 'query', path]);
  });

  test.each(['abc', 'W10', 'bnVsbA'])('is refused with the cursor %s, which was never given out', async (cursor) => {
    const { status, body } = await api.call('GET', `/api/v1/devices?cursor=${cursor}`);
    expect([status, body.code]).toEqual([400, 'invalid_cursor']);
  });
});

describe('a device', () => {
  test('is shown with its revision as ETag, and without what is nobody’s business', async () => {
    const device = await api.save(aDevice('G1'));
    const { status, headers, body } = await api.call('GET', pathOf(device));
    expect(status).toBe(200);
    expect(headers.get('etag')).toBe('"1"');
    expect(body.identity).toEqual(device.identity);
    expect(body.lastInform).toEqual({ sessionId: 's1', eventCodes: ['1 BOOT'] });
  });

  test.each(['00D09E-Nobody', 'no id at all', '__proto__', '%25', `A-${'x'.repeat(600)}`])(
    'that is not there (%s) is a problem that says so',
    async (id) => {
      for (const [method, path, body] of [
        ['GET', '', undefined],
        ['PATCH', '', { tags: [] }],
        ['DELETE', '', undefined],
        ['GET', '/parameters', undefined],
        ['GET', '/events', undefined],
        ['GET', '/commands', undefined],
        ['POST', '/commands', { kind: 'reboot' }],
      ] as const) {
        const answer = await api.call(method, `/api/v1/devices/${encodeURIComponent(id)}${path}`, { body });
        expect([answer.status, answer.body.code]).toEqual([404, 'device_not_found']);
      }
    },
  );

  test('gets tags', async () => {
    const device = await api.save(aDevice('T1'));
    const { status, headers, body } = await api.call('PATCH', pathOf(device), { body: { tags: ['a', 'b c'] } });
    expect([status, headers.get('etag'), body.tags]).toEqual([200, '"2"', ['a', 'b c']]);
    expect((await api.adapters.deviceStore.get(device.id))?.tags).toEqual(['a', 'b c']);
  });

  test('keeps its tags when it was changed since it was read', async () => {
    const device = await api.save(aDevice('T2', { tags: ['old'] }));
    const patch = (etag: string, tags: string[]) =>
      api.call('PATCH', pathOf(device), { body: { tags }, headers: { 'if-match': etag } });
    expect((await patch('"1"', ['first'])).status).toBe(200);
    const late = await patch('"1"', ['second']);
    expect([late.status, late.body.code, late.headers.get('etag')]).toEqual([412, 'revision_mismatch', '"2"']);
    expect((await patch('*', ['third'])).body.tags).toEqual(['third']);
    expect((await patch('1', [])).body.errors[0]).toMatchObject({ in: 'header', path: 'if-match' });
  });

  test('takes the tags of everybody who changes them at once, one after the other', async () => {
    const device = await api.save(aDevice('T3'));
    const answers = await Promise.all(
      ['a', 'b', 'c'].map((tag) => api.call('PATCH', pathOf(device), { body: { tags: [tag] } })),
    );
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect((await api.adapters.deviceStore.get(device.id))?.revision).toBe(4);
  });

  test.each([
    ['a tag twice', { tags: ['a', 'a'] }, 'tags'],
    ['an empty tag', { tags: [''] }, 'tags.0'],
    ['a tag of more lines', { tags: ['a\nb'] }, 'tags.0'],
    ['a tag that is no text', { tags: [1] }, 'tags.0'],
    ['too many tags', { tags: Array.from({ length: 65 }, (_, index) => `t${index}`) }, 'tags'],
    ['what cannot be changed', { tags: [], softwareVersion: '9' }, 'softwareVersion'],
    ['nothing', {}, ''],
    ['a list', [], ''],
  ])('is not changed by %s', async (_, change, path) => {
    const device = await api.save(aDevice(`I${Array.isArray(change)}${JSON.stringify(change).length}${path}`));
    const { status, body } = await api.call('PATCH', pathOf(device), { body: change });
    expect([status, body.code, body.errors[0].in, body.errors[0].path]).toEqual([422, 'invalid_request', 'body', path]);
    expect((await api.adapters.deviceStore.get(device.id))?.revision).toBe(1);
  });
});

describe('a device that is forgotten', () => {
  test('is gone with its parameters, its history and its mark, and its open commands are cancelled', async () => {
    const device = await api.save(aDevice('F1'));
    const { adapters } = api;
    await adapters.reportedStore.mergeValues(
      device.id,
      [{ name: 'Device.Time.Enable', value: '1', type: 'boolean' }],
      device.registeredAt,
    );
    await adapters.settledMarks.mark(device.id, { fingerprint: 'f', epoch: await adapters.settledMarks.epoch() });
    const queued = (await api.call('POST', `${pathOf(device)}/commands`, { body: { kind: 'reboot' } })).body;
    const done = (await api.call('POST', `${pathOf(device)}/commands`, { body: { kind: 'reboot' } })).body;
    await api.finish(done, { status: 'completed', result: {} });

    expect((await api.call('DELETE', pathOf(device))).status).toBe(204);
    expect((await api.call('GET', pathOf(device))).status).toBe(404);
    expect((await api.call('DELETE', pathOf(device))).status).toBe(404);
    expect(await adapters.reportedStore.count(device.id)).toEqual({ parameters: 0, objects: 0 });
    expect(await adapters.deviceHistory.list(device.id, 10)).toEqual([]);
    expect((await adapters.commandStore.get(queued.id))?.state).toBe('cancelled');
    expect((await adapters.commandStore.get(done.id))?.state).toBe('completed');
  });
});

describe('the history of a device', () => {
  test('comes newest first, in pages, without secrets', async () => {
    const device = await api.save(aDevice('H1'));
    for (let position = 1; position <= 3; position++) {
      await api.adapters.deviceHistory.add({
        id: `h${position}`,
        type: 'values.changed',
        deviceId: device.id,
        time: device.registeredAt,
        position,
        data: { cause: 'read', changes: [{ name: 'Device.Users.User.1.Password', value: `hush${position}` }] },
      });
    }
    const first = await api.call('GET', `${pathOf(device)}/events?limit=2`);
    expect(first.body.events.map((event: { id: string }) => event.id)).toEqual(['h3', 'h2']);
    expect(JSON.stringify(first.body)).not.toContain('hush');
    const second = await api.call('GET', `${pathOf(device)}/events?limit=2&before=${first.body.next}`);
    expect(second.body).toMatchObject({ events: [{ id: 'h1' }] });
    expect(second.body.next).toBeUndefined();
  });
});

test('the summary counts devices by what they are', async () => {
  await api.save(aDevice('S1', { dataModel: { kind: 'device1', root: 'Device.' }, rebootPending: true }));
  const { body } = await api.call('GET', '/api/v1/summary');
  expect(body.devices.byDataModel.device1).toBe(1);
  expect(body.devices.rebootPending).toBe(1);
  const kinds: readonly number[] = Object.values(body.devices.byDataModel);
  expect(kinds.reduce((sum, count) => sum + count, 0)).toBe(body.devices.total);
});
