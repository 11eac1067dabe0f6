import { acsForTests } from '../harness/acs-for-tests.ts';
import { eventually } from '../harness/eventually.ts';
import { infoList, message, parameterList, response } from '../harness/scripted-cpe/envelopes.ts';
import { METHODS } from '../harness/scripted-cpe/factory-settings.ts';
import { methodsIn, openSession, runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { conformance } from './conformance.ts';

const VERSION = 'Device.DeviceInfo.SoftwareVersion';
const HARDWARE = 'Device.DeviceInfo.HardwareVersion';

const { api, knownCpe, newCpe } = acsForTests();

conformance([37], 'two commands are sent one after the other, each under an ID of its own', async () => {
  const cpe = await knownCpe('TURN_37');
  await api.queue(cpe.deviceId, { kind: 'get', paths: [VERSION] });
  await api.queue(cpe.deviceId, { kind: 'get', paths: [HARDWARE] });
  await openSession(cpe);
  const first = (await cpe.post()).rpc;
  expect(first?.method).toBe('GetParameterValues');
  expect(first?.texts('string')).toEqual([VERSION]);
  expect(first?.id).toMatch(/^.{1,32}$/);
  const second = first && (await cpe.answer(first, cpe.execute(first))).rpc;
  expect(second?.texts('string')).toEqual([HARDWARE]);
  expect(second?.id).toMatch(/^.{1,32}$/);
  expect(second?.id).not.toBe(first?.id);
  expect(second && (await cpe.answer(second, cpe.execute(second))).rpc).toBeUndefined();
});

conformance([50], 'a refused request fails its command, and the next one is sent in the same session', async () => {
  const cpe = await knownCpe('TURN_50');
  const refused = await api.queue(cpe.deviceId, { kind: 'get', paths: ['Device.X_ACME.Nothing'] });
  const next = await api.queue(cpe.deviceId, { kind: 'get', paths: [VERSION] });
  const rpcs = await runSession(cpe);
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
      const cpe = await knownCpe(`TURN_51_${at}`);
      const command = await api.queue(cpe.deviceId, { kind: 'get', paths: [VERSION] });
      await openSession(cpe);
      const { message } = await cpe.post();
      const answer = await cpe.answer({ ...message, ...bad }, bad.body);
      expect([what, answer.status]).toEqual([what, 400]);
      // The session is over: nothing is asked in it any more.
      expect((await cpe.post()).rpc).toBeUndefined();
      cpe.close();
      await eventually('the command waits again', async () => {
        const { state, attempts } = await api.command(command.id);
        return state === 'queued' && attempts === 1;
      });
      expect(methodsIn(await runSession(cpe))).toEqual(['GetParameterValues']);
      expect((await api.finished(command.id)).state).toBe('completed');
    }
  },
);

conformance([52], 'a response that nobody asked for ends the session', async () => {
  const cpe = await knownCpe('TURN_52');
  await openSession(cpe);
  const answer = await cpe.post(message('GetParameterValuesResponse', parameterList([])));
  expect(answer.status).toBe(400);
  await api.queue(cpe.deviceId, { kind: 'get', paths: [VERSION] });
  expect((await cpe.post()).rpc).toBeUndefined();
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
  const cpe = await knownCpe('TURN_79A');
  await expect(api.queue(cpe.deviceId, SCHEDULE_DOWNLOAD)).rejects.toThrow(/422.*ScheduleDownload/);
  expect(await runSession(cpe)).toEqual([]);
});

conformance([79], 'a method that the CPE turns out not to have is not sent, and the command says so', async () => {
  const cpe = newCpe('TURN_79B');
  cpe.methods = METHODS.filter((method) => method !== 'Upload');
  await openSession(cpe);
  cpe.close();
  await eventually('the device is known', () => api.device(cpe.deviceId).catch(() => undefined));
  const upload = { kind: 'upload', fileType: '2 Vendor Log File', url: 'http://files.example.net/log' };
  const commands = [await api.queue(cpe.deviceId, SCHEDULE_DOWNLOAD), await api.queue(cpe.deviceId, upload)];
  const sent = methodsIn(await runSession(cpe));
  expect(sent).toContain('GetRPCMethods');
  expect(sent).not.toContain('ScheduleDownload');
  expect(sent).not.toContain('Upload');
  for (const [at, method] of ['ScheduleDownload', 'Upload'].entries()) {
    const command = await api.finished(commands[at]?.id ?? '');
    expect(command).toMatchObject({
      state: 'failed',
      outcome: { reason: 'not_supported', detail: expect.stringContaining(method) },
    });
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
  const cpe = await knownCpe('TURN_104');
  for (const command of commandsWith(NOT_BY_NUMBER.alias)) {
    await expect(api.queue(cpe.deviceId, command)).rejects.toThrow(/422/);
  }
  expect(await runSession(cpe)).toEqual([]);
});

conformance([105], 'a wildcard is refused in every command', async () => {
  const cpe = await knownCpe('TURN_105');
  for (const command of commandsWith(NOT_BY_NUMBER.wildcard)) {
    await expect(api.queue(cpe.deviceId, command)).rejects.toThrow(/422/);
  }
  expect(await runSession(cpe)).toEqual([]);
});
