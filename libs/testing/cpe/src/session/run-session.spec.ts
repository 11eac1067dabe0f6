import { FakeClock } from '../clock.ts';
import { Cpe } from '../cpe.ts';
import type { CpeOptions } from '../cpe-options.ts';
import { runSession } from './run-session.ts';
import {
  acsEnvelope,
  acsFault,
  type Override,
  type ReceivedPost,
  ScriptedAcs,
  type ScriptedAnswer,
} from './scripted-acs.ts';
import type { SessionLog } from './session-log.ts';
import type { SessionOptions } from './session-options.ts';

const REBOOT = '<cwmp:Reboot><CommandKey>r1</CommandKey></cwmp:Reboot>';
const READ =
  '<cwmp:GetParameterValues><ParameterNames SOAP-ENC:arrayType="xsd:string[1]"><string>Device.Time.</string></ParameterNames></cwmp:GetParameterValues>';
const NOTHING =
  '<cwmp:DeleteObject><ObjectName>Device.Nothing.1.</ObjectName><ParameterKey></ParameterKey></cwmp:DeleteObject>';

interface Run {
  readonly cpe: Cpe;
  readonly log: SessionLog;
  readonly posts: readonly ReceivedPost[];
}
interface Script {
  readonly rpcs?: readonly string[];
  readonly override?: Override;
  readonly options?: Omit<SessionOptions, 'url'>;
  readonly cpe?: Cpe;
}

const makeCpe = (options: CpeOptions = {}): Cpe => new Cpe({ clock: new FakeClock(), ...options });

/** One session with a scripted ACS. */
async function run({ rpcs = [], override, options, cpe = makeCpe() }: Script): Promise<Run> {
  const acs = new ScriptedAcs(rpcs, override);
  try {
    const log = await runSession(cpe, { url: await acs.listen(), timeoutMs: 5_000, ...options });
    return { cpe, log, posts: acs.posts };
  } finally {
    await acs.close();
  }
}

const envelope = (body: string, status = 200): ScriptedAnswer => ({
  status,
  headers: { 'Content-Type': 'text/xml', 'Content-Length': String(Buffer.byteLength(body)) },
  body,
});
const methods = (posts: readonly ReceivedPost[]): readonly string[] => posts.map((post) => post.method);
const cookies = (posts: readonly ReceivedPost[]): readonly (string | undefined)[] =>
  posts.map((post) => post.headers.cookie);

describe('as the standard has it', () => {
  test('an Inform, an empty POST, the RPCs, the end', async () => {
    const { cpe, log, posts } = await run({ rpcs: [READ, NOTHING, REBOOT] });
    expect(log).toMatchObject({
      outcome: 'completed',
      violations: [],
      rpcs: [{ method: 'GetParameterValues' }, { method: 'DeleteObject' }, { method: 'Reboot' }],
    });
    expect(methods(posts)).toEqual(['Inform', '', 'GetParameterValuesResponse', 'Fault', 'RebootResponse']);
    expect(log.exchanges.map((each) => each.status)).toEqual([200, 200, 200, 200, 204]);
    expect(posts.every((post) => post.connection === 0)).toBe(true);
    expect(cpe.ledger.executed('Reboot')).toMatchObject([{ key: 'r1', session: 1 }]);
    expect(cpe.outbox.events.map((event) => event.eventCode)).toEqual(['1 BOOT', 'M Reboot']);
  });

  test('headers: SOAPAction empty with an envelope, nothing with an empty POST, the cookie everywhere', async () => {
    const { posts } = await run({});
    expect(posts[0]?.headers).toMatchObject({ soapaction: '', 'content-type': 'text/xml; charset="utf-8"' });
    expect(posts[1]?.headers).not.toHaveProperty('soapaction');
    expect(posts[1]?.headers).not.toHaveProperty('content-type');
    expect(cookies(posts)).toEqual([undefined, 'session=abc']);
  });

  test('the answer carries the ID of the request', async () => {
    const { posts } = await run({ rpcs: [READ, REBOOT] });
    expect(posts[2]?.body).toContain('>acs-1</cwmp:ID>');
    expect(posts[3]?.body).toContain('>acs-0</cwmp:ID>');
  });

  test('requests of the device come before its empty POST and are not sent again', async () => {
    const cpe = makeCpe();
    cpe.requestDownload('2 Web Content');
    cpe.request({ method: 'GetRPCMethods' });
    const override: Override = ({ method }) =>
      method === 'GetRPCMethods'
        ? envelope(
            acsEnvelope(
              'cpe-2',
              '<cwmp:GetRPCMethodsResponse><MethodList SOAP-ENC:arrayType="xsd:string[1]"><string>Inform</string></MethodList></cwmp:GetRPCMethodsResponse>',
            ),
          )
        : undefined;
    const { log, posts } = await run({ cpe, override });
    expect(methods(posts)).toEqual(['Inform', 'RequestDownload', 'GetRPCMethods', '']);
    expect(log.violations).toEqual([]);
    expect(cpe.outbox.requests).toEqual([]);
    expect(cpe.outbox.events).toEqual([]);
  });

  test('a fault on a request of the device does not end the session', async () => {
    const cpe = makeCpe();
    cpe.kick('', '', '', '');
    const { log } = await run({
      cpe,
      override: ({ method }) => (method === 'Kicked' ? envelope(acsEnvelope('cpe-1', acsFault(8000))) : undefined),
    });
    expect(log).toMatchObject({ outcome: 'completed', violations: [] });
    expect(cpe.outbox.requests).toHaveLength(1);
  });
});

describe('authentication', () => {
  const challenge: ScriptedAnswer = {
    status: 401,
    headers: { 'WWW-Authenticate': 'Digest realm="r", qop="auth", nonce="n"', 'Content-Length': '0' },
  };
  const credentials = { username: 'u', password: 'p' };

  test('the Inform is sent again on the same connection, and the rest without another challenge', async () => {
    const { log, posts } = await run({
      override: ({ headers }) => (headers.authorization ? undefined : challenge),
      options: { credentials },
    });
    expect(log).toMatchObject({ outcome: 'completed', violations: [] });
    expect(methods(posts)).toEqual(['Inform', 'Inform', '']);
    expect(posts[1]?.body).toBe(posts[0]?.body);
    expect(posts[2]?.headers.authorization).toContain('nc=00000002');
  });

  test('wrong credentials are refused, not repeated for ever', async () => {
    const { cpe, log, posts } = await run({ override: () => challenge, options: { credentials } });
    expect(log).toMatchObject({ outcome: 'refused', reason: 'HTTP 401' });
    expect(posts).toHaveLength(2);
    expect(cpe.retryCount).toBe(1);
  });

  test('the device uses what the ACS has set', async () => {
    const cpe = makeCpe({ factoryValues: { 'ManagementServer.Username': 'me', 'ManagementServer.Password': 'x' } });
    const { posts } = await run({ cpe, override: ({ headers }) => (headers.authorization ? undefined : challenge) });
    expect(posts[1]?.headers.authorization).toContain('username="me"');
  });
});

describe('failures', () => {
  test.each<readonly [string, SessionLog['outcome'], ScriptedAnswer | 'destroy']>([
    ['a fault on the Inform', 'rejected', envelope(acsEnvelope('cpe-0', acsFault(8001)))],
    ['HTTP 503', 'refused', { status: 503, headers: { 'Content-Length': '0' } }],
    ['a broken connection', 'broken', 'destroy'],
    ['no XML', 'malformed', envelope('hello')],
    ['204', 'malformed', { status: 204 }],
    ['an RPC', 'malformed', envelope(acsEnvelope('x', REBOOT))],
  ])('%s in answer to the Inform: %s', async (_name, outcome, answer) => {
    const { cpe, log } = await run({ override: () => answer });
    expect(log.outcome).toBe(outcome);
    expect(cpe.retryCount).toBe(1);
    expect(cpe.outbox.events.map((event) => event.eventCode)).toEqual(['0 BOOTSTRAP', '1 BOOT']);
    expect(cpe.ledger.informs).toEqual([]);
  });

  test('nobody listens', async () => {
    expect(await runSession(makeCpe(), { url: 'http://127.0.0.1:1/' })).toMatchObject({
      outcome: 'unreachable',
      exchanges: [],
    });
  });

  test('no answer within the time-out', async () => {
    const acs = new ScriptedAcs([], () => ({ status: 200, headers: { 'Content-Length': '5' }, body: '' }));
    const log = await runSession(makeCpe(), { url: await acs.listen(), timeoutMs: 50 });
    await acs.close();
    expect(log.outcome).toBe('broken');
  });

  test('8005 means the same Inform again, not for ever', async () => {
    const retry = envelope(acsEnvelope('cpe-0', acsFault(8005)));
    const { log, posts } = await run({ override: (_post, n) => (n < 2 ? retry : undefined) });
    expect(log.outcome).toBe('completed');
    expect(new Set(posts.slice(0, 3).map((post) => post.body)).size).toBe(1);
    const endless = await run({ override: () => retry });
    expect(endless.log.outcome).toBe('rejected');
    expect(endless.posts).toHaveLength(6);
  });
});

describe('redirects', () => {
  test('the same Inform goes to the other place, and the session stays there', async () => {
    const other = new ScriptedAcs();
    const location = await other.listen();
    const { log } = await run({
      override: () => ({ status: 307, headers: { Location: location, 'Content-Length': '0' } }),
    });
    await other.close();
    expect(log.outcome).toBe('completed');
    expect(methods(other.posts)).toEqual(['Inform', '']);
  });

  test('five at most', async () => {
    const { log, posts } = await run({
      override: () => ({ status: 302, headers: { Location: '/again', 'Content-Length': '0' } }),
    });
    expect(log).toMatchObject({ outcome: 'malformed', reason: 'Unexpected: redirect' });
    expect(posts).toHaveLength(6);
  });
});

describe('violations', () => {
  const afterInform =
    (answer: ScriptedAnswer): Override =>
    (post) =>
      post.method === 'Inform' ? undefined : answer;

  test('a bad envelope is noted, and the session goes on', async () => {
    const declared = `<?xml version="1.0"?>${acsEnvelope('a', READ)}`;
    let count = 0;
    const { log } = await run({
      override: ({ method }) => (method === '' && count++ === 0 ? envelope(declared) : undefined),
    });
    expect(log.outcome).toBe('completed');
    expect(log.violations.map((each) => each.rule)).toEqual(['no-xml-declaration']);
  });

  test.each([
    [
      'a response out of turn',
      envelope(acsEnvelope('a', '<cwmp:InformResponse><MaxEnvelopes>1</MaxEnvelopes></cwmp:InformResponse>')),
    ],
    ['a fault in answer to nothing', envelope(acsEnvelope('a', acsFault(8002)))],
  ])('%s', async (_name, answer) => {
    const { log } = await run({ override: afterInform(answer) });
    expect(log.outcome).not.toBe('completed');
    expect(log.violations.map((each) => each.rule)).toContain('turn-taking');
  });

  test('204 in answer to a request of the device', async () => {
    const cpe = makeCpe();
    cpe.kick('', '', '', '');
    const { log } = await run({ cpe, override: afterInform({ status: 204 }) });
    expect(log.violations.map((each) => each.rule)).toEqual(['turn-taking']);
  });

  test('are not looked for when not wanted', async () => {
    const { log } = await run({
      override: afterInform(envelope(`<?xml version="1.0"?>${acsEnvelope('a', REBOOT)}`)),
      options: { checks: false, answer: () => 'vanish' },
    });
    expect(log.violations).toEqual([]);
  });
});

describe('connections and cookies', () => {
  test.each([
    ['keep-alive', [0, 0, 0]],
    ['per-post', [0, 1, 2]],
    ['close', [0, 1, 2]],
    ['two', [0, 1, 0]],
  ] as const)('%s', async (connection, expected) => {
    const { log, posts } = await run({ rpcs: [READ], options: { connection } });
    expect(log.outcome).toBe('completed');
    expect(posts.map((post) => post.connection)).toEqual(expected);
    expect(posts[2]?.headers.cookie).toBe('session=abc');
    expect(posts[0]?.headers.connection).toBe(connection === 'close' ? 'close' : 'keep-alive');
  });

  test.each([
    [{ cookies: 'none' }, [undefined, undefined]],
    [{ cookies: 'from-401' }, [undefined, undefined]],
    [{ cookies: 'with-attributes' }, [undefined, 'session=abc; Path=/; HttpOnly']],
    [{ staleCookie: 'session=old' }, ['session=old', 'session=abc']],
    [{ staleCookie: 'other=old' }, ['other=old', 'other=old; session=abc']],
  ] as const)('%j', async (options, expected) => {
    expect(cookies((await run({ options })).posts)).toEqual(expected);
  });
});

describe('quirks of POSTs', () => {
  test.each([
    ['gzip', { coding: 'gzip' }],
    ['deflate', { coding: 'deflate' }],
    ['chunks', { chunked: true }],
    ['gzip in chunks', { coding: 'gzip', chunked: true }],
    ['Expect', { expectContinue: true }],
  ] as const)('%s', async (_name, post) => {
    const { log, posts } = await run({ rpcs: [READ], options: { post } });
    expect(log).toMatchObject({ outcome: 'completed', violations: [] });
    expect(methods(posts)).toEqual(['Inform', '', 'GetParameterValuesResponse']);
  });

  test('ISO-8859-1', async () => {
    const cpe = makeCpe({ identity: { manufacturer: 'Müller' } });
    const { posts } = await run({ cpe, options: { style: { encoding: 'iso-8859-1' } } });
    expect(posts[0]?.rawBody.toString('latin1')).toMatch(/encoding="ISO-8859-1".*Müller/s);
  });

  test.each([
    ['content-type', { 'content-type': 'text/xml; charset="utf-8"' }],
    ['crlf', { 'content-length': '2' }],
    ['soap-action', { soapaction: '""' }],
  ] as const)('an empty POST with %s', async (emptyPost, headers) => {
    const { posts } = await run({ options: { post: { emptyPost } } });
    expect(posts[1]?.headers).toMatchObject(headers);
    expect(posts[1]?.body.trim()).toBe('');
  });

  test('a length in characters is too short by the bytes that are more', async () => {
    const cpe = makeCpe({ identity: { manufacturer: 'Müller' } });
    const { posts } = await run({ cpe, options: { post: { countsCharacters: true }, timeoutMs: 500 } });
    expect(posts[0]?.body).not.toMatch(/Envelope>$/);
  });

  test('a slow body arrives', async () => {
    const { log } = await run({ options: { slowBody: { bytes: 500, everyMs: 1 } } });
    expect(log.outcome).toBe('completed');
  });

  test('a probe before the Inform', async () => {
    expect(methods((await run({ options: { probesFirst: true } })).posts)).toEqual(['', 'Inform', '']);
  });

  test('a repeated POST comes on a new connection with the same bytes', async () => {
    const { posts } = await run({ rpcs: [READ], options: { retransmit: 2 } });
    expect(methods(posts)).toEqual(['Inform', '', 'GetParameterValuesResponse', 'GetParameterValuesResponse']);
    expect(posts[3]?.body).toBe(posts[2]?.body);
    expect(posts[3]?.connection).toBe(1);
  });

  test.each([
    ['half-body', ['Inform', '']],
    ['before-answer', ['Inform', '', 'GetParameterValuesResponse']],
    ['after-answer', ['Inform', '', 'GetParameterValuesResponse']],
  ] as const)('broken off: %s', async (when, expected) => {
    const { cpe, log, posts } = await run({ rpcs: [READ], options: { breakAt: { post: 2, when } } });
    expect(log.outcome).toBe('abandoned');
    expect(methods(posts)).toEqual(expected);
    expect(cpe.retryCount).toBe(1);
    expect(cpe.ledger.informs).toHaveLength(1);
  });
});

describe('quirks of answers', () => {
  test('a session waits for what is to be done', async () => {
    const order: string[] = [];
    const decided = Promise.withResolvers<undefined>();
    const running = run({
      rpcs: [READ],
      options: {
        answer: () => {
          order.push('asked');
          queueMicrotask(() => {
            order.push('decided');
            decided.resolve(undefined);
          });
          return decided.promise;
        },
        onExchange: ({ request }) => order.push(request.kind),
      },
    });
    expect((await running).log.outcome).toBe('completed');
    expect(order).toEqual(['Inform', 'empty', 'asked', 'decided', 'GetParameterValuesResponse']);
  });

  test('an empty POST instead of an answer', async () => {
    const { cpe, log, posts } = await run({
      rpcs: [READ, REBOOT],
      options: { answer: (_request, turn) => (turn === 0 ? 'empty' : undefined) },
    });
    expect(log.outcome).toBe('completed');
    expect(methods(posts)).toEqual(['Inform', '', '', 'RebootResponse']);
    expect(cpe.ledger.executed('GetParameterValues')).toEqual([]);
  });

  test('another ID, another response', async () => {
    const { posts } = await run({
      rpcs: [READ, READ],
      options: { answer: (_request, turn) => (turn === 0 ? 'wrong-id' : 'wrong-type') },
    });
    expect(posts[2]?.body).toContain('>not-acs-1</cwmp:ID>');
    expect(posts[3]?.method).toBe('RebootResponse');
  });

  test.each([
    ['vanish', 0],
    ['execute-and-vanish', 1],
  ] as const)('%s', async (quirk, executed) => {
    const { cpe, log, posts } = await run({ rpcs: [READ], options: { answer: () => quirk } });
    expect(log).toMatchObject({ outcome: 'abandoned', reason: quirk });
    expect(methods(posts)).toEqual(['Inform', '']);
    expect(cpe.ledger.executed('GetParameterValues')).toHaveLength(executed);
  });

  test('hanging ends with the time-out', async () => {
    expect((await run({ rpcs: [READ], options: { answer: () => 'hang', timeoutMs: 50 } })).log.outcome).toBe(
      'abandoned',
    );
  });

  test('a response although nothing is outstanding', async () => {
    expect(methods((await run({ options: { strayResponse: true } })).posts)).toEqual(['Inform', 'RebootResponse']);
  });

  test('a TransferComplete after the 204', async () => {
    const lateRequest = {
      method: 'TransferComplete',
      commandKey: 'k',
      faultStruct: { faultCode: 0, faultString: '' },
      startTime: '',
      completeTime: '',
    } as const;
    const { log, posts } = await run({ options: { lateRequest } });
    expect(log).toMatchObject({ outcome: 'completed', violations: [] });
    expect(methods(posts)).toEqual(['Inform', '', 'TransferComplete']);
    expect(posts[2]?.connection).toBe(0);
  });
});
