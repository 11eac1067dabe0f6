import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EVENT_TYPE_NAMES, isInternal } from '#libs/event-contract';
import { createLogger } from '#libs/platform';
import { ApiClient, type ShownCommand } from '../harness/api-client.ts';
import { freePort } from '../harness/free-port.ts';
import { fileRequest } from '../harness/scripted-cpe/file-client.ts';
import { SmallCpe } from '../harness/scripted-cpe/small-cpe.ts';
import { runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { findPlanted } from '../harness/secrets/find-planted.ts';
import { PASSPHRASE, type Planted, PROFILE, plantSecrets } from '../harness/secrets/plant-secrets.ts';
import { type Acs, startAcs } from '../harness/start-acs.ts';
import { BusTap } from './bus-tap.ts';
import { readEvents } from './event-log.ts';

const SHOWN: ReadonlySet<string> = new Set(['PLANTED-user1', 'PLANTED-user2']);

const log: string[] = [];
let folder: string;
let acs: Acs;
let api: ApiClient;
let tap: BusTap;
let cpe: SmallCpe;
let planted: Planted;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'muster-secrets-'));
  const output = { write: (line: string) => void log.push(line) };
  const logger = createLogger('test', { level: 'debug', format: 'json', output });
  const port = String(await freePort());
  acs = await startAcs({ MUSTER_DATA_DIR: folder, MUSTER_FIRMWARE_PORT: port }, { logger });
  api = new ApiClient(() => acs.httpUrl);
  tap = new BusTap(acs.app.adapters.eventBus);
  cpe = new SmallCpe(() => acs.cwmpUrl, 'SECRETS1');
  planted = await plantSecrets(api, cpe);
  await sendConfiguration('configuration of PLANTED-file');
}, 30_000);
afterAll(async () => {
  cpe.close();
  await tap.close();
  await acs.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Another CPE sends its configuration, as it is asked to. */
async function sendConfiguration(content: string): Promise<void> {
  const sender = new SmallCpe(() => acs.cwmpUrl, 'SECRETS3');
  await runSession(sender);
  await api.queue(sender.deviceId, { kind: 'upload', fileType: '3 Vendor Configuration File' });
  const url = (await runSession(sender))[0]?.request.text('URL') ?? '';
  sender.close();
  expect((await fileRequest(url, 'PUT', { pieces: [Buffer.from(content)] })).status).toBe(201);
}

function leaksIn(events: readonly { readonly type: string }[]) {
  return events.flatMap((event) => findPlanted(event).map((secret) => [event.type, secret]));
}

test('the secrets were there to be told: the CPE got them, and the ACS read them', () => {
  expect(planted.sent).toEqual(
    expect.arrayContaining([
      'PLANTED-set',
      'PLANTED-rpc',
      'PLANTED-download',
      'PLANTED-upload',
      'PLANTED-module',
      'PLANTED-refused',
      'PLANTED-changed',
      'PLANTED-rotated',
      'PLANTED-unwanted',
    ]),
  );
  expect(findPlanted([...cpe.tree.leaves])).toEqual(['PLANTED-rpc']);
  const read = tap.events.filter((event) => event.type === 'rpc.answered' || event.type === 'device.informed');
  expect(JSON.stringify(read).match(/"value":"hidden:/g)?.length).toBeGreaterThan(4);
});

test('no event on the bus holds any', () => {
  expect(tap.events.length).toBeGreaterThan(40);
  expect(leaksIn(tap.events)).toEqual([]);
});

test('that a secret changed is told all the same', () => {
  const changes = tap.events.flatMap((event) => (event.type === 'values.changed' ? event.data.changes : []));
  expect(changes.filter(({ name }) => name === PASSPHRASE).length).toBeGreaterThan(1);
});

test('no file of the data folder holds any', async () => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const names = files.map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)));
  expect(names).toEqual(
    expect.arrayContaining([expect.stringMatching(/-wal$/), expect.stringMatching(/^received\//), 'secret-keys']),
  );
  const leaks: (readonly [string, readonly string[]])[] = [];
  let bytes = 0;
  for (const name of names) {
    const content = await readFile(path.join(folder, name));
    bytes += content.length;
    leaks.push([name, findPlanted(content)]);
  }
  expect(leaks.filter(([, found]) => found.length > 0)).toEqual([]);
  expect(bytes).toBeGreaterThan(50_000);
});

test('what the API and the metrics answer holds none', async () => {
  const device = `/devices/${encodeURIComponent(cpe.deviceId)}`;
  const paths = [
    device,
    `${device}/secrets`,
    `${device}/parameters?path=Device.&limit=5000`,
    `${device}/commands?limit=200`,
    `${device}/events?limit=200`,
    '/devices',
    '/secrets',
    '/declarations',
    `${device}/sync`,
    `/compliance?profile=${PROFILE}`,
    `/profiles/${PROFILE}/revisions`,
  ];
  const answers = await Promise.all(paths.map(async (one) => [one, await api.request<unknown>('GET', one)] as const));
  // The name of a login is shown to operators; only at rest it is sealed with the password.
  const found = answers.map(([one, answer]) => [one, findPlanted(answer).filter((name) => !SHOWN.has(name))]);
  expect(found).toEqual(paths.map((one) => [one, []]));
  expect(JSON.stringify(answers)).toContain('"Degraded"');
  expect(findPlanted(await api.preview(cpe.deviceId))).toEqual([]);
  expect(findPlanted(await api.text('GET', `/compliance.csv?profile=${PROFILE}`))).toEqual([]);
  const metrics = await (await fetch(`${acs.httpUrl}/metrics`)).text();
  expect(metrics).toContain('muster_');
  expect(findPlanted(metrics)).toEqual([]);
});

test('a reader of the stream gets none, also who asks for internal events', async () => {
  const published = [...tap.events];
  const read = await readEvents(acs.httpUrl, EVENT_TYPE_NAMES, ({ id }) => id === published.at(-1)?.id);
  expect(read.map(({ id }) => id)).toEqual(published.map(({ id }) => id));
  expect(leaksIn(read)).toEqual([]);
  expect(JSON.stringify(read)).not.toContain('hidden:');
});

test('the history of the device has no internal events', async () => {
  const shown = await api.events(cpe.deviceId);
  expect(shown.length).toBeGreaterThan(20);
  expect(shown.filter(({ type }) => isInternal(type))).toEqual([]);
});

test('commands and parameters say that something is hidden', async () => {
  const commands: readonly ShownCommand[] = await api.commands(cpe.deviceId);
  expect(commands.length).toBeGreaterThan(9);
  const get = commands.find(({ spec }) => spec.kind === 'get');
  expect(get?.outcome).toMatchObject({ result: { values: [{ name: PASSPHRASE, value: '', hidden: true }] } });
  const parameters = await api.parameters(cpe.deviceId, 'Device.WiFi.');
  expect(parameters).toContainEqual(expect.objectContaining({ path: PASSPHRASE, hidden: true }));
});

test('a command that waits is carried out with the secret it came with', async () => {
  const [waiting] = await api.commands(cpe.deviceId);
  expect(waiting).toMatchObject({ state: 'queued', spec: { values: [{ name: PASSPHRASE, value: '', hidden: true }] } });
  await runSession(cpe);
  expect(findPlanted([...cpe.tree.leaves])).toEqual(['PLANTED-queued']);
});

test('the log has none', () => {
  expect(log.length).toBeGreaterThan(5);
  expect(findPlanted(log)).toEqual([]);
});
