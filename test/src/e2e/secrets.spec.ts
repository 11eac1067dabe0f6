import type { EventRecord } from '#libs/domain';
import { EVENT_TYPE_NAMES, eventSchemas, isInternal } from '#libs/event-contract';
import { createLogger } from '#libs/platform';
import { ApiClient, type ShownCommand, type ShownEvent, type WantedCommand } from '../harness/api-client.ts';
import type { AcsMessage } from '../harness/scripted-cpe/acs-message.ts';
import { fault } from '../harness/scripted-cpe/envelopes.ts';
import { SmallCpe } from '../harness/scripted-cpe/small-cpe.ts';
import { runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { type Acs, startAcs } from '../harness/start-acs.ts';
import { BusTap } from './bus-tap.ts';
import { readEvents } from './event-log.ts';

const PASSPHRASE = 'Device.WiFi.AccessPoint.1.Security.KeyPassphrase';
/** No two secrets are alike, so that a leak tells where it comes from. */
const PLANTED = /PLANTED-\w+/g;
const FILE = { url: 'http://files.example.net/f', fileType: '3 Vendor Configuration File' };

const log: string[] = [];
let acs: Acs;
let api: ApiClient;
let tap: BusTap;
let cpe: SmallCpe;

beforeAll(async () => {
  const output = { write: (line: string) => void log.push(line) };
  acs = await startAcs({}, { logger: createLogger('test', { level: 'debug', format: 'json', output }) });
  api = new ApiClient(() => acs.httpUrl);
  tap = new BusTap(acs.app.adapters.eventBus);
  cpe = new SmallCpe(() => acs.cwmpUrl, 'SECRETS1');
  cpe.tree.put(PASSPHRASE, 'PLANTED-factory');
  cpe.informed = [...cpe.informed, PASSPHRASE];
  await runSession(cpe);
  await plantByUser();
  await plantByCommands();
  await tap.seen('the last answer', ({ type, data }) => type === 'command.failed' && data.kind === 'getRpcMethods');
}, 30_000);
afterAll(async () => {
  cpe.close();
  await tap.close();
  await acs.stop();
});

/** The subscriber changes a secret, and the CPE tells it. */
async function plantByUser(): Promise<void> {
  cpe.tree.put(PASSPHRASE, 'PLANTED-user');
  cpe.events = [['4 VALUE CHANGE', '']];
  await runSession(cpe);
}

async function plantByCommands(): Promise<void> {
  const values = [{ name: PASSPHRASE, value: 'PLANTED-set' }];
  const typed = (value: string) => [{ name: PASSPHRASE, value, type: 'string' }];
  await run({ kind: 'set', values });
  await run({ kind: 'get', paths: [PASSPHRASE] });
  await run({ kind: 'refresh', paths: ['Device.WiFi.'] });
  await run({ kind: 'rpc', request: { method: 'SetParameterValues', parameterList: typed('PLANTED-rpc') } });
  await run({ kind: 'rpc', request: { method: 'GetParameterValues', parameterNames: ['Device.WiFi.'] } });
  await run({ kind: 'download', ...FILE, username: 'u', password: 'PLANTED-download' });
  for (const commandKey of cpe.transfers) cpe.finishTransfer(commandKey, 9010, 'no such file');
  await run({ kind: 'upload', ...FILE, username: 'u', password: 'PLANTED-upload' });
  await run({
    kind: 'rpc',
    request: {
      method: 'ChangeDUState',
      operations: [{ operation: 'install', url: FILE.url, username: 'u', password: 'PLANTED-module' }],
    },
  });
  await run({ kind: 'set', values: [{ name: PASSPHRASE, value: 'PLANTED-refused' }] }, (rpc) =>
    rpc.method === 'SetParameterValues'
      ? fault(9003, 'Invalid arguments', [[PASSPHRASE, 9007, 'too weak']])
      : undefined,
  );
  await run({ kind: 'getRpcMethods' }, () => fault(9001, 'Request denied'));
}

async function run(command: WantedCommand, answer: (rpc: AcsMessage) => string | undefined = () => undefined) {
  await api.queue(cpe.deviceId, command);
  await runSession(cpe, (rpc, execute) => answer(rpc) ?? execute());
}

function plantedIn(data: unknown): readonly string[] {
  return [...new Set(JSON.stringify(data).match(PLANTED) ?? [])].sort();
}

function leaksIn(events: readonly { readonly type: string }[]) {
  return events.flatMap((event) => plantedIn(event).map((secret) => [event.type, secret]));
}

test('the secrets were there to be told', () => {
  expect(plantedIn([...tap.events, [...cpe.tree.leaves]])).toEqual(
    expect.arrayContaining(['PLANTED-factory', 'PLANTED-rpc', 'PLANTED-set', 'PLANTED-user']),
  );
});

test('on the bus, only events with members that are marked as secret hold any', () => {
  const { events, shared } = eventSchemas((name) => `#${name}`);
  const isMarked = (schema: unknown): boolean => {
    const text = JSON.stringify(schema);
    const names = [...text.matchAll(/"\$ref":"#(\w+)"/g)].map(([, name = '']) => name);
    return text.includes('"x-secret":true') || names.some((name) => isMarked(shared[name]));
  };
  const marked = EVENT_TYPE_NAMES.filter((type) => isMarked(events[type]));
  expect(marked).toEqual(['device.informed', 'rpc.answered']);
  const holding = new Set(leaksIn(tap.events).map(([type]) => type));
  expect([...holding].sort()).toEqual(marked);
});

test('a reader of the stream gets none, also who asks for internal events', async () => {
  const published: readonly EventRecord[] = [...tap.events];
  const read = await readEvents(acs.httpUrl, EVENT_TYPE_NAMES, ({ id }) => id === published.at(-1)?.id);
  expect(read.map(({ id }) => id)).toEqual(published.map(({ id }) => id));
  expect(leaksIn(read)).toEqual([]);
});

test('the history of the device has none, as it is kept and as it is shown, and no internal events', async () => {
  const kept = await acs.app.adapters.deviceHistory.list(tap.events[0]?.deviceId ?? missing(), 1_000);
  const shown: readonly ShownEvent[] = await api.events(cpe.deviceId);
  expect(shown.length).toBeGreaterThan(20);
  expect(leaksIn(shown)).toEqual([]);
  expect(leaksIn(kept)).toEqual([]);
  expect(shown.filter(({ type }) => isInternal(type))).toEqual([]);
});

test('commands and parameters are shown without them', async () => {
  const commands: readonly ShownCommand[] = await api.commands(cpe.deviceId);
  expect(commands.length).toBeGreaterThan(8);
  expect(plantedIn(commands)).toEqual([]);
  const parameters = await api.parameters(cpe.deviceId, 'Device.WiFi.');
  expect(parameters).toContainEqual(expect.objectContaining({ path: PASSPHRASE, hidden: true }));
  expect(plantedIn(parameters)).toEqual([]);
});

test('the log has none', () => {
  expect(log.length).toBeGreaterThan(5);
  expect(plantedIn(log)).toEqual([]);
});

function missing(): never {
  throw new Error('nothing was published');
}
