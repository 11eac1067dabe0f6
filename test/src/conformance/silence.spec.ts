import { acsForTests } from '../harness/acs-for-tests.ts';
import { eventually } from '../harness/eventually.ts';
import { ForwardClock } from '../harness/forward-clock.ts';
import { methodsIn, runSession, serve } from '../harness/scripted-cpe/small-cpe-session.ts';
import { conformance } from './conformance.ts';
import { READ_UP_TIME } from './read-up-time.ts';

const SECOND = 1_000;
const clock = new ForwardClock();
const { api, knownCpe } = acsForTests({ MUSTER_CWMP_SESSION_TIMEOUT_MS: '30000' }, { clock });

const TIMEOUT_60 = '<cwmp:SessionTimeout soap:mustUnderstand="0">60</cwmp:SessionTimeout>';

/** Session ends told of a device, with their reasons, oldest first. */
async function ends(deviceId: string): Promise<readonly unknown[]> {
  const events = await api.events(deviceId);
  return events.filter(({ type }) => type === 'session.ended').map(({ data }) => data.reason);
}

conformance([14], 'a session lasts as long as the CPE asked for, and no longer', async () => {
  const cpe = await knownCpe('Q14');
  const { id } = await api.queue(cpe.deviceId, READ_UP_TIME);
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
  expect(await api.finished(id)).toMatchObject({ state: 'completed' });

  await cpe.inform({ header: TIMEOUT_60, events: ['1 BOOT'] });
  clock.putForward(62 * SECOND);
  await eventually('the session has timed out', async () => (await ends(cpe.deviceId)).includes('timeout'));
});

async function deviceWithVersion(deviceId: string, version: string) {
  const device = await api.device(deviceId);
  return device.cwmpVersion === version && device;
}

conformance([81], 'after too long a silence the session is gone, and its command is sent once more', async () => {
  const cpe = await knownCpe('Q81');
  const { id } = await api.queue(cpe.deviceId, READ_UP_TIME);
  await cpe.inform();
  const sent = await cpe.post();
  expect(sent.message.method).toBe('GetParameterValues');
  clock.putForward(32 * SECOND);
  // That it was sent is known a little later than it is sent: `queued` alone may be what was before.
  await eventually('the command is put back', async () => {
    const { state, attempts } = await api.command(id);
    return state === 'queued' && attempts === 1;
  });

  const tooLate = await cpe.post(cpe.answerTo(sent.message));
  expect(tooLate.status).toBe(400);
  expect(tooLate.headers['set-cookie']).toBeUndefined();
  expect(await api.command(id)).toMatchObject({ state: 'queued', attempts: 1 });
  // A cookie alone opens nothing either.
  expect((await cpe.post()).status).toBe(204);

  const rpcs = await runSession(cpe);
  expect(methodsIn(rpcs)).toEqual(['GetParameterValues']);
  expect(rpcs[0]?.request.id).not.toBe(sent.message.id);
  expect(await api.finished(id)).toMatchObject({ state: 'completed' });
  cpe.events = [['1 BOOT']];
  expect(await runSession(cpe)).toEqual([]);
  expect((await ends(cpe.deviceId)).filter((reason) => reason === 'timeout')).toHaveLength(1);
});

conformance([81], 'a session without SessionTimeout lasts thirty seconds, not less', async () => {
  const cpe = await knownCpe('Q81b');
  const { id } = await api.queue(cpe.deviceId, READ_UP_TIME);
  await cpe.inform();
  clock.putForward(28 * SECOND);
  expect(await serve(cpe, await cpe.post())).toHaveLength(1);
  expect(await api.finished(id)).toMatchObject({ state: 'completed' });
});
