import { type Acs, startAcs } from '../harness/start-acs.ts';
import { AcsApi } from './acs-api.ts';
import { conformance } from './conformance.ts';
import { infoList, parameterList, response } from './cpe-messages.ts';
import { knownCpe, methodsIn, openSession, runSession } from './cpe-session.ts';
import { eventually } from './eventually.ts';
import { METHODS } from './factory-settings.ts';
import { SmallCpe } from './small-cpe.ts';

const VERSION = 'Device.DeviceInfo.SoftwareVersion';
const HARDWARE = 'Device.DeviceInfo.HardwareVersion';

let acs: Acs;
let api: AcsApi;

beforeAll(async () => {
  acs = await startAcs();
  api = new AcsApi(acs.httpUrl);
});
afterAll(() => acs.stop());

conformance([37], 'two commands are sent one after the other, each under an ID of its own', async () => {
  const cpe = await knownCpe('TURN_37', acs.cwmpUrl);
  await api.queue(cpe.deviceId, { kind: 'get', paths: [VERSION] });
  await api.queue(cpe.deviceId, { kind: 'get', paths: [HARDWARE] });
  const session = await openSession(cpe, acs.cwmpUrl);
  const first = await session.empty();
  expect(first?.method).toBe('GetParameterValues');
  expect(first?.texts('string')).toEqual([VERSION]);
  expect(first?.id).toMatch(/^.{1,32}$/);
  const second = first && (await session.answer(first, cpe.execute(first)));
  expect(second?.texts('string')).toEqual([HARDWARE]);
  expect(second?.id).toMatch(/^.{1,32}$/);
  expect(second?.id).not.toBe(first?.id);
  expect(second && (await session.answer(second, cpe.execute(second)))).toBeUndefined();
  session.close();
});

conformance([50], 'a refused request fails its command, and the next one is sent in the same session', async () => {
  const cpe = await knownCpe('TURN_50', acs.cwmpUrl);
  const refused = await api.queue(cpe.deviceId, { kind: 'get', paths: ['Device.X_ACME.Nothing'] });
  const next = await api.queue(cpe.deviceId, { kind: 'get', paths: [VERSION] });
  const rpcs = await runSession(cpe, acs.cwmpUrl);
  expect(rpcs.map(({ request }) => request.text('string'))).toEqual(['Device.X_ACME.Nothing', VERSION]);
  expect(await api.finished(refused.id)).toMatchObject({
    state: 'failed',
    outcome: { status: 'failed', reason: 'cpe_fault', fault: { faultCode: 9005 } },
  });
  expect((await api.finished(next.id)).state).toBe('completed');
});

const BAD_ANSWERS = {
  'a wrong ID': { id: 'not-yours', body: response('GetParameterValues', parameterList([])) },
  'the response of another method': { body: response('GetParameterNames', infoList([])) },
} as const;

conformance(
  [51],
  'an answer that does not belong to the request ends the session, and the command is sent again',
  async () => {
    for (const [at, [what, bad]] of Object.entries(BAD_ANSWERS).entries()) {
      const cpe = await knownCpe(`TURN_51_${at}`, acs.cwmpUrl);
      const command = await api.queue(cpe.deviceId, { kind: 'get', paths: [VERSION] });
      const session = await openSession(cpe, acs.cwmpUrl);
      const request = await session.empty();
      const answer = await session.answerRaw({ id: request?.id, ...bad }, bad.body);
      expect([what, answer.status]).toEqual([what, 400]);
      // The session is over: nothing is asked in it any more.
      expect(await session.empty()).toBeUndefined();
      session.close();
      await eventually('the command waits again', async () => (await api.command(command.id)).state === 'queued');
      expect(methodsIn(await runSession(cpe, acs.cwmpUrl))).toEqual(['GetParameterValues']);
      expect((await api.finished(command.id)).state).toBe('completed');
    }
  },
);

conformance([52], 'a response that nobody asked for ends the session', async () => {
  const cpe = await knownCpe('TURN_52', acs.cwmpUrl);
  const session = await openSession(cpe, acs.cwmpUrl);
  const answer = await session.answerRaw({ id: '1' }, response('GetParameterValues', parameterList([])));
  expect(answer.status).toBe(400);
  await api.queue(cpe.deviceId, { kind: 'get', paths: [VERSION] });
  expect(await session.empty()).toBeUndefined();
  session.close();
});

const SCHEDULE_DOWNLOAD = {
  kind: 'rpc',
  request: {
    method: 'ScheduleDownload',
    fileType: '1 Firmware Upgrade Image',
    url: 'http://files.example.net/image',
    timeWindowList: [{ windowStart: 0, windowEnd: 60, windowMode: '1 At Any Time' }],
  },
};

conformance([79], 'a method that the CPE is known not to have is refused when it is asked for', async () => {
  const cpe = await knownCpe('TURN_79A', acs.cwmpUrl);
  await expect(api.queue(cpe.deviceId, SCHEDULE_DOWNLOAD)).rejects.toThrow(/422.*ScheduleDownload/);
  expect(await runSession(cpe, acs.cwmpUrl)).toEqual([]);
});

conformance([79], 'a method that the CPE turns out not to have is not sent, and the command says so', async () => {
  const cpe = new SmallCpe('TURN_79B');
  cpe.methods = METHODS.filter((method) => method !== 'Upload');
  (await openSession(cpe, acs.cwmpUrl)).close();
  await eventually('the device is known', () => api.device(cpe.deviceId).catch(() => undefined));
  const upload = { kind: 'upload', fileType: '2 Vendor Log File', url: 'http://files.example.net/log' };
  const commands = [await api.queue(cpe.deviceId, SCHEDULE_DOWNLOAD), await api.queue(cpe.deviceId, upload)];
  const sent = methodsIn(await runSession(cpe, acs.cwmpUrl));
  expect(sent).toContain('GetRPCMethods');
  expect(sent).not.toContain('ScheduleDownload');
  expect(sent).not.toContain('Upload');
  for (const [at, method] of ['ScheduleDownload', 'Upload'].entries()) {
    const command = await api.finished(commands[at]?.id ?? '');
    expect(command).toMatchObject({ state: 'failed', outcome: { reason: 'not_supported' } });
    expect(command.outcome?.detail).toContain(method);
  }
});

const NOT_BY_NUMBER = {
  alias: 'Device.NAT.PortMapping.[game].Description',
  wildcard: 'Device.NAT.PortMapping.*.Description',
} as const;

/** Every way to put a path into a request. */
function commandsWith(path: string) {
  const row = path.slice(0, path.lastIndexOf('.') + 1);
  const attribute = { name: path, notificationChange: true, notification: 1, accessListChange: false, accessList: [] };
  return [
    { kind: 'get', paths: [path] },
    { kind: 'refresh', paths: [row] },
    { kind: 'set', values: [{ name: path, value: 'x' }] },
    { kind: 'setAttributes', attributes: [attribute] },
    { kind: 'add', objectName: row },
    { kind: 'delete', objectName: row },
    { kind: 'rpc', request: { method: 'GetParameterValues', parameterNames: [path] } },
    { kind: 'rpc', request: { method: 'GetParameterNames', parameterPath: row, nextLevel: true } },
    { kind: 'rpc', request: { method: 'GetParameterAttributes', parameterNames: [path] } },
    { kind: 'rpc', request: { method: 'AddObject', objectName: row } },
    { kind: 'rpc', request: { method: 'DeleteObject', objectName: row } },
  ];
}

conformance([104], 'a row addressed by alias is refused in every command', async () => {
  const cpe = await knownCpe('TURN_104', acs.cwmpUrl);
  for (const command of commandsWith(NOT_BY_NUMBER.alias)) {
    await expect(api.queue(cpe.deviceId, command)).rejects.toThrow(/422/);
  }
  expect(await runSession(cpe, acs.cwmpUrl)).toEqual([]);
});

conformance([105], 'a wildcard is refused in every command', async () => {
  const cpe = await knownCpe('TURN_105', acs.cwmpUrl);
  for (const command of commandsWith(NOT_BY_NUMBER.wildcard)) {
    await expect(api.queue(cpe.deviceId, command)).rejects.toThrow(/422/);
  }
  expect(await runSession(cpe, acs.cwmpUrl)).toEqual([]);
});
