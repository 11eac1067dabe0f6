import { acsForTests } from '../harness/acs-for-tests.ts';
import { inform, message } from '../harness/scripted-cpe/envelopes.ts';
import { replyOptions } from '../harness/scripted-cpe/scripted-cpe.ts';
import { methodsIn, serve } from '../harness/scripted-cpe/small-cpe-session.ts';
import { READ_UP_TIME, UP_TIME_READ } from './read-up-time.ts';

const { api, knownCpe, newCpe } = acsForTests();

describe('cookies', () => {
  test('a CPE that never returns a cookie is known by its connection', async () => {
    const cpe = await knownCpe('C1', { cookies: false });
    const { id } = await api.queue(cpe.deviceId, READ_UP_TIME);
    await cpe.inform();
    expect(cpe.cookie).toBeUndefined();
    expect(methodsIn(await serve(cpe, await cpe.post()))).toEqual(['GetParameterValues']);
    expect(await api.finished(id)).toMatchObject(UP_TIME_READ);
  });

  test('without a cookie, another connection belongs to no session', async () => {
    const cpe = newCpe('C2', { cookies: false });
    await cpe.inform();
    cpe.reconnect();
    expect((await cpe.post()).status).toBe(204);
  });

  test('a cookie may come back with its attributes, among others, in quotes', async () => {
    const cpe = await knownCpe('C3');
    const forms: readonly ((cookie: string) => string)[] = [
      (cookie) => `${cookie}; Path=/; HttpOnly`,
      (cookie) => `$Version=1; ${cookie}; $Path="/"`,
      (cookie) => `session=abc; ${cookie}, other=1`,
      (cookie) => cookie.replace(/=(.*)/, '="$1"'),
    ];
    for (const form of forms) {
      const { id } = await api.queue(cpe.deviceId, READ_UP_TIME);
      await cpe.inform();
      const cookie = form(cpe.cookie ?? '');
      cpe.reconnect();
      const sent = await cpe.post('', { Cookie: cookie });
      expect([cookie, sent.status]).toEqual([cookie, 200]);
      expect((await cpe.post(cpe.answerTo(sent.message), { Cookie: cookie })).status).toBe(204);
      expect(await api.finished(id)).toMatchObject(UP_TIME_READ);
    }
  });

  test('an Inform opens a new session, whatever cookie comes with it', async () => {
    const cpe = await knownCpe('C4');
    await cpe.inform();
    const stale = cpe.cookie ?? '';
    await cpe.inform();
    expect(cpe.cookie).not.toBe(stale);
    // The stale one goes on being sent along, before or after the one in force.
    for (const both of [`${stale}; ${cpe.cookie}`, `${cpe.cookie}; ${stale}`]) {
      const { id } = await api.queue(cpe.deviceId, READ_UP_TIME);
      const opened = await cpe.post(inform(cpe.identity), { Cookie: both });
      const [fresh = ''] = opened.headers['set-cookie']?.[0]?.split(';') ?? [];
      const sent = await cpe.post('', { Cookie: `${stale}; ${fresh}` });
      expect(sent.message.method).toBe('GetParameterValues');
      expect((await cpe.post(cpe.answerTo(sent.message), { Cookie: `${fresh}; ${stale}` })).status).toBe(204);
      expect(await api.finished(id)).toMatchObject(UP_TIME_READ);
    }
  });

  test('the cookie of one CPE does not lend its session to the Inform of another', async () => {
    const one = await knownCpe('C5');
    await one.inform();
    const other = newCpe('C6');
    other.cookie = one.cookie;
    await other.inform();
    expect(other.cookie).not.toBe(one.cookie);
    expect((await one.post()).status).toBe(204);
    expect((await other.post()).message.method).toBe('GetRPCMethods');
  });
});

describe('turns', () => {
  test('an empty POST before any Inform is answered with 204, and the Inform may follow', async () => {
    const cpe = newCpe('T1');
    expect((await cpe.post()).status).toBe(204);
    expect((await cpe.inform()).message.method).toBe('InformResponse');
    expect((await cpe.post()).message.method).toBe('GetRPCMethods');
  });

  test('nothing is processed before an Inform', async () => {
    const cpe = newCpe('T2');
    const early = await cpe.post(message('GetRPCMethods', '', { id: 'early' }));
    expect(early.message).toMatchObject({ method: 'Fault', faultCode: '8001', id: 'early' });
    expect(early.headers['set-cookie']).toBeUndefined();
    expect((await cpe.post(message('GetParameterValuesResponse'))).status).toBe(400);
  });

  test('an empty POST in answer to an RPC fails its command, and the next is sent', async () => {
    const cpe = await knownCpe('T3');
    const declined = await api.queue(cpe.deviceId, READ_UP_TIME);
    const next = await api.queue(cpe.deviceId, READ_UP_TIME);
    await cpe.inform();
    const first = await cpe.post();
    const second = await cpe.post();
    expect(second.message).toMatchObject({ method: 'GetParameterValues' });
    expect(second.message.id).not.toBe(first.message.id);
    await serve(cpe, second);
    expect(await api.finished(declined.id)).toMatchObject({ state: 'failed', outcome: { reason: 'not_supported' } });
    expect(await api.finished(next.id)).toMatchObject(UP_TIME_READ);
  });

  test('a POST that is sent again because its answer was lost gets the same answer', async () => {
    const cpe = await knownCpe('T4');
    const commands = [await api.queue(cpe.deviceId, READ_UP_TIME), await api.queue(cpe.deviceId, READ_UP_TIME)];
    await cpe.inform();
    const first = await cpe.post();
    cpe.reconnect();
    // The empty POST again, on another connection: the RPC never arrived.
    expect((await cpe.post()).body).toBe(first.body);
    const answer = cpe.answerTo(first.message);
    const second = await cpe.post(answer);
    expect(second.message.id).not.toBe(first.message.id);
    cpe.reconnect();
    expect((await cpe.post(answer)).body).toBe(second.body);
    expect((await cpe.post(cpe.answerTo(second.message))).status).toBe(204);
    for (const { id } of commands) expect(await api.finished(id)).toMatchObject({ ...UP_TIME_READ, attempts: 0 });
  });

  test('answers that are alike are answers to each RPC, also from a CPE that leaves the ID out', async () => {
    const cpe = await knownCpe('T5');
    const commands = [];
    for (const notification of [1, 2, 0]) {
      const wanted = { name: 'Device.DeviceInfo.UpTime', notificationChange: true, notification };
      const attributes = [{ ...wanted, accessListChange: false, accessList: [] }];
      commands.push(await api.queue(cpe.deviceId, { kind: 'setAttributes', attributes }));
    }
    await cpe.inform();
    const notifications: unknown[] = [];
    let answer = await cpe.post();
    while (answer.status !== 204 && notifications.length < 10) {
      const rpc = answer.message;
      notifications.push(rpc.text('Notification'));
      answer = await cpe.post(message(`${rpc.method}Response`, '', { ...replyOptions(rpc), id: null }));
    }
    expect(notifications).toEqual(['1', '2', '0']);
    for (const { id } of commands) expect(await api.finished(id)).toMatchObject({ state: 'completed' });
  });

  test('a CPE that asks for its methods of the ACS in mid-session gets them, and goes on', async () => {
    const cpe = await knownCpe('T6');
    await cpe.inform();
    expect((await cpe.post(message('GetRPCMethods'))).message.method).toBe('GetRPCMethodsResponse');
    expect((await cpe.post()).status).toBe(204);
  });
});
