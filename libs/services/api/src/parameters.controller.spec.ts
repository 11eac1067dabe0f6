import { aDevice, pathOf } from './testing/a-device.ts';
import { type RunningApi, runApi } from './testing/running-api.ts';

const readAt = '2026-01-01T00:00:00.000Z';
const device = aDevice('W1');
let api: RunningApi;

beforeAll(async () => {
  api = await runApi();
  await api.save(device);
  const { reportedStore } = api.adapters;
  await reportedStore.mergeNames(
    device.id,
    '',
    [
      { name: 'Device.', writable: false },
      { name: 'Device.WiFi.', writable: false },
      { name: 'Device.WiFi.SSID.', writable: true },
      { name: 'Device.WiFi.SSID.2.', writable: true },
      { name: 'Device.WiFi.SSID.2.SSID', writable: true },
      { name: 'Device.WiFi.SSID.10.', writable: true },
      { name: 'Device.WiFi.SSID.10.SSID', writable: true },
      { name: 'Device.WiFi.AccessPoint.1.Security.KeyPassphrase', writable: true },
      { name: 'Device.__proto__.constructor', writable: false },
    ],
    false,
  );
  await reportedStore.mergeValues(
    device.id,
    [
      { name: 'Device.WiFi.SSID.2.SSID', value: 'home', type: 'string' },
      { name: 'Device.WiFi.AccessPoint.1.Security.KeyPassphrase', value: 'hush', type: 'string' },
      { name: 'Device.__proto__.constructor', value: 'data', type: 'string' },
    ],
    readAt,
  );
});
afterAll(() => api.stop());

const read = (query: string) => api.call('GET', `${pathOf(device)}/parameters?${query}`);
const paths = (body: { parameters: { path: string }[] }) => body.parameters.map((parameter) => parameter.path);

test('a subtree is listed with values, types and whether they can be set', async () => {
  const { body } = await read('path=Device.WiFi.SSID.');
  expect(body.parameters).toContainEqual({
    path: 'Device.WiFi.SSID.2.SSID',
    value: 'home',
    type: 'string',
    writable: true,
    readAt,
  });
  expect(body.parameters).toContainEqual({ path: 'Device.WiFi.SSID.10.SSID', writable: true });
});

test('pages follow each other in path order, rows by their number', async () => {
  const seen: string[] = [];
  let after = '';
  do {
    const { body } = await read(`path=Device.WiFi.SSID.&limit=2${after}`);
    seen.push(...paths(body));
    after = body.next === undefined ? '' : `&after=${encodeURIComponent(body.next)}`;
  } while (after !== '');
  expect(seen).toEqual(paths((await read('path=Device.WiFi.SSID.')).body));
  expect(seen.indexOf('Device.WiFi.SSID.2.SSID')).toBeLessThan(seen.indexOf('Device.WiFi.SSID.10.SSID'));
});

test.each(['format=list', 'format=tree', 'path=Device.WiFi.AccessPoint.1.Security.KeyPassphrase'])(
  'a secret is shown without its value (%s)',
  async (query) => {
    const text = JSON.stringify((await read(query)).body);
    expect(text).not.toContain('hush');
    expect(text).toContain('"hidden":true');
  },
);

test('a tree has its root at the object that was asked for', async () => {
  const { body } = await read('path=Device.WiFi.SSID.&format=tree');
  expect(body.path).toBe('Device.WiFi.SSID.');
  expect(body.tree.children['2']).toEqual({
    writable: true,
    children: { SSID: { value: 'home', type: 'string', writable: true, readAt } },
  });
});

test('a parameter alone is the leaf of its object', async () => {
  const { body } = await read('path=Device.WiFi.SSID.2.SSID&format=tree');
  expect(body).toMatchObject({ path: 'Device.WiFi.SSID.2.', tree: { children: { SSID: { value: 'home' } } } });
});

test('names of the prototype are names like any other', async () => {
  const { body } = await read('format=tree');
  const branch = Object.entries(body.tree.children.Device.children).find(([name]) => name === '__proto__')?.[1];
  expect(branch).toMatchObject({ children: { constructor: { value: 'data' } } });
  expect(Object.hasOwn(Object.prototype, 'children')).toBe(false);
});

test.each(['limit=5001', 'format=xml', `path=${'x'.repeat(257)}`])('%s is refused', async (query) => {
  expect((await read(query)).status).toBe(400);
});
