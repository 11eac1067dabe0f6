import type { AcsEnvelope, CpeFault, CpeResponse } from '#libs/cwmp';
import { mayGoToConfined } from '../access/confined.ts';
import type { RpcAnswer, RpcSent, SessionEndReason } from '../events/events.ts';
import { type AcknowledgePolicy, acknowledge, type EventDraft, type InSessionRequest } from './acknowledge.ts';
import type { InFlight, Reply, Session } from './session.ts';

/** What happens to an open session. POSTs carry a hash of their body, so that one that is sent again is recognised. */
export type Input =
  /** A POST without a body. */
  | ({ readonly type: 'empty' } & Post)
  | ({ readonly type: 'request'; readonly id?: string; readonly request: InSessionRequest } & Post)
  | ({ readonly type: 'unknownRequest'; readonly id?: string; readonly name: string } & Post)
  | ({ readonly type: 'answer'; readonly id?: string; readonly answer: CpeAnswer; readonly bytes: number } & Post)
  /** The claim asked for is done; `session.inFlight` says whether there was a command. */
  | { readonly type: 'claimed'; readonly nowMs: number }
  /** A POST of it could not be understood at all. */
  | { readonly type: 'garbled'; readonly why: string; readonly nowMs: number }
  | { readonly type: 'timedOut'; readonly nowMs: number }
  | { readonly type: 'superseded'; readonly nowMs: number };

interface Post {
  readonly hash: string;
  /** TCP connection it came on. */
  readonly connection: string;
  readonly nowMs: number;
}

export type CpeAnswer =
  | { readonly kind: 'response'; readonly response: CpeResponse }
  | { readonly kind: 'fault'; readonly fault: CpeFault };

/** Done by the gateway in this order. */
export type Effect =
  /** Make durable before going on; if that fails the CPE is told to come back and the session stays as it was. */
  | { readonly do: 'publish'; readonly event: EventDraft }
  /** Publish, but wait for nothing. */
  | { readonly do: 'announce'; readonly event: EventDraft }
  /** Wait until provisioning has decided, take the ready command, and step on with `claimed`. */
  | { readonly do: 'claim' }
  | {
      readonly do: 'reply';
      readonly reply: Reply;
      /** The session is in no store any more: there is nothing to save. */
      readonly isOver?: true;
    }
  /** The CPE broke the protocol: HTTP 400, and the connection is closed. */
  | { readonly do: 'refuse'; readonly why: string }
  /** The session is over at once. */
  | { readonly do: 'remove' };

export interface Transition {
  readonly session: Session;
  readonly effects: readonly Effect[];
}

/** The ID of the next RPC: unique over the device's sessions, 32 characters at most (TR-069 Table 4, cwmp:ID). */
export function nextRpcId(session: Session): string {
  return `${session.id.slice(0, 12)}.${session.rpcs + 1}`;
}

/**
 * One turn of a CWMP session (TR-069 §3.7.2), from values to values. The gateway carries out the effects; nothing else
 * knows what may follow what.
 */
export function step(session: Session, input: Input, policy: AcknowledgePolicy): Transition {
  switch (input.type) {
    case 'empty':
      return emptyPost(touched(session, input), input);
    case 'request':
    case 'unknownRequest':
      return isRepeated(session, input) ? again(session) : cpeRequest(touched(session, input), input, policy);
    case 'answer':
      return isRepeatedAnswer(session, input) ? answerAgain(session, input) : answered(touched(session, input), input);
    case 'claimed':
      return claimed(session, input.nowMs);
    case 'garbled':
      return broken(session, input.why, input.nowMs);
    case 'timedOut':
      return ended(session, 'timeout', input.nowMs);
    case 'superseded':
      return ended(session, 'superseded', input.nowMs);
  }
}

/** How long requests of the CPE are still acknowledged after the 204: some stacks send TransferComplete then. */
const GRACE_MS = 10_000;

function touched(session: Session, post: Post): Session {
  return { ...session, lastRequestHash: post.hash, connection: post.connection, touchedAtMs: post.nowMs };
}

function isRepeated(session: Session, post: Post): boolean {
  return session.lastRequestHash === post.hash;
}

/**
 * Answers without an ID can be equal although they answer different RPCs (two refusals, two times Status 0). On the
 * connection that carried the RPC in flight the CPE got that RPC, so this is the answer to it.
 */
function isRepeatedAnswer(session: Session, input: Extract<Input, { type: 'answer' }>): boolean {
  return isRepeated(session, input) && !(input.id === undefined && session.sentTo === input.connection);
}

/** The answer was taken in, but its turn may have been cut off before the reply: then that turn is finished now. */
function answerAgain(session: Session, input: Extract<Input, { type: 'answer' }>): Transition {
  if (session.phase === 'ended') return again(session);
  if (isUnsent(session)) return claimed(touched(session, input), input.nowMs);
  if (session.inFlight === undefined) return { session: touched(session, input), effects: [{ do: 'claim' }] };
  return again(touched(session, input));
}

/** Claimed, but that it is sent could not be made durable: it was never on the wire. */
function isUnsent({ inFlight, sentTo }: Session): boolean {
  return inFlight !== undefined && sentTo === undefined;
}

/** The CPE lost our answer and posts the same again: it gets the same again. */
function again(session: Session): Transition {
  return { session, effects: [{ do: 'reply', reply: session.lastReply }] };
}

function emptyPost(session: Session, post: Post): Transition {
  if (session.phase === 'ended') return { session, effects: [{ do: 'reply', reply: { kind: 'empty' } }] };
  // Loading it for an empty POST has claimed already: there was nothing, and the session was removed.
  if (session.settled && session.inFlight === undefined) {
    return { session, effects: [{ do: 'reply', reply: { kind: 'empty' }, isOver: true }] };
  }
  if (session.inFlight === undefined) return { session, effects: [{ do: 'claim' }] };
  if (isUnsent(session)) return claimed(session, post.nowMs);
  return emptyInReplyToRpc(session, session.inFlight, post);
}

/**
 * Nothing where an answer is due. From a CPE that got the RPC it means “I don't do that”; from one whose connection
 * broke before, it is the last POST again, and the RPC (with the same ID) is due once more.
 */
function emptyInReplyToRpc(session: Session, inFlight: InFlight, post: Post): Transition {
  if (session.resentTo !== undefined || session.sentTo === post.connection) {
    const { inFlight: _, sentTo: __, resentTo: ___, ...rest } = session;
    return {
      session: rest,
      effects: [
        { do: 'publish', event: rpcAnswered(session, inFlight, { kind: 'declined' }, 0, post.nowMs) },
        { do: 'claim' },
      ],
    };
  }
  return {
    session: { ...session, resentTo: post.connection },
    effects: [{ do: 'reply', reply: { kind: 'inFlight' } }],
  };
}

function cpeRequest(
  session: Session,
  input: Extract<Input, { type: 'request' | 'unknownRequest' }>,
  policy: AcknowledgePolicy,
): Transition {
  if (input.type === 'unknownRequest') {
    const fault = { faultCode: 8000, faultString: `Method not supported: ${input.name}` } as const;
    const reply = envelopeReply(session, input.id, { kind: 'fault', fault });
    return { session: { ...session, lastReply: reply }, effects: [{ do: 'reply', reply }] };
  }
  const { event, response } = acknowledge(input.request, session.id, policy);
  const reply = envelopeReply(session, input.id, { kind: 'message', message: response });
  return {
    // What it said may call for something: the session is decided like any other.
    session: { ...session, lastReply: reply, settled: session.settled && event === undefined },
    effects: [...(event ? [{ do: 'publish', event } as const] : []), { do: 'reply', reply }],
  };
}

function answered(session: Session, input: Extract<Input, { type: 'answer' }>): Transition {
  const { inFlight } = session;
  if (inFlight === undefined || isUnsent(session) || session.phase === 'ended') {
    return broken(session, 'an answer came, but no RPC is outstanding', input.nowMs);
  }
  // A CPE that leaves the ID out is tolerated: only one RPC can be outstanding.
  if (input.id !== undefined && input.id !== inFlight.rpcId) {
    return broken(
      session,
      `the answer has ID ${quote(input.id)}, the request had ${quote(inFlight.rpcId)}`,
      input.nowMs,
    );
  }
  const { answer } = input;
  if (answer.kind === 'response' && answer.response.method !== `${inFlight.request.method}Response`) {
    return broken(session, `${answer.response.method} came in answer to ${inFlight.request.method}`, input.nowMs);
  }
  const { inFlight: _, sentTo: __, resentTo: ___, ...rest } = session;
  return {
    session: rest,
    effects: [
      { do: 'publish', event: rpcAnswered(session, inFlight, answer, input.bytes, input.nowMs) },
      { do: 'claim' },
    ],
  };
}

function claimed(session: Session, nowMs: number): Transition {
  const { inFlight } = session;
  if (inFlight === undefined || (session.confined && !mayGoToConfined(inFlight.request))) return done(session, nowMs);
  const event: EventDraft = { type: 'rpc.sent', data: rpcSent(session, inFlight) };
  return {
    session: {
      ...session,
      settled: false,
      sentTo: session.connection,
      rpcs: session.rpcs + 1,
      lastReply: { kind: 'inFlight' },
    },
    effects: [
      // Whether a Download was started must be known even if this process dies right after sending it.
      inFlight.idempotent ? { do: 'announce', event } : { do: 'publish', event },
      { do: 'reply', reply: { kind: 'inFlight' } },
    ],
  };
}

/** What was claimed and may not go to this session is put back by whoever hears that it has ended. */
function done(session: Session, nowMs: number): Transition {
  const { inFlight: _, ...rest } = session;
  const timeoutMs = Math.min(session.timeoutMs, GRACE_MS);
  const over: Session = { ...rest, phase: 'ended', lastReply: { kind: 'empty' }, timeoutMs };
  return {
    session: over,
    effects: [
      { do: 'announce', event: sessionEnded(session, 'done', nowMs) },
      { do: 'reply', reply: over.lastReply },
    ],
  };
}

function broken(session: Session, why: string, nowMs: number): Transition {
  const { effects } = ended(session, 'protocol_error', nowMs, why);
  return { session, effects: [...effects, { do: 'refuse', why }] };
}

function ended(session: Session, reason: SessionEndReason, nowMs: number, detail?: string): Transition {
  // A session that had its 204 already said that it ended.
  if (session.phase === 'ended') return { session, effects: [{ do: 'remove' }] };
  return {
    session: { ...session, phase: 'ended' },
    effects: [{ do: 'announce', event: sessionEnded(session, reason, nowMs, detail) }, { do: 'remove' }],
  };
}

function sessionEnded(session: Session, reason: SessionEndReason, nowMs: number, detail?: string): EventDraft {
  return {
    type: 'session.ended',
    data: {
      sessionId: session.id,
      reason,
      durationMs: nowMs - session.openedAtMs,
      rpcs: session.rpcs,
      ...(detail === undefined ? {} : { detail }),
      ...(session.inFlight === undefined ? {} : { inFlight: rpcSent(session, session.inFlight) }),
    },
  };
}

function rpcSent(session: Session, { commandId, step: rpcStep, request }: InFlight): RpcSent {
  return { sessionId: session.id, commandId, step: rpcStep, method: request.method };
}

function rpcAnswered(
  session: Session,
  inFlight: InFlight,
  answer: RpcAnswer,
  bytes: number,
  nowMs: number,
): EventDraft {
  return {
    type: 'rpc.answered',
    data: {
      ...rpcSent(session, inFlight),
      gateway: session.gateway,
      answer,
      bytes,
      durationMs: nowMs - inFlight.sentAtMs,
    },
  };
}

/** The envelope of an answer to the CPE: its namespace, its ID. */
export function envelopeReply(
  session: Pick<Session, 'namespace' | 'holdRequests' | 'phase'>,
  id: string | undefined,
  body: AcsEnvelope['body'],
): Extract<Reply, { kind: 'envelope' }> {
  const envelope: AcsEnvelope = {
    namespace: session.namespace,
    ...(id === undefined ? {} : { id }),
    ...(session.holdRequests && session.phase === 'open' ? { holdRequests: true } : {}),
    body,
  };
  return { kind: 'envelope', envelope };
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 64));
}
