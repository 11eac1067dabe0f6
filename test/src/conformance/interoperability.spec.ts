import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { ApiClient } from '../harness/api-client.ts';
import { RawConnection } from '../harness/raw-connection.ts';
import { type Acs, startAcs } from '../harness/start-acs.ts';
import { envelope, fault, type Identity, inform, message } from './envelopes.ts';
import { eventually } from './eventually.ts';
import { rawPost } from './raw-post.ts';
import { replyOptions, ScriptedCpe, type ScriptedCpeOptions } from './scripted-cpe.ts';

let acs: Acs;
let api: ApiClient;
beforeAll(async () => {
  acs = await startAcs();
  api = new ApiClient(acs.httpUrl);
});
afterAll(() => acs.stop());

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

function newCpe(serial: string, options: ScriptedCpeOptions = {}): ScriptedCpe {
  const cpe = new ScriptedCpe(acs.cwmpUrl, serial, options);
  open.push(cpe);
  return cpe;
}

const GET = { kind: 'get', paths: ['Device.DeviceInfo.UpTime'] };
const DONE = { state: 'completed', outcome: { result: { values: [{ value: '12' }] } } };

/** Queues a command that a CPE can carry out, and tells whether it was. */
async function expectCommandDone(cpe: ScriptedCpe, session: () => Promise<unknown>): Promise<void> {
  const { id } = await api.queue(cpe.deviceId, GET);
  await session();
  expect(await api.command(id, 20)).toMatchObject(DONE);
}

describe('what the ACS writes', () => {
  test('envelopes have the usual prefixes, no XML declaration, and a header even if it is empty', async () => {
    const cpe = newCpe('W1');
    for (const answer of [await cpe.inform(), await cpe.inform({ id: null }), await cpe.post()]) {
      expect(answer.status).toBe(200);
      expect(answer.body).toMatch(
        /^<SOAP-ENV:Envelope [^>]*xmlns:SOAP-ENV="http:\/\/schemas\.xmlsoap\.org\/soap\/envelope\/"/,
      );
      expect(answer.body).toContain('xmlns:SOAP-ENC="http://schemas.xmlsoap.org/soap/encoding/"');
      expect(answer.body).toContain('xmlns:cwmp="urn:dslforum-org:cwmp-1-2"');
      expect(answer.body).toMatch(/<SOAP-ENV:Header(?:\/>|>)/);
      expect(answer.body).toMatch(/<SOAP-ENV:Body><cwmp:\w+/);
    }
  });

  test('answers come with their length, never in chunks, and with short header lines', async () => {
    const cpe = newCpe('W2');
    for (const body of [inform(cpe.identity), '', '<no xml']) {
      const connection = await RawConnection.open(acs.cwmpPort);
      open.push(connection);
      const { head, body: answer } = await connection.exchange(Buffer.from(rawPost(body)), 5_000);
      expect(head).not.toMatch(/^transfer-encoding:/im);
      if (answer !== '') expect(head).toMatch(new RegExp(`^content-length: ${Buffer.byteLength(answer)}$`, 'im'));
      for (const line of head.split('\r\n')) expect(line.length).toBeLessThan(1_000);
    }
  });

  test('IDs of its requests are short and never come twice', async () => {
    const ids = new Set<string>();
    let rpcs = 0;
    for (const serial of ['W3', 'W3b']) {
      for (const rpc of await newCpe(serial).session({ events: ['0 BOOTSTRAP'] })) {
        expect(rpc.id?.length).toBeLessThanOrEqual(32);
        ids.add(rpc.id ?? '');
        rpcs++;
      }
    }
    expect(ids.size).toBe(rpcs);
    expect(rpcs).toBeGreaterThan(4);
  });
});

describe('cookies', () => {
  test('a CPE that never returns a cookie is known by its connection', async () => {
    const cpe = await newCpe('C1', { cookies: false }).becomeKnown();
    expect(cpe.cookie).toBeUndefined();
    await expectCommandDone(cpe, () => cpe.session());
  });

  test('without a cookie, another connection belongs to no session', async () => {
    const cpe = newCpe('C2', { cookies: false });
    await cpe.inform();
    cpe.reconnect();
    expect((await cpe.post()).status).toBe(204);
  });

  test('a cookie may come back with its attributes, among others, in quotes', async () => {
    const cpe = await newCpe('C3').becomeKnown();
    const forms: readonly ((cookie: string) => string)[] = [
      (cookie) => `${cookie}; Path=/; HttpOnly`,
      (cookie) => `$Version=1; ${cookie}; $Path="/"`,
      (cookie) => `session=abc; ${cookie}, other=1`,
      (cookie) => cookie.replace(/=(.*)/, '="$1"'),
    ];
    for (const form of forms) {
      const { id } = await api.queue(cpe.deviceId, GET);
      await cpe.inform();
      const cookie = form(cpe.cookie ?? '');
      cpe.reconnect();
      const sent = await cpe.post('', { Cookie: cookie });
      expect([cookie, sent.status]).toEqual([cookie, 200]);
      expect((await cpe.post(cpe.answerTo(sent.message), { Cookie: cookie })).status).toBe(204);
      expect(await api.command(id, 20)).toMatchObject(DONE);
    }
  });

  test('an Inform opens a new session, whatever cookie comes with it', async () => {
    const cpe = await newCpe('C4').becomeKnown();
    await cpe.inform();
    const stale = cpe.cookie ?? '';
    await cpe.inform();
    expect(cpe.cookie).not.toBe(stale);
    // The stale one goes on being sent along, before or after the one in force.
    for (const both of [`${stale}; ${cpe.cookie}`, `${cpe.cookie}; ${stale}`]) {
      const { id } = await api.queue(cpe.deviceId, GET);
      const opened = await cpe.post(inform(cpe.identity), { Cookie: both });
      const [fresh = ''] = opened.headers['set-cookie']?.[0]?.split(';') ?? [];
      const sent = await cpe.post('', { Cookie: `${stale}; ${fresh}` });
      expect(sent.message.method).toBe('GetParameterValues');
      expect((await cpe.post(cpe.answerTo(sent.message), { Cookie: `${fresh}; ${stale}` })).status).toBe(204);
      expect(await api.command(id, 20)).toMatchObject(DONE);
    }
  });

  test('the cookie of one CPE does not lend its session to the Inform of another', async () => {
    const one = await newCpe('C5').becomeKnown();
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
    const cpe = await newCpe('T3').becomeKnown();
    const declined = await api.queue(cpe.deviceId, GET);
    const next = await api.queue(cpe.deviceId, GET);
    await cpe.inform();
    const first = await cpe.post();
    const second = await cpe.post();
    expect(second.message).toMatchObject({ method: 'GetParameterValues' });
    expect(second.message.id).not.toBe(first.message.id);
    await cpe.work(second);
    expect(await api.command(declined.id, 20)).toMatchObject({ state: 'failed', outcome: { reason: 'not_supported' } });
    expect(await api.command(next.id, 20)).toMatchObject(DONE);
  });

  test('a POST that is sent again because its answer was lost gets the same answer', async () => {
    const cpe = await newCpe('T4').becomeKnown();
    const commands = [await api.queue(cpe.deviceId, GET), await api.queue(cpe.deviceId, GET)];
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
    for (const { id } of commands) expect(await api.command(id, 20)).toMatchObject({ ...DONE, attempts: 0 });
  });

  test('answers that are alike are answers to each RPC, also from a CPE that leaves the ID out', async () => {
    const cpe = newCpe('T5', {
      answers: (rpc) =>
        rpc.method === 'SetParameterAttributes'
          ? message('SetParameterAttributesResponse', '', { ...replyOptions(rpc), id: null })
          : undefined,
    });
    await cpe.becomeKnown();
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
      notifications.push(/<Notification>(\d)</.exec(answer.body)?.[1]);
      answer = await cpe.post(cpe.answerTo(answer.message));
    }
    expect(notifications).toEqual(['1', '2', '0']);
    for (const { id } of commands) expect(await api.command(id, 20)).toMatchObject({ state: 'completed' });
  });

  test('a CPE that asks for its methods of the ACS in mid-session gets them, and goes on', async () => {
    const cpe = await newCpe('T6').becomeKnown();
    await cpe.inform();
    expect((await cpe.post(message('GetRPCMethods'))).message.method).toBe('GetRPCMethodsResponse');
    expect((await cpe.post()).status).toBe(204);
  });
});

describe('encodings of a body', () => {
  const PARAMETERS = [['Device.DeviceInfo.ProvisioningCode', 'Zürich-é']] as const;

  /** What is kept of the parameter above. */
  async function keptValue({ deviceId }: ScriptedCpe): Promise<string> {
    return eventually('the value is there', async () => {
      const page = await api.parameters(deviceId, PARAMETERS[0][0]).catch(() => []);
      return page[0]?.value;
    });
  }

  test.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
  ])('%s is inflated (%p)', async (coding, compress) => {
    const cpe = newCpe(`E1${coding.replace('-', '')}${compress.name}`);
    const body = compress(inform(cpe.identity, { parameters: PARAMETERS }));
    expect((await cpe.post(body, { 'Content-Encoding': coding })).message.method).toBe('InformResponse');
    expect(await keptValue(cpe)).toBe('Zürich-é');
  });

  test('chunks are put together', async () => {
    const cpe = newCpe('E2');
    const body = inform(cpe.identity, { parameters: PARAMETERS });
    expect((await cpe.post(body, { 'Transfer-Encoding': 'chunked' })).message.method).toBe('InformResponse');
    expect(await keptValue(cpe)).toBe('Zürich-é');
  });

  test('ISO-8859-1 is read, as the declaration or the Content-Type says', async () => {
    const byDeclaration = newCpe('E3');
    const text = inform(byDeclaration.identity, { parameters: PARAMETERS }).replace('UTF-8', 'ISO-8859-1');
    expect((await byDeclaration.post(Buffer.from(text, 'latin1'), { 'Content-Type': 'text/xml' })).status).toBe(200);
    expect(await keptValue(byDeclaration)).toBe('Zürich-é');
    const byHeader = newCpe('E4');
    const bare = inform(byHeader.identity, { parameters: PARAMETERS }).replace(/^<\?.*\n/, '');
    const headers = { 'Content-Type': 'text/xml; charset="iso-8859-1"' };
    expect((await byHeader.post(Buffer.from(bare, 'latin1'), headers)).status).toBe(200);
    expect(await keptValue(byHeader)).toBe('Zürich-é');
  });

  test('bytes that are not UTF-8 lock no CPE out', async () => {
    const cpe = newCpe('E5');
    const body = Buffer.from(inform(cpe.identity, { parameters: PARAMETERS }), 'latin1');
    expect((await cpe.post(body)).message.method).toBe('InformResponse');
    expect(await keptValue(cpe)).toMatch(/^Z.+rich-.+$/u);
  });
});

describe('schema violations that are real', () => {
  test.each([
    ['more than there are', 'cwmp:EventStruct[16]', 'cwmp:ParameterValueStruct[70]'],
    ['fewer than there are', 'cwmp:EventStruct[0]', 'cwmp:ParameterValueStruct[0]'],
    ['padded with zeros', 'cwmp:EventStruct[02]', 'cwmp:ParameterValueStruct[0007]'],
    ['no number at all', 'cwmp:EventStruct[]', 'xsd:anyType'],
  ])('array sizes: %s', async (what, events, parameters) => {
    const cpe = newCpe(`A${what.length}`);
    const body = inform(cpe.identity, { events: ['1 BOOT', '2 PERIODIC'] })
      .replace(/cwmp:EventStruct\[\d+\]/, events)
      .replace(/cwmp:ParameterValueStruct\[\d+\]/, parameters);
    expect((await cpe.post(body)).message.method).toBe('InformResponse');
    expect((await cpe.post()).status).toBe(200);
    expect(await api.device(cpe.deviceId)).toMatchObject({
      softwareVersion: '1.0.0',
      lastInform: { eventCodes: ['1 BOOT', '2 PERIODIC'] },
    });
  });

  test('arguments in another order, values without a type, and arguments nobody knows', async () => {
    const cpe = newCpe('A2');
    const args = inform(cpe.identity).match(/<cwmp:Inform>([\s\S]*)<\/cwmp:Inform>/)?.[1] ?? '';
    const [, deviceId = '', rest = ''] = /^(<DeviceId>[\s\S]*<\/DeviceId>)([\s\S]*)$/.exec(args) ?? [];
    const odd = `<Extra>1</Extra>${rest.replace(/ xsi:type="[^"]*"/g, '')}${deviceId}`;
    expect((await cpe.post(envelope(`<cwmp:Inform>${odd}</cwmp:Inform>`))).message.method).toBe('InformResponse');
    expect((await cpe.post()).status).toBe(200);
    expect(await api.device(cpe.deviceId)).toMatchObject({ softwareVersion: '1.0.0' });
  });

  test('an empty OUI is an identity as long as there is a serial number', async () => {
    const cpe = newCpe('A3');
    const nobody: Identity = { ...cpe.identity, oui: '', productClass: '', serial: '' };
    expect((await cpe.post(inform(nobody))).message).toMatchObject({ method: 'Fault', faultCode: '8003' });
    const someone = inform({ ...cpe.identity, oui: '' });
    expect((await cpe.post(someone)).message.method).toBe('InformResponse');
    expect((await cpe.post()).status).toBe(200);
    const { devices } = await api.devices();
    expect(devices.filter(({ identity }) => identity.serialNumber === 'A3')).toHaveLength(1);
  });

  const FAULT = '<FaultCode>9005</FaultCode><FaultString>Invalid parameter name</FaultString>';
  test.each([
    [
      'inside faultstring',
      `<soap:Fault><faultcode>Client</faultcode><faultstring>CWMP fault<detail><cwmp:Fault>${FAULT}</cwmp:Fault></detail></faultstring></soap:Fault>`,
    ],
    [
      'with a prefix nobody declared',
      `<SOAP-ENV:Fault><faultcode>SOAP-ENV:Client</faultcode><faultstring>CWMP fault</faultstring><detail><cwmp:Fault>${FAULT}</cwmp:Fault></detail></SOAP-ENV:Fault>`,
    ],
    ['with a detail of no namespace', `<soap:Fault><detail><Fault>${FAULT}</Fault></detail></soap:Fault>`],
  ])('a fault %s is understood', async (what, body) => {
    const cpe = newCpe(`F${what.length}`, {
      answers: (rpc) => (rpc.method === 'GetParameterValues' && faulty ? envelope(body, replyOptions(rpc)) : undefined),
    });
    let faulty = false;
    await cpe.becomeKnown();
    faulty = true;
    const { id } = await api.queue(cpe.deviceId, GET);
    await cpe.session();
    expect(await api.command(id, 20)).toMatchObject({ state: 'failed', outcome: { fault: { faultCode: 9005 } } });
  });

  test('a fault without any code ends the command, not the session', async () => {
    let faulty = false;
    const cpe = newCpe('F1', {
      answers: (rpc) =>
        rpc.method === 'GetParameterValues' && faulty
          ? fault(0, '', replyOptions(rpc)).replace(/<detail>.*<\/detail>/, '')
          : undefined,
    });
    await cpe.becomeKnown();
    faulty = true;
    const { id } = await api.queue(cpe.deviceId, GET);
    expect(await cpe.session()).toHaveLength(1);
    expect(await api.command(id, 20)).toMatchObject({ state: 'failed', outcome: { reason: 'cpe_fault' } });
  });

  test('a Content-Length that counts characters cuts the body, and the next connection is served', async () => {
    const cpe = newCpe('L1');
    const body = inform(cpe.identity, { parameters: [['Device.X', 'ééééé']] });
    // Five bytes too few: the CPE's last bytes are left over. White space at the end of a body hides the mistake.
    for (const [end, status] of [
      ['', 400],
      ['\r\n\r\n\r\n', 200],
    ] as const) {
      const connection = await RawConnection.open(acs.cwmpPort);
      open.push(connection);
      const wrong = rawPost(body + end).replace(/Content-Length: \d+/, `Content-Length: ${(body + end).length}`);
      expect((await connection.exchange(Buffer.from(wrong), 5_000)).status).toBe(status);
    }
    expect((await cpe.post(body)).status).toBe(200);
  });
});
