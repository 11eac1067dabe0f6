import type { EventRecord } from '#libs/domain';
import { aDevice, pathOf } from './testing/a-device.ts';
import { type RunningApi, runApi } from './testing/running-api.ts';

let api: RunningApi;
beforeAll(async () => {
  api = await runApi();
});
afterAll(() => api.stop());

const unseen = (serial: string) => aDevice(serial).id;
const declarationOf = (id: string) => `/api/v1/declarations/${encodeURIComponent(id)}`;

/** Sends an import and reads its reports; the last one has the counts. */
async function imported(lines: readonly (object | string)[], contentType = 'application/x-ndjson') {
  const body = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const headers = { 'content-type': contentType };
  const response = await fetch(`${api.url}/api/v1/devices/import`, { method: 'POST', body, headers });
  const text = await response.text();
  const reports = response.ok
    ? text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];
  return { status: response.status, reports: reports.slice(0, -1), counts: reports.at(-1)?.done };
}

describe('a device that has never called', () => {
  test('is declared, found, declared anew, listed, and expected no more', async () => {
    const id = unseen('D1');
    expect((await api.call('GET', declarationOf(id))).status).toBe(404);
    const first = await api.call('PUT', declarationOf(id), {
      body: { tags: ['pilot'], attributes: { plan: 'gold', site: 'a' } },
    });
    expect(first).toMatchObject({
      status: 201,
      body: { id, tags: ['pilot'], attributes: { plan: 'gold', site: 'a' } },
    });
    const second = await api.call('PUT', declarationOf(id), { body: { attributes: { site: null, ssid: 'Home' } } });
    expect(second.body).toMatchObject({ tags: ['pilot'], attributes: { plan: 'gold', ssid: 'Home' } });
    expect((await api.call('GET', declarationOf(id))).body).toEqual(second.body);
    const { body } = await api.call('GET', '/api/v1/declarations?limit=500');
    expect(body.declarations).toContainEqual(second.body);
    expect((await api.call('DELETE', declarationOf(id))).status).toBe(204);
    expect((await api.call('DELETE', declarationOf(id))).status).toBe(404);
  });

  test('is declared by its id alone, and who says only the serial number is told how it is written', async () => {
    const { status, body } = await api.call('PUT', '/api/v1/declarations/SIM000077', { body: { tags: ['pilot'] } });
    expect([status, body.code]).toEqual([422, 'invalid_request']);
    expect(body.detail).toMatch(/^SIM000077 is no device id\. An id is OUI-ProductClass-SerialNumber/);
    expect(body.errors).toMatchObject([{ in: 'path', path: 'deviceId' }]);
    const looked = await api.call('GET', '/api/v1/devices/SIM000077');
    expect([looked.status, looked.body.detail]).toEqual([404, body.detail]);
  });

  test('is told of, without values', async () => {
    const id = unseen('D2');
    const told = new Promise<EventRecord>((resolve) => {
      api.adapters.eventBus.subscribe('spec', async (event) => {
        if (event.type === 'device.declared' && event.deviceId === id) resolve(event);
      });
    });
    await api.call('PUT', declarationOf(id), {
      body: { attributes: { plan: 'gold' }, secrets: { wifi: 'planted-secret' } },
    });
    expect(await told).toMatchObject({ deviceId: id, data: { changed: ['attributes', 'secrets'] } });
  });

  test.each([
    ['an attribute that begins with a capital', { attributes: { Plan: 'x' } }],
    ['an attribute named like nothing sensible', { attributes: { 'a.b': 'x' } }],
    ['an attribute that is too long', { attributes: { plan: 'x'.repeat(1_025) } }],
    [
      'more attributes than a device may have',
      { attributes: Object.fromEntries(Array.from({ length: 65 }, (_, n) => [`a${n}`, ''])) },
    ],
    ['an empty secret', { secrets: { wifi: '' } }],
    ['a tag with a comma', { tags: ['a,b'] }],
    ['an unknown member', { tag: ['a'] }],
  ])('is not declared with %s', async (_, body) => {
    const id = unseen('D3');
    expect((await api.call('PUT', declarationOf(id), { body })).status).toBe(422);
    expect((await api.call('GET', declarationOf(id))).status).toBe(404);
  });
});

describe('a device that is known', () => {
  test('has its attributes changed one by one, and is found by them', async () => {
    const device = await api.save(aDevice('K1'));
    const changed = await api.call('PATCH', pathOf(device), { body: { attributes: { plan: 'gold', site: 'north' } } });
    expect(changed.body.attributes).toEqual({ plan: 'gold', site: 'north' });
    const again = await api.call('PATCH', pathOf(device), { body: { attributes: { site: null }, tags: ['a'] } });
    expect(again.body).toMatchObject({ attributes: { plan: 'gold' }, tags: ['a'] });
    const filter = encodeURIComponent('{"attributes.plan":"gold","attributes.site":{"$exists":false}}');
    const { body } = await api.call('GET', `/api/v1/devices?filter=${filter}`);
    expect(body.devices.map(({ id }: { id: string }) => id)).toEqual([device.id]);
    expect((await api.call('PATCH', pathOf(device), { body: {} })).status).toBe(422);
  });

  test('is changed at once by a declaration, which leaves nothing behind', async () => {
    const device = await api.save(aDevice('K2'));
    expect((await api.call('PUT', declarationOf(device.id), { body: { attributes: { plan: 'gold' } } })).status).toBe(
      200,
    );
    expect((await api.call('GET', declarationOf(device.id))).status).toBe(404);
    expect((await api.call('GET', pathOf(device))).body.attributes).toEqual({ plan: 'gold' });
  });
});

describe('secrets', () => {
  test('go in and never come out: only their names and versions are shown', async () => {
    const device = await api.save(aDevice('S1'));
    const path = `${pathOf(device)}/secrets`;
    await api.call('PATCH', path, { body: { wifi: 'planted-secret-1', pppoe: 'planted-secret-2' } });
    const second = await api.call('PATCH', path, { body: { wifi: 'planted-secret-3', pppoe: null } });
    expect(second.body.secrets).toEqual([{ name: 'wifi', version: 2, changedAt: expect.any(String) }]);
    expect((await api.call('GET', path)).body).toEqual(second.body);
    expect(JSON.stringify(await api.adapters.secretStore.read(device.id))).not.toContain('planted-secret');
  });

  test('are gone with their device', async () => {
    const device = await api.save(aDevice('S2'));
    await api.call('PATCH', `${pathOf(device)}/secrets`, { body: { wifi: 'planted-secret' } });
    await api.call('DELETE', pathOf(device));
    expect(await api.adapters.secretStore.read(device.id)).toEqual({});
    expect((await api.call('GET', `${pathOf(device)}/secrets`)).status).toBe(404);
  });

  test('of the fleet make every device look again', async () => {
    const before = await api.adapters.settledMarks.epoch();
    const { body } = await api.call('PATCH', '/api/v1/secrets', { body: { admin: 'planted-secret' } });
    expect(body.secrets).toMatchObject([{ name: 'admin', version: 1 }]);
    expect((await api.call('GET', '/api/v1/secrets')).body).toEqual(body);
    expect(await api.adapters.settledMarks.epoch()).toBeGreaterThan(before);
  });
});

describe('an import', () => {
  test('says something of each device, known or not, and reports line by line', async () => {
    const known = await api.save(aDevice('I1'));
    const { status, reports, counts } = await imported([
      { id: known.id, tags: ['imported'], attributes: { plan: 'gold' }, secrets: { wifi: 'planted-secret' } },
      '',
      { id: unseen('I2'), attributes: { plan: 'silver' } },
      '{"id":',
      { id: 'nonsense', tags: [] },
      { id: unseen('I3'), tags: ['a,b'] },
      { id: unseen('I4'), attributes: {}, pplan: 1 },
    ]);
    expect(status).toBe(200);
    expect(reports.map((report) => [report.line, report.status, report.problems?.[0]?.path])).toEqual([
      [1, 'changed', undefined],
      [3, 'declared', undefined],
      [4, 'refused', ''],
      [5, 'refused', 'id'],
      [6, 'refused', 'tags.0'],
      [7, 'refused', ''],
    ]);
    expect(counts).toEqual({ changed: 1, declared: 1, refused: 4 });
    expect(await api.adapters.deviceStore.get(known.id)).toMatchObject({
      tags: ['imported'],
      attributes: { plan: 'gold' },
    });
    expect(await api.adapters.declarationStore.get(unseen('I2'))).toMatchObject({ attributes: { plan: 'silver' } });
  });

  test('of many lines keeps their order, and sent again changes nothing', async () => {
    const lines = Array.from({ length: 500 }, (_, n) => ({ id: unseen(`M${n}`), attributes: { n: String(n) } }));
    const first = await imported(lines);
    expect(first.reports.map(({ line }) => line)).toEqual(lines.map((_, n) => n + 1));
    expect((await imported(lines)).counts).toEqual({ changed: 0, declared: 500, refused: 0 });
  });

  test('has lines of bounded length', async () => {
    const { counts, reports } = await imported([`{"id":"${'x'.repeat(1 << 20)}"}`, { id: unseen('I5'), tags: [] }]);
    expect(counts).toEqual({ changed: 0, declared: 1, refused: 1 });
    expect(reports[0].problems[0].message).toMatch(/at most 65536 characters/);
  });

  test('of another type is refused', async () => {
    expect((await imported(['{}'], 'application/json')).status).toBe(415);
  });
});
