import { RolloutPreviewLine as Line, type RolloutPreviewLine } from '#libs/api-contract';
import { DEFAULT_HALT, timestamp } from '#libs/domain';
import { eventually } from '#libs/testing/port-contracts';
import { aDevice } from './testing/a-device.ts';
import { aDocument, anImage, enrolled } from './testing/a-rollout.ts';
import { type RunningApi, runApi } from './testing/running-api.ts';

let api: RunningApi;
let image: string;
beforeEach(async () => {
  api = await runApi({ settings: { MUSTER_API_MAX_REPORTS: '1' } });
  image = await anImage(api, '2.0.0', { size: 5_000, fits: [{ from: { atLeast: '1.5' } }] });
});
afterEach(() => api.stop());

const headers = { 'content-type': 'application/json' };
const ask = (order: object, signal?: AbortSignal) =>
  fetch(`${api.url}/api/v1/rollout-previews`, {
    method: 'POST',
    headers,
    body: JSON.stringify(order),
    ...(signal && { signal }),
  });

async function preview(order: object) {
  const text = await (await ask(order)).text();
  const lines = text
    .trim()
    .split('\n')
    .map((line): RolloutPreviewLine => Line.parse(JSON.parse(line)));
  const last = lines.at(-1);
  if (last === undefined || !('result' in last)) throw new Error(`${text} has no result`);
  return { lines, result: last.result };
}

const saved = (serial: string, softwareVersion: string, tags: readonly string[] = [], attributes = {}) =>
  api.save(aDevice(serial, { softwareVersion, tags, attributes }));

test('devices of a group that is limited take their time', async () => {
  const site = (name: string) => ({ site: name });
  await Promise.all([
    ...Array.from({ length: 6 }, (_, index) => saved(`B${index}`, '1.7', [], site('berlin'))),
    saved('O1', '1.7', [], site('bonn')),
    saved('N1', '1.7'),
    saved('P3', '2.0.0', [], site('berlin')),
  ]);
  const permits = { cap: 100, groups: [{ attribute: 'site', cap: 2 }] };
  const { result } = await preview({ document: aDocument(image, { permits }), perDeviceMinutes: 10 });
  expect(result.groups).toEqual([
    { group: 'site=berlin', devices: 6, cap: 2, durationMinutes: 30 },
    { group: 'site=bonn', devices: 1, cap: 2, durationMinutes: 10 },
  ]);
  expect(result.durationMinutes).toBe(30);
});

test('a preview tells who gets what, who gets nothing, and why', async () => {
  await anImage(api, '1.5', { size: 3_000 });
  await anImage(api, '1.6', { state: 'draft' });
  const [old, newer, same, later, tagged] = await Promise.all([
    saved('P1', '1.0'),
    saved('P2', '1.7'),
    saved('P3', '2.0.0'),
    saved('P4', '3.0'),
    saved('P5', '1.0', ['fragile']),
    saved('P6', '1.0'),
  ]);
  const target = { filter: {}, exclude: { tags: 'fragile' }, mode: 'frozen' };
  const { lines, result } = await preview({ document: aDocument(image, { target }) });
  expect(lines[0]).toEqual({ progress: { done: 0, total: 5, perSecond: 0 } });
  expect(result).toMatchObject({ devices: 5, upgraded: 3, problems: [], bytes: 3 * 5_000 + 2 * 3_000 });
  expect(result.paths).toMatchObject([
    { devices: 2, from: '1.0', versions: ['1.5', '2.0.0'] },
    { devices: 1, from: '1.7', versions: ['2.0.0'], examples: [newer.id] },
  ]);
  expect(result.paths[0]?.examples).toContain(old.id);
  expect(result.leftOut.map(({ reason, devices, examples }) => [reason, devices, ...examples]).toSorted()).toEqual([
    ['already', 1, same.id],
    ['downgrade', 1, later.id],
    ['excluded', 1, tagged.id],
  ]);
  expect(result.images).toContainEqual({ id: image, version: '2.0.0', size: 5_000, devices: 3 });
});

test('devices without a way to the image are told with the version they are stuck at', async () => {
  const stuck = await saved('P1', '1.0');
  const { result } = await preview({ document: aDocument(image) });
  const detail = 'No released image leads from 1.0 to 2.0.0.';
  expect(result.leftOut).toEqual([{ reason: 'incompatible', devices: 1, examples: [stuck.id], detail }]);
});

test('devices of another rollout are told with its name, those of the rollout itself are its own', async () => {
  const [first, second] = [await saved('P1', '1.7'), await saved('P2', '1.7')];
  const document = aDocument(image);
  const create = (name: string) =>
    api.call('POST', '/api/v1/rollouts', { body: { name, document, author: 'anna' } }).then(({ body }) => body.id);
  const [own, other] = [await create('own'), await create('other')];
  await enrolled(api, own, first.id);
  await enrolled(api, other, second.id);
  const { result } = await preview({ rollout: own });
  expect(result).toMatchObject({ devices: 2, upgraded: 1 });
  expect(result.leftOut).toMatchObject([
    { reason: 'held', examples: [second.id], rollout: { id: other, name: 'other' } },
  ]);
  expect(result.waves.map(({ devices }) => devices)).toEqual([1, 0]);
  const higher = await preview({ rollout: own, document: { ...document, priority: 1 } });
  expect(higher.result.upgraded).toBe(2);
});

test('waves and time are those of the devices that were found, and what is amiss is told', async () => {
  await Promise.all(Array.from({ length: 12 }, (_, index) => saved(`P${index}`, '1.7')));
  const draft = await anImage(api, '9.0', { state: 'draft' });
  const change = {
    target: { filter: {}, mode: 'frozen', max: 3 },
    waves: [{ size: { devices: 2 }, soakMinutes: 60, gate: true, halt: { maxSilent: 1 } }, { size: { percent: 100 } }],
    permits: { cap: 5 },
    // Of which the last quarter of an hour is no time to begin.
    windows: [{ start: '02:00', minutes: 135, zone: 'UTC' }],
    deadlineAt: timestamp(Date.now() + 3_600_000),
  };
  const { result } = await preview({ document: aDocument(draft, change), perDeviceMinutes: 10 });
  const { maxFailures: _, ...halt } = DEFAULT_HALT;
  expect(result.waves).toEqual([
    { wave: 1, devices: 2, soakMinutes: 60, gated: false, halt: { ...halt, maxSilent: 1 }, durationMinutes: 60 + 120 },
    { wave: 2, devices: 10, soakMinutes: 0, gated: true, halt, durationMinutes: 240 },
  ]);
  expect(result).toMatchObject({ upgraded: 12, minutesPerWeek: 840, devicesPerWeek: 420, durationMinutes: 420 });
  expect(result.problems.map(({ pointer }) => pointer)).toEqual(['/image', '/target/max', '/deadlineAt']);
});

test('a preview needs something to look at', async () => {
  const call = (body: object) => api.call('POST', '/api/v1/rollout-previews', { body });
  expect((await call({})).body.code).toBe('invalid_request');
  expect((await call({ rollout: 'nothing123' })).body.code).toBe('rollout_not_found');
  expect((await call({ document: { image } })).body.problems.map(({ code }: { code: string }) => code)).toContain(
    'missing',
  );
});

test('a preview ends when its reader goes, and touches nothing', async () => {
  await Promise.all(Array.from({ length: 30 }, (_, index) => saved(`P${index}`, '1.7')));
  const going = new AbortController();
  const response = await ask({ document: aDocument(image) }, going.signal);
  await response.body?.getReader().read();
  going.abort();
  await eventually('the slot is free again', async () => (await ask({ document: aDocument(image) })).status === 200);
  expect((await api.adapters.rolloutStore.list({ limit: 1 })).rollouts).toEqual([]);
});
