import type { PreviewLine } from '#libs/api-contract';
import { PreviewLine as Line } from '#libs/api-contract';
import type { Device } from '#libs/domain';
import { aDevice, pathOf } from './testing/a-device.ts';
import { type RunningApi, runApi } from './testing/running-api.ts';

let api: RunningApi;
beforeEach(async () => {
  api = await runApi({ settings: { MUSTER_API_MAX_REPORTS: '1' } });
});
afterEach(() => api.stop());

const server = 'Device.Time.NTPServer1';
const ntp = (value: string, change: object = {}) => ({
  priority: 100,
  selector: {},
  entries: [{ path: server, value }],
  ...change,
});

async function known(serial: string, values: Readonly<Record<string, string>>, change: Partial<Device> = {}) {
  const device = await api.save(aDevice(serial, change));
  const parameters = Object.entries(values).map(([name, value]) => ({ name, value, type: 'string' as const }));
  await api.adapters.reportedStore.mergeValues(device.id, parameters, '2026-01-01T00:00:00.000Z');
  return device;
}

async function publish(name: string, document: object): Promise<void> {
  const { body } = await api.call('POST', `/api/v1/profiles/${name}/revisions`, { body: { document } });
  await api.call('POST', `/api/v1/profiles/${name}/publish`, { body: { revision: body.number } });
}

const previewOf = (device: Device, body: object = {}) => api.call('POST', `${pathOf(device)}/preview`, { body });

async function preview(order: object) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${api.url}/api/v1/previews`, { method: 'POST', headers, body: JSON.stringify(order) });
  if (!response.ok) return { status: response.status, lines: [], result: undefined };
  const lines = (await response.text())
    .trim()
    .split('\n')
    .map((line) => Line.parse(JSON.parse(line)));
  return { status: response.status, lines, result: resultOf(lines) };
}

function resultOf(lines: readonly PreviewLine[]) {
  const last = lines.at(-1);
  return last !== undefined && 'result' in last ? last.result : undefined;
}

describe('the preview of a device', () => {
  test('is by what is in force', async () => {
    const device = await known('D1', { [server]: 'old' });
    expect((await previewOf(device)).body).toMatchObject({ profiles: [], differences: [], steps: [] });
    await publish('home', ntp('new'));
    const { body } = await previewOf(device);
    expect(body.profiles).toEqual(['home@1']);
    expect(body.differences).toMatchObject([{ what: 'value', subject: server, desired: 'new', reported: 'old' }]);
    expect(body.steps.map(({ text }: { text: string }) => text)).toEqual([
      `Set ${server} = "new"`,
      `Read back ${server}`,
    ]);
  });

  test('is as if a draft stood in place of what its profile says', async () => {
    const device = await known('D2', { [server]: 'old' });
    await publish('home', ntp('new'));
    const { body } = await previewOf(device, { profile: 'home', draft: ntp('newer') });
    expect(body.profiles).toEqual(['home@draft']);
    expect(body.differences).toMatchObject([{ desired: 'newer' }]);
    const released = await previewOf(device, { profile: 'home', draft: ntp('x', { selector: { tags: 'none' } }) });
    expect(released.body).toMatchObject({ profiles: [], differences: [] });
    const nameless = await previewOf(device, { draft: ntp('other', { priority: 200 }) });
    expect(nameless.body).toMatchObject({ profiles: ['(draft)@draft', 'home@1'], differences: [{ desired: 'other' }] });
    await api.call('POST', '/api/v1/profiles/home/revisions', { body: { document: ntp('newest') } });
    expect((await previewOf(device, { profile: 'home' })).body.differences).toMatchObject([{ desired: 'newest' }]);
    expect((await api.adapters.profileStore.published())?.revisions).toMatchObject([{ number: 1 }]);
  });

  test('tells what can not be had, and what contradicts', async () => {
    const device = await known('D3', { [server]: 'old' });
    await publish('home', ntp('new'));
    const text = `\${attributes.ntp}`;
    const missing = await previewOf(device, { profile: 'home', draft: ntp(text) });
    expect(missing.body.unmet).toMatchObject([{ subject: server, reason: 'missing_data' }]);
    const conflict = await previewOf(device, { draft: ntp('other') });
    expect(conflict.body.unmet).toMatchObject([{ subject: server, reason: 'conflict' }]);
  });

  test('shows no secret and opens none', async () => {
    const password = 'Device.Users.User.1.Password';
    const device = await known('D4', { [password]: '', 'Device.A.Name': 'x' });
    await api.call('PATCH', `${pathOf(device)}/secrets`, { body: { wifi: 'planted-secret' } });
    const entries = [
      { path: password, value: 'planted-secret' },
      { path: 'Device.A.Name', value: `id-\${secrets.wifi}` },
      {
        table: 'Device.Users.User.',
        keys: ['Username'],
        rows: { guest: { Username: 'guest', Password: 'planted-secret', Hint: `\${secrets.wifi}` } },
      },
    ];
    const { body } = await previewOf(device, { draft: ntp('', { entries }) });
    expect(JSON.stringify(body)).not.toContain('planted-secret');
    expect(body.unmet).toEqual([]);
    const texts = body.steps.map((step: { text: string }) => step.text).join('\n');
    expect(texts).toContain(`${password} = "•••"`);
    expect(texts).toContain('Device.A.Name = "•••"');
    expect(texts).toContain('.Username = "guest"');
    expect(texts).toContain('.Hint = "•••"');
  });

  test('is refused for a draft that is none, and for what is not there', async () => {
    const device = await known('D5', {});
    const { status, body } = await previewOf(device, { draft: { priority: 'high' } });
    expect([status, body.code]).toEqual([422, 'invalid_profile']);
    expect((await previewOf(device, { profile: 'absent' })).body.code).toBe('profile_not_found');
    expect((await previewOf(aDevice('nobody'))).body.code).toBe('device_not_found');
  });
});

describe('the preview of a draft for all its devices', () => {
  test('counts them by what would be done, with examples', async () => {
    const other = 'Device.Time.NTPServer2';
    const values = { [server]: 'old', [other]: 'old' };
    for (let n = 0; n < 7; n++) await known(`A${n}`, values, { tags: ['pilot'] });
    for (let n = 0; n < 3; n++) await known(`B${n}`, { ...values, [other]: 'b' }, { tags: ['pilot'] });
    await known('C', { [server]: 'a', [other]: 'b' }, { tags: ['pilot'] });
    await known('U', { [server]: 'a' }, { tags: ['pilot'] });
    await known('N', values);
    const entries = [
      { path: server, value: 'a' },
      { path: other, value: 'b' },
      { path: 'Device.A.X', value: `\${attributes.none}` },
    ];
    const { lines, result } = await preview({
      profile: 'home',
      document: ntp('', { selector: { tags: 'pilot' }, entries }),
    });
    expect(lines[0]).toEqual({ progress: { done: 0, total: 12, perSecond: 0 } });
    expect(result).toMatchObject({
      devices: 12,
      selected: 12,
      released: 0,
      unchanged: { devices: 1, examples: [aDevice('C').id] },
      unknown: { devices: 1, examples: [aDevice('U').id] },
      shapes: [
        { devices: 7, steps: [`Set ${server}, ${other}`, `Read back ${server}, ${other}`] },
        { devices: 3, steps: [`Set ${server}`, `Read back ${server}`] },
      ],
      unmet: [{ devices: 12, subject: 'Device.A.X', reason: 'missing_data' }],
      failed: { devices: 0 },
      problems: [],
    });
    expect(result?.shapes[0]?.examples).toHaveLength(5);
  });

  test('counts those that it would release, and says what it contradicts', async () => {
    await known('R1', { [server]: 'home' }, { softwareVersion: '1' });
    await known('R2', { [server]: 'x' }, { softwareVersion: '2' });
    await publish('base', ntp('base', { priority: 1 }));
    await publish('home', ntp('home', { selector: { softwareVersion: '1' } }));
    await publish('rival', ntp('rival', { selector: { softwareVersion: '2' } }));
    const { result } = await preview({
      profile: 'home',
      document: ntp('home', { selector: { softwareVersion: '2' } }),
    });
    expect(result).toMatchObject({
      devices: 2,
      selected: 1,
      released: 1,
      shapes: [{ devices: 1, examples: [aDevice('R1').id] }],
      unchanged: { devices: 1 },
      unmet: [{ devices: 1, reason: 'conflict' }],
      problems: [{ code: 'conflict', other: { profile: 'rival' } }],
    });
  });

  test('does nothing to any device, and keeps nothing', async () => {
    const device = await known('W', { [server]: 'old' });
    await preview({ profile: 'home', document: ntp('new') });
    expect(await api.adapters.deviceStore.get(device.id)).toEqual(device);
    expect(await api.adapters.commandStore.open(device.id)).toEqual([]);
    expect(await api.adapters.profileStore.list()).toEqual([]);
  });

  test('is refused for what is no profile', async () => {
    expect((await preview({ profile: 'home', document: {} })).status).toBe(422);
    expect((await preview({ profile: 'home' })).status).toBe(422);
  });

  test('ends when its reader goes away, and makes room for another', async () => {
    for (let n = 0; n < 600; n++) await known(`G${n}`, { [server]: 'old' });
    let reads = 0;
    const { reportedStore } = api.adapters;
    const read = reportedStore.read.bind(reportedStore);
    let go = () => {};
    const waiting = new Promise<void>((resolve) => {
      go = resolve;
    });
    Object.defineProperty(reportedStore, 'read', {
      value: async (...query: Parameters<typeof read>) => {
        if (++reads === 50) await waiting;
        return read(...query);
      },
    });
    const order = JSON.stringify({ profile: 'home', document: ntp('new') });
    const headers = { 'content-type': 'application/json' };
    const gone = new AbortController();
    const options = { method: 'POST', headers, body: order, signal: gone.signal };
    const { body } = await fetch(`${api.url}/api/v1/previews`, options);
    await body?.getReader().read();
    expect((await preview(JSON.parse(order))).status).toBe(503);
    gone.abort();
    go();
    let next = await preview(JSON.parse(order));
    while (next.status === 503) next = await preview(JSON.parse(order));
    expect(next.result).toMatchObject({ devices: 600, shapes: [{ devices: 600 }] });
    expect(reads).toBeLessThan(1_200);
  });
});
