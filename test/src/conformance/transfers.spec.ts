import { randomBytes } from 'node:crypto';
import { acsForTests } from '../harness/acs-for-tests.ts';
import { eventually } from '../harness/eventually.ts';
import { ForwardClock } from '../harness/forward-clock.ts';
import type { AcsMessage } from '../harness/scripted-cpe/acs-message.ts';
import { response } from '../harness/scripted-cpe/envelopes.ts';
import { digestHeader, fileRequest, pathOf } from '../harness/scripted-cpe/file-client.ts';
import type { SmallCpe } from '../harness/scripted-cpe/small-cpe.ts';
import { methodsIn, runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { conformance } from './conformance.ts';

const HOUR = 3_600_000;
const clock = new ForwardClock();
const { api, knownCpe } = acsForTests({}, { clock });

/** In the order of A.3.2.8. */
const ARGUMENTS = [
  'CommandKey',
  'FileType',
  'URL',
  'Username',
  'Password',
  'FileSize',
  'TargetFileName',
  'DelaySeconds',
  'SuccessURL',
  'FailureURL',
];
const ELSEWHERE = { kind: 'download', fileType: '1 Firmware Upgrade Image', url: 'http://files.example.net/image' };

/** The elements right below the message, as they stand there. */
function argumentsOf({ xml, method }: AcsMessage): readonly string[] {
  const [, inside = ''] = new RegExp(`<cwmp:${method}[^>]*>(.*)</cwmp:${method}>`, 's').exec(xml) ?? [];
  return [...inside.matchAll(/<(\w+)(?:\s[^>]*)?(?:\/>|>)/g)].map(([, name = '']) => name);
}

async function theOnly(cpe: SmallCpe, method: string): Promise<AcsMessage> {
  const [exchange, ...more] = await runSession(cpe);
  if (exchange === undefined) throw new Error('Nothing was asked of the CPE.');
  expect([exchange.request.method, more]).toEqual([method, []]);
  return exchange.request;
}

conformance([68], 'a Download has all ten arguments in their order, and a URL of at most 256 characters', async () => {
  const cpe = await knownCpe('TRANSFER_68');
  await api.queue(cpe.deviceId, ELSEWHERE);
  const plain = await theOnly(cpe, 'Download');
  expect(argumentsOf(plain)).toEqual(ARGUMENTS);
  expect(
    ['Username', 'Password', 'TargetFileName', 'SuccessURL', 'FailureURL'].map((name) => plain.texts(name)),
  ).toEqual(Array.from({ length: 5 }, () => ['']));
  expect([plain.text('FileSize'), plain.text('DelaySeconds')]).toEqual(['0', '0']);
  const image = await api.addImage(randomBytes(1_000));
  const next = await knownCpe('TRANSFER_68B');
  await api.queue(next.deviceId, { kind: 'download', image: image.id });
  const ours = await theOnly(next, 'Download');
  expect(argumentsOf(ours)).toEqual(ARGUMENTS);
  expect(ours.text('URL').length).toBeLessThanOrEqual(256);
  expect([ours.text('FileType'), ours.text('FileSize')]).toEqual(['1 Firmware Upgrade Image', '1000']);
  const tooLong = { ...ELSEWHERE, url: `http://files.example.net/${'x'.repeat(232)}` };
  expect(tooLong.url).toHaveLength(257);
  await expect(api.queue(cpe.deviceId, tooLong)).rejects.toThrow(/422.*256/);
});

conformance([69], 'a Download that is answered with Status 0 is done, and no TransferComplete is awaited', async () => {
  const cpe = await knownCpe('TRANSFER_69');
  const { id } = await api.queue(cpe.deviceId, ELSEWHERE);
  const done =
    '<Status>0</Status><StartTime>2026-03-01T12:00:00Z</StartTime><CompleteTime>2026-03-01T12:00:09Z</CompleteTime>';
  expect(methodsIn(await runSession(cpe, ({ method }) => response(method, done)))).toEqual(['Download']);
  expect(await api.finished(id)).toMatchObject({
    state: 'completed',
    outcome: { status: 'completed', result: { status: 0, completeTime: '2026-03-01T12:00:09Z' } },
  });
});

conformance([70], 'after a reboot a transfer is known by its CommandKey, whatever else the Inform tells', async () => {
  const cpe = await knownCpe('TRANSFER_70');
  const { id, commandKey } = await api.queue(cpe.deviceId, ELSEWHERE);
  await theOnly(cpe, 'Download');
  cpe.events = [['1 BOOT']];
  cpe.finishTransfer('of-somebody-else');
  await runSession(cpe);
  expect((await api.command(id)).awaiting?.what).toBe('transferComplete');
  cpe.events = [['1 BOOT']];
  cpe.finishTransfer(commandKey);
  cpe.tree.put('Device.DeviceInfo.SoftwareVersion', '2.0.0');
  await runSession(cpe);
  expect(cpe.acknowledged.slice(-3)).toEqual([['1 BOOT'], ['7 TRANSFER COMPLETE', ''], ['M Download', commandKey]]);
  expect((await api.finished(id)).state).toBe('completed');
  const changed = await eventually('the version is told', async () => {
    return (await api.events(cpe.deviceId)).find(({ type }) => type === 'version.changed');
  });
  expect(changed.data).toMatchObject({ to: '2.0.0' });
});

conformance(
  [71],
  'a transfer whose request was not answered is looked for in the queue of the CPE, not begun twice',
  async () => {
    const cpe = await knownCpe('TRANSFER_71');
    const { id } = await api.queue(cpe.deviceId, ELSEWHERE);
    const cut = await runSession(cpe, (_rpc, execute) => void execute());
    expect(methodsIn(cut)).toEqual(['Download']);
    expect(methodsIn(await runSession(cpe))).toEqual(['GetAllQueuedTransfers']);
    expect(cpe.executions('Download')).toBe(1);
    expect((await api.command(id)).awaiting?.what).toBe('transferComplete');
  },
);

conformance([71], 'a transfer that never ends fails when its time is over', async () => {
  const cpe = await knownCpe('TRANSFER_71B');
  const { id } = await api.queue(cpe.deviceId, ELSEWHERE);
  await theOnly(cpe, 'Download');
  await eventually('it is awaited', async () => (await api.command(id)).awaiting !== undefined);
  clock.putForward(HOUR - 60_000);
  expect((await api.command(id)).state).toBe('sent');
  clock.putForward(120_000);
  expect(await api.finished(id)).toMatchObject({ state: 'failed', outcome: { reason: 'timed_out' } });
  expect(methodsIn(await runSession(cpe))).toEqual([]);
});

/** A CPE that was asked for its configuration. */
async function uploading(serialNumber: string) {
  const cpe = await knownCpe(serialNumber);
  const wanted = { kind: 'upload', fileType: '3 Vendor Configuration File', login: 'digest' };
  const { id, commandKey } = await api.queue(cpe.deviceId, wanted);
  const rpc = await theOnly(cpe, 'Upload');
  const login = { username: rpc.text('Username'), password: rpc.text('Password') };
  return { cpe, id, commandKey, url: rpc.text('URL'), login };
}

conformance(
  [72],
  'a file is taken in chunks, after a digest, and kept under the command that asked for it',
  async () => {
    const { cpe, id, commandKey, url, login } = await uploading('TRANSFER_72');
    const path = pathOf(url);
    const pieces = ['# configuration\n', 'ssid=home\n'];
    const challenged = await fileRequest(url, 'PUT', { pieces });
    const challenge = challenged.headers['www-authenticate'] ?? '';
    expect([challenged.status, challenge.slice(0, 6)]).toEqual([401, 'Digest']);
    const wrong = digestHeader(challenge, 'PUT', path, { ...login, password: 'guess' });
    expect((await fileRequest(url, 'PUT', { pieces, headers: { authorization: wrong } })).status).toBe(401);
    const right = digestHeader(challenge, 'PUT', path, login);
    expect([200, 201]).toContain((await fileRequest(url, 'PUT', { pieces, headers: { authorization: right } })).status);
    cpe.finishTransfer(commandKey);
    await runSession(cpe);
    expect((await api.finished(id)).state).toBe('completed');
    expect(await api.text('GET', `/commands/${id}/file`)).toBe(pieces.join(''));
  },
);

conformance([72], 'with the URL of another command, or one that was tampered with, nothing is kept', async () => {
  const [mine, other] = [await uploading('TRANSFER_72B'), await uploading('TRANSFER_72C')];
  const pieces = ['x'];
  const path = pathOf(mine.url).replace(mine.commandKey, other.commandKey);
  expect((await fileRequest(mine.url, 'PUT', { path, pieces })).status).toBe(403);
  const challenge = (await fileRequest(mine.url, 'PUT', { pieces })).headers['www-authenticate'] ?? '';
  const authorization = digestHeader(challenge, 'PUT', pathOf(mine.url), other.login);
  expect((await fileRequest(mine.url, 'PUT', { pieces, headers: { authorization } })).status).toBe(401);
  for (const { id } of [mine, other]) {
    await expect(api.text('GET', `/commands/${id}/file`)).rejects.toThrow(/404/);
  }
});

conformance([73], 'paths that lead out, other hosts and credentials in the URL find nothing', async () => {
  const cpe = await knownCpe('TRANSFER_73');
  const image = await api.addImage(randomBytes(1_000));
  await api.queue(cpe.deviceId, { kind: 'download', image: image.id });
  const url = (await theOnly(cpe, 'Download')).text('URL');
  const path = pathOf(url);
  const tricks = [
    '/../../../../etc/passwd',
    '/f/..%2f..%2f..%2fetc/passwd',
    '/f/%2e%2e/%2e%2e/%2e%2e/etc/passwd',
    '/f/..\\..\\etc\\passwd',
    `${path}/../../../../etc/passwd`,
    `${path}/..%2f..%2fmuster.db`,
    `http://root:secret@127.0.0.1${path.replace('/f/', '/f/x')}`,
    `/${image.id}`,
  ];
  for (const trick of tricks) {
    const { status, body } = await fileRequest(url, 'GET', { path: trick });
    expect([trick, [400, 403, 404].includes(status)]).toEqual([trick, true]);
    expect(body.length).toBeLessThan(100);
  }
  expect((await fileRequest(url, 'GET')).body).toHaveLength(1_000);
  const withLogin = { ...ELSEWHERE, url: 'http://user:pw@files.example.net/image' };
  await expect(api.queue(cpe.deviceId, withLogin)).rejects.toThrow(/422/);
});
