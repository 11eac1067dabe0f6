import type { CpeResponse } from '#libs/cwmp';
import type { InFlight, Session } from './session.ts';
import { type Effect, type Input, nextRpcId, step, type Transition } from './step.ts';
import { anRpc, aSession, aSessionWithRpc, NOW_MS } from './testing/a-session.ts';

const POLICY = { kickedUrls: [] };
const VALUES: CpeResponse = { method: 'GetParameterValuesResponse', parameterList: [] };
const TRANSFER = {
  method: 'TransferComplete',
  commandKey: 'key',
  faultStruct: { faultCode: 0, faultString: '' },
  startTime: '2026-01-01T00:00:00Z',
  completeTime: '2026-01-01T00:01:00Z',
} as const;
const REBOOT: Partial<InFlight> = { request: { method: 'Reboot', commandKey: 'k' }, idempotent: false };

function turn(session: Session, input: Input): Transition {
  return step(session, input, POLICY);
}

function empty(connection = 'c1', nowMs = NOW_MS): Input {
  return { type: 'empty', hash: '', connection, nowMs };
}

function answer(over: Partial<Extract<Input, { type: 'answer' }>> = {}): Input {
  const response = { kind: 'response', response: VALUES } as const;
  return { type: 'answer', id: 'abcdefghijkl.1', answer: response, bytes: 200, hash: 'a1', ...common, ...over };
}

function request(over: Partial<Extract<Input, { type: 'request' }>> = {}): Input {
  return { type: 'request', id: 'r1', request: TRANSFER, hash: 'r1', ...common, ...over };
}

function claimed(session: Session, rpc?: Partial<InFlight>): Transition {
  return turn(rpc ? { ...session, inFlight: anRpc(rpc) } : session, { type: 'claimed', nowMs: NOW_MS });
}

const common = { connection: 'c1', nowMs: NOW_MS };

function kinds(effects: readonly Effect[]): string[] {
  return effects.map((effect) => ('event' in effect ? `${effect.do} ${effect.event.type}` : effect.do));
}

/** The data of the one event of that type. */
function eventOf(effects: readonly Effect[], type: string): object | undefined {
  return effects.flatMap((effect) => ('event' in effect && effect.event.type === type ? [effect.event.data] : []))[0];
}

function replyOf(effects: readonly Effect[]) {
  return effects.flatMap((effect) => (effect.do === 'reply' ? [effect.reply] : []))[0];
}

function envelopeOf(effects: readonly Effect[]) {
  const reply = replyOf(effects);
  return reply?.kind === 'envelope' ? reply.envelope : undefined;
}

describe('a session that proved a shared login only', () => {
  const secret: Partial<InFlight> = {
    request: {
      method: 'SetParameterValues',
      parameterList: [{ name: 'Device.WiFi.AccessPoint.1.Security.KeyPassphrase', value: 'x', type: 'string' }],
      parameterKey: '',
    },
  };
  const login: Partial<InFlight> = {
    request: {
      method: 'SetParameterValues',
      parameterList: [{ name: 'Device.ManagementServer.Password', value: 'x', type: 'string' }],
      parameterKey: '',
    },
  };

  test.each([secret, REBOOT])('is over instead of being sent what is not for it, which is put back', (rpc) => {
    const { session, effects } = claimed(aSession({ confined: true }), rpc);
    expect(kinds(effects)).toEqual(['announce session.ended', 'reply']);
    expect(replyOf(effects)).toEqual({ kind: 'empty' });
    expect(eventOf(effects, 'session.ended')).toMatchObject({ inFlight: { commandId: anRpc().commandId } });
    expect([session.phase, session.inFlight]).toEqual(['ended', undefined]);
  });

  test('is sent a login of its own', () => {
    const { effects } = claimed(aSession({ confined: true }), login);
    expect(replyOf(effects)).toEqual({ kind: 'inFlight' });
    expect(replyOf(claimed(aSession(), secret).effects)).toEqual({ kind: 'inFlight' });
  });
});

describe('an empty POST (S2, S5)', () => {
  test('asks for a command', () => {
    const { session, effects } = turn(aSession(), empty('c2', NOW_MS + 5));
    expect(kinds(effects)).toEqual(['claim']);
    expect(session).toMatchObject({ connection: 'c2', touchedAtMs: NOW_MS + 5 });
  });

  test('without a command ends the session, and says so', () => {
    const { session, effects } = turn(aSession({ rpcs: 2 }), { type: 'claimed', nowMs: NOW_MS + 1_500 });
    expect(kinds(effects)).toEqual(['announce session.ended', 'reply']);
    expect(eventOf(effects, 'session.ended')).toEqual({
      sessionId: aSession().id,
      reason: 'done',
      durationMs: 1_500,
      rpcs: 2,
    });
    expect(replyOf(effects)).toEqual({ kind: 'empty' });
    expect(session.phase).toBe('ended');
  });

  test('of a settled session, which loading has removed, ends it without a word', () => {
    const { effects } = turn(aSession({ settled: true }), empty());
    expect(effects).toEqual([{ do: 'reply', reply: { kind: 'empty' }, isOver: true }]);
  });

  test('of a session for which loading has put a command in flight sends that', () => {
    const { effects } = turn(aSession({ settled: true, inFlight: anRpc() }), empty());
    expect(kinds(effects)).toEqual(['announce rpc.sent', 'reply']);
    expect(replyOf(effects)).toEqual({ kind: 'inFlight' });
  });

  test('after the 204 is answered with 204 again', () => {
    const { effects } = turn(aSession({ phase: 'ended', lastReply: { kind: 'empty' } }), empty());
    expect(effects).toEqual([{ do: 'reply', reply: { kind: 'empty' } }]);
  });
});

describe('a claimed command', () => {
  test('that may run twice is announced, and sent', () => {
    const { session, effects } = claimed(aSession(), {});
    expect(kinds(effects)).toEqual(['announce rpc.sent', 'reply']);
    expect(eventOf(effects, 'rpc.sent')).toEqual({
      sessionId: aSession().id,
      commandId: 'command-1',
      step: 3,
      method: 'GetParameterValues',
    });
    expect(replyOf(effects)).toEqual({ kind: 'inFlight' });
    expect(session).toMatchObject({ phase: 'open', sentTo: 'c1', rpcs: 1, lastReply: { kind: 'inFlight' } });
  });

  test('that must not run twice is durably sent before it is', () => {
    expect(kinds(claimed(aSession(), REBOOT).effects)).toEqual(['publish rpc.sent', 'reply']);
  });

  test('unsettles the session: what follows from the answer is waited for, and its end is told', () => {
    const { session } = claimed(aSession({ settled: true }), {});
    expect(session.settled).toBe(false);
  });

  test('whose sending could not be made durable goes out durably when the CPE posts again', () => {
    // Claimed and stored, then the bus failed: 503, and the CPE posts the same.
    const stored = aSession({ inFlight: anRpc(REBOOT), lastRequestHash: 'a0', lastReply: { kind: 'inFlight' } });
    for (const again of [empty(), answer({ hash: 'a0', id: 'abcdefghijkl.0' })]) {
      const { session, effects } = turn(stored, again);
      expect(kinds(effects)).toEqual(['publish rpc.sent', 'reply']);
      expect(session).toMatchObject({ sentTo: 'c1', rpcs: 1 });
    }
  });

  test('that was never sent cannot be answered', () => {
    const { effects } = turn(aSession({ inFlight: anRpc() }), answer());
    expect(kinds(effects)).toContain('refuse');
    expect(kinds(effects)).not.toContain('publish rpc.answered');
  });

  test('has an ID of its own, of at most 32 characters', () => {
    const first = nextRpcId(aSession());
    const second = nextRpcId(claimed(aSession(), {}).session);
    expect(first).not.toBe(second);
    expect(nextRpcId(aSession({ id: 'x'.repeat(64), rpcs: 999_999 })).length).toBeLessThanOrEqual(32);
  });
});

describe('an answer (S2, S3)', () => {
  test('is durable before the next command is asked for', () => {
    const { session, effects } = turn(aSessionWithRpc(), answer({ nowMs: NOW_MS + 40 }));
    expect(kinds(effects)).toEqual(['publish rpc.answered', 'claim']);
    expect(eventOf(effects, 'rpc.answered')).toEqual({
      sessionId: aSession().id,
      gateway: 'gateway-1',
      commandId: 'command-1',
      step: 3,
      method: 'GetParameterValues',
      answer: { kind: 'response', response: VALUES },
      bytes: 200,
      durationMs: 40,
    });
    expect(session).not.toHaveProperty('inFlight');
    expect(session).not.toHaveProperty('sentTo');
  });

  test('that is a fault is an answer like any other (case 50)', () => {
    const fault = { faultCode: 9005, faultString: 'no', parameterFaults: [] };
    const { effects } = turn(aSessionWithRpc(), answer({ answer: { kind: 'fault', fault } }));
    expect(kinds(effects)).toEqual(['publish rpc.answered', 'claim']);
    expect(eventOf(effects, 'rpc.answered')).toMatchObject({ answer: { kind: 'fault', fault } });
  });

  test('without an ID is taken: only one RPC can be outstanding', () => {
    const { id: _, ...withoutId } = answer() as Extract<Input, { type: 'answer' }>;
    expect(kinds(turn(aSessionWithRpc(), withoutId).effects)).toEqual(['publish rpc.answered', 'claim']);
  });

  test.each([
    ['with the wrong ID (case 51)', aSessionWithRpc(), answer({ id: 'abcdefghijkl.9' })],
    ['with the ID in other case (E4: verbatim)', aSessionWithRpc(), answer({ id: 'ABCDEFGHIJKL.1' })],
    [
      'of the wrong type (case 51)',
      aSessionWithRpc(),
      answer({ answer: { kind: 'response', response: { method: 'RebootResponse' } } }),
    ],
  ])('%s ends the session, and says what was in flight', (_, before, input) => {
    const { effects } = turn(before, input);
    expect(kinds(effects)).toEqual(['announce session.ended', 'remove', 'refuse']);
    expect(eventOf(effects, 'session.ended')).toMatchObject({
      reason: 'protocol_error',
      detail: expect.any(String),
      inFlight: { sessionId: before.id, commandId: 'command-1', step: 3, method: 'GetParameterValues' },
    });
  });

  test('to nothing ends the session (case 52)', () => {
    const { effects } = turn(aSession(), answer());
    expect(kinds(effects)).toEqual(['announce session.ended', 'remove', 'refuse']);
    expect(eventOf(effects, 'session.ended')).not.toHaveProperty('inFlight');
  });

  test('after the 204 is refused, and the end is not told twice', () => {
    expect(kinds(turn(aSession({ phase: 'ended' }), answer()).effects)).toEqual(['remove', 'refuse']);
  });

  test('quotes a hostile ID in part only', () => {
    const { effects } = turn(aSessionWithRpc(), answer({ id: '"\n'.repeat(10_000) }));
    const { detail } = eventOf(effects, 'session.ended') as { detail: string };
    expect(detail.length).toBeLessThan(500);
    expect(detail).not.toContain('\n');
  });
});

describe('an answer that is posted again', () => {
  test('gets the same RPC again, and is not published again', () => {
    const next = aSessionWithRpc({ rpcId: 'abcdefghijkl.2' }, { lastRequestHash: 'a1', rpcs: 2 });
    const { session, effects } = turn(next, answer({ connection: 'c2' }));
    expect(effects).toEqual([{ do: 'reply', reply: { kind: 'inFlight' } }]);
    expect(session.inFlight).toEqual(next.inFlight);
  });

  test('after the 204 gets 204 again', () => {
    const over = aSession({ phase: 'ended', lastRequestHash: 'a1', lastReply: { kind: 'empty' } });
    expect(turn(over, answer()).effects).toEqual([{ do: 'reply', reply: { kind: 'empty' } }]);
  });

  test('whose turn was cut off before the reply has it finished', () => {
    const cutOff = aSession({ lastRequestHash: 'a1', lastReply: { kind: 'inFlight' }, rpcs: 1 });
    expect(kinds(turn(cutOff, answer()).effects)).toEqual(['claim']);
  });

  test('without an ID, on the connection that carried the next RPC, is the answer to that', () => {
    // SetParameterValues twice, Status 0 twice: byte for byte the same.
    const next = aSessionWithRpc({ step: 4 }, { lastRequestHash: 'a1', rpcs: 2 });
    const { id: _, ...withoutId } = answer() as Extract<Input, { type: 'answer' }>;
    const { effects } = turn(next, withoutId);
    expect(kinds(effects)).toEqual(['publish rpc.answered', 'claim']);
    expect(eventOf(effects, 'rpc.answered')).toMatchObject({ step: 4 });
  });

  test('without an ID, on another connection, is the last answer again', () => {
    const next = aSessionWithRpc({}, { lastRequestHash: 'a1', rpcs: 2 });
    const { id: _, ...withoutId } = answer({ connection: 'c2' }) as Extract<Input, { type: 'answer' }>;
    expect(kinds(turn(next, withoutId).effects)).toEqual(['reply']);
  });
});

describe('an empty POST in reply to an RPC', () => {
  test('on the same connection declines it, and the session goes on', () => {
    const { session, effects } = turn(aSessionWithRpc(), empty());
    expect(kinds(effects)).toEqual(['publish rpc.answered', 'claim']);
    expect(eventOf(effects, 'rpc.answered')).toMatchObject({ answer: { kind: 'declined' }, bytes: 0 });
    expect(session).not.toHaveProperty('inFlight');
  });

  test('on another connection has it sent once more with the same ID, then it declines', () => {
    const first = turn(aSessionWithRpc(), empty('c2'));
    expect(first.effects).toEqual([{ do: 'reply', reply: { kind: 'inFlight' } }]);
    expect(first.session.inFlight).toEqual(aSessionWithRpc().inFlight);
    expect(first.session.rpcs).toBe(1);
    for (const connection of ['c2', 'c3']) {
      expect(kinds(turn(first.session, empty(connection)).effects)).toEqual(['publish rpc.answered', 'claim']);
    }
  });

  test('the next RPC can be sent twice again', () => {
    const declined = turn(turn(aSessionWithRpc(), empty('c2')).session, empty('c2')).session;
    const next = claimed(declined, { step: 4 }).session;
    expect(kinds(turn(next, empty('c3')).effects)).toEqual(['reply']);
  });
});

describe('a request of the CPE (S2, S4)', () => {
  test('is durable before it is acknowledged, with its ID and nothing else (case 38)', () => {
    const { session, effects } = turn(aSession(), request());
    expect(kinds(effects)).toEqual(['publish transfer.completed', 'reply']);
    expect(envelopeOf(effects)).toEqual({
      namespace: 'urn:dslforum-org:cwmp-1-2',
      id: 'r1',
      body: { kind: 'message', message: { method: 'TransferCompleteResponse' } },
    });
    expect(session.lastReply).toEqual(replyOf(effects));
  });

  test('that tells nothing is answered at once', () => {
    const { effects } = turn(aSession(), request({ request: { method: 'GetRPCMethods' } }));
    expect(kinds(effects)).toEqual(['reply']);
  });

  test('without an ID is answered without', () => {
    const { id: _, ...withoutId } = request() as Extract<Input, { type: 'request' }>;
    expect(envelopeOf(turn(aSession(), withoutId).effects)).not.toHaveProperty('id');
  });

  test('posted again gets the same reply, and is not published again', () => {
    const first = turn(aSession(), request());
    const second = turn(first.session, request({ connection: 'c2' }));
    expect(second.effects).toEqual([{ do: 'reply', reply: replyOf(first.effects) }]);
  });

  test('two in a row are both acknowledged (case 39)', () => {
    const first = turn(aSession(), request());
    const second = turn(first.session, request({ id: 'r2', hash: 'r2' }));
    expect(kinds(second.effects)).toEqual(['publish transfer.completed', 'reply']);
    expect(envelopeOf(second.effects)?.id).toBe('r2');
  });

  test('unsettles the session: its effect is decided about', () => {
    expect(turn(aSession({ settled: true }), request()).session.settled).toBe(false);
    const harmless = request({ request: { method: 'GetRPCMethods' } });
    expect(turn(aSession({ settled: true }), harmless).session.settled).toBe(true);
  });

  test('after the 204 is acknowledged in the grace, without HoldRequests (S7, case 113)', () => {
    const over = claimed(aSession({ holdRequests: true })).session;
    const { session, effects } = turn(over, request());
    expect(kinds(effects)).toEqual(['publish transfer.completed', 'reply']);
    expect(envelopeOf(effects)).not.toHaveProperty('holdRequests');
    expect(session.phase).toBe('ended');
  });

  test('that no CWMP has is refused with 8000, and the session goes on (case 49)', () => {
    const { session, effects } = turn(aSession(), {
      type: 'unknownRequest',
      id: ' Ü ',
      name: 'Foo',
      hash: 'f',
      ...common,
    });
    expect(kinds(effects)).toEqual(['reply']);
    expect(envelopeOf(effects)).toMatchObject({ id: ' Ü ', body: { kind: 'fault', fault: { faultCode: 8000 } } });
    expect(session.phase).toBe('open');
    expect(kinds(turn(session, empty()).effects)).toEqual(['claim']);
  });

  test('leaves the RPC in flight where it is', () => {
    expect(turn(aSessionWithRpc(), request()).session.inFlight).toEqual(anRpc());
  });
});

describe('HoldRequests (E5, case 112)', () => {
  test('stands on replies to requests as long as the session is open', () => {
    const { effects } = turn(aSession({ holdRequests: true }), request());
    expect(envelopeOf(effects)?.holdRequests).toBe(true);
  });

  test('is never sent unless it is asked for', () => {
    expect(envelopeOf(turn(aSession(), request()).effects)).not.toHaveProperty('holdRequests');
  });
});

describe('the end that is not as it should be (S6, S10)', () => {
  test.each([
    ['timedOut', 'timeout', { type: 'timedOut', nowMs: NOW_MS + 30_000 }],
    ['superseded', 'superseded', { type: 'superseded', nowMs: NOW_MS + 30_000 }],
  ] as const)('%s: says what was in flight', (_, reason, input) => {
    const { effects } = turn(aSessionWithRpc(REBOOT), input);
    expect(kinds(effects)).toEqual(['announce session.ended', 'remove']);
    expect(eventOf(effects, 'session.ended')).toEqual({
      sessionId: aSession().id,
      reason,
      durationMs: 30_000,
      rpcs: 1,
      inFlight: { sessionId: aSession().id, commandId: 'command-1', step: 3, method: 'Reboot' },
    });
  });

  test('is told also of a settled session', () => {
    const { effects } = turn(aSession({ settled: true }), { type: 'timedOut', nowMs: NOW_MS });
    expect(kinds(effects)).toEqual(['announce session.ended', 'remove']);
  });

  test('is not told of a session that had its 204', () => {
    const { session } = claimed(aSession());
    for (const type of ['timedOut', 'superseded'] as const) {
      expect(kinds(turn(session, { type, nowMs: NOW_MS }).effects)).toEqual(['remove']);
    }
  });

  test('a POST that cannot be read ends the session and is refused', () => {
    const { effects } = turn(aSessionWithRpc(), { type: 'garbled', why: 'no XML', nowMs: NOW_MS });
    expect(kinds(effects)).toEqual(['announce session.ended', 'remove', 'refuse']);
    expect(eventOf(effects, 'session.ended')).toMatchObject({
      reason: 'protocol_error',
      detail: 'no XML',
      inFlight: { commandId: 'command-1' },
    });
  });

  test('the grace after the 204 is no longer than the session would have been kept', () => {
    expect(claimed(aSession({ timeoutMs: 600_000 })).session.timeoutMs).toBeLessThanOrEqual(30_000);
    expect(claimed(aSession({ timeoutMs: 3_000 })).session.timeoutMs).toBe(3_000);
  });
});
