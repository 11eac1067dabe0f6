import { ApiClient } from '../harness/api-client.ts';
import { ForwardClock } from '../harness/forward-clock.ts';
import { type Acs, startAcs } from '../harness/start-acs.ts';
import { conformance } from './conformance.ts';
import { eventually } from './eventually.ts';
import { ScriptedCpe } from './scripted-cpe.ts';

const SECOND = 1_000;
const clock = new ForwardClock();
let acs: Acs;
let api: ApiClient;
beforeAll(async () => {
  acs = await startAcs({ MUSTER_CWMP_SESSION_TIMEOUT_MS: '30000' }, { clock });
  api = new ApiClient(acs.httpUrl);
});
afterAll(() => acs.stop());

const GET = { kind: 'get', paths: ['Device.DeviceInfo.UpTime'] };
const TIMEOUT_60 = '<cwmp:SessionTimeout soap:mustUnderstand="0">60</cwmp:SessionTimeout>';

/** Session ends told of a device, with their reasons, oldest first. */
async function ends(deviceId: string): Promise<readonly unknown[]> {
  const { events } = await api.events(deviceId);
  return events
    .filter(({ type }) => type === 'session.ended')
    .map(({ data }) => data.reason)
    .reverse();
}

conformance([14], 'a session lasts as long as the CPE asked for, and no longer', async () => {
  const cpe = await new ScriptedCpe(acs.cwmpUrl, 'Q14').becomeKnown();
  const { id } = await api.queue(cpe.deviceId, GET);
  const opened = await cpe.inform({ header: TIMEOUT_60 });
  expect(opened.message).toMatchObject({ method: 'InformResponse', namespace: 'urn:dslforum-org:cwmp-1-2' });
  expect(opened.body).not.toContain('UseCWMPVersion');
  expect(await eventually('the Inform is worked in', () => deviceWithVersion(cpe.deviceId, '1.3'))).toBeDefined();

  clock.putForward(50 * SECOND);
  // Every POST begins the time anew.
  const sent = await cpe.post();
  expect(sent.message.method).toBe('GetParameterValues');
  clock.putForward(50 * SECOND);
  expect((await cpe.post(cpe.answerTo(sent.message))).status).toBe(204);
  expect(await api.command(id, 20)).toMatchObject({ state: 'completed' });

  await cpe.inform({ header: TIMEOUT_60, events: ['1 BOOT'] });
  clock.putForward(62 * SECOND);
  await eventually('the session has timed out', async () => (await ends(cpe.deviceId)).includes('timeout'));
  cpe.close();
});

async function deviceWithVersion(deviceId: string, version: string) {
  const device = await api.request<{ readonly cwmpVersion: string }>('GET', `/devices/${deviceId}`);
  return device.cwmpVersion === version && device;
}

conformance([81], 'after too long a silence the session is gone, and its command is sent once more', async () => {
  const cpe = await new ScriptedCpe(acs.cwmpUrl, 'Q81').becomeKnown();
  const { id } = await api.queue(cpe.deviceId, GET);
  await cpe.inform();
  const sent = await cpe.post();
  expect(sent.message.method).toBe('GetParameterValues');
  clock.putForward(32 * SECOND);
  await eventually('the command is put back', async () => (await api.command(id)).state === 'queued');

  const tooLate = await cpe.post(cpe.answerTo(sent.message));
  expect(tooLate.status).toBe(400);
  expect(tooLate.headers['set-cookie']).toBeUndefined();
  expect(await api.command(id)).toMatchObject({ state: 'queued', attempts: 1 });
  // A cookie alone opens nothing either.
  expect((await cpe.post()).status).toBe(204);

  const rpcs = await cpe.session();
  expect(rpcs.map(({ method }) => method)).toEqual(['GetParameterValues']);
  expect(rpcs[0]?.id).not.toBe(sent.message.id);
  expect(await api.command(id, 20)).toMatchObject({ state: 'completed' });
  expect(await cpe.session({ events: ['1 BOOT'] })).toEqual([]);
  expect((await ends(cpe.deviceId)).filter((reason) => reason === 'timeout')).toHaveLength(1);
  cpe.close();
});

conformance([81], 'a session without SessionTimeout lasts thirty seconds, not less', async () => {
  const cpe = await new ScriptedCpe(acs.cwmpUrl, 'Q81b').becomeKnown();
  const { id } = await api.queue(cpe.deviceId, GET);
  await cpe.inform();
  clock.putForward(28 * SECOND);
  expect(await cpe.work(await cpe.post())).toHaveLength(1);
  expect(await api.command(id, 20)).toMatchObject({ state: 'completed' });
  cpe.close();
});
