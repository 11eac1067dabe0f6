import { createHash } from 'node:crypto';
import {
  type CpeEnvelope,
  CwmpDecodeError,
  decodeCpeEnvelope,
  encodeAcsEnvelope,
  encodeMustUnderstandFault,
} from '#libs/cwmp';
import type { Clock, Input, InSessionRequest, Session, SessionStore } from '#libs/domain';
import type { Admission } from './admission.ts';
import type { CwmpPost } from './cwmp-post.ts';
import { type CwmpReply, EMPTY, envelopeReply, refuse, type TurnedAway } from './cwmp-reply.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import type { Guard } from './login/guard.ts';
import type { SessionBond } from './login/session-bond.ts';
import type { WatchDoubles } from './login/watch-doubles.ts';
import { OneAtATime } from './one-at-a-time.ts';
import type { OpenSession } from './open-session.ts';
import type { TakeTurn } from './take-turn.ts';

/** Turns of a POST that another gateway was quicker with, each on the session as that one has left it. */
const MAX_TURNS = 3;
const SUPERSEDED = 'The session is over: a newer one of this device was opened, or it timed out. Send an Inform.';
/** POSTs of one session that may wait for the one before; more is no CPE. */
const MAX_WAITING = 4;
const LINE_FEED = 0x0a;
const SPACE = 0x20;

/** Answers one POST of a CPE. Rejects only with errors that a retry may cure (503). */
export class HandlePost {
  private readonly turns = new OneAtATime(MAX_WAITING);

  constructor(
    private readonly sessions: SessionStore,
    private readonly admission: Admission,
    private readonly guard: Guard,
    private readonly bond: SessionBond,
    private readonly doubles: WatchDoubles,
    private readonly openSession: OpenSession,
    private readonly takeTurn: TakeTurn,
    private readonly metrics: GatewayMetrics,
    private readonly clock: Clock,
    private readonly maxParameters: number,
  ) {}

  async handle(post: CwmpPost): Promise<CwmpReply | TurnedAway> {
    // Some clients find out with an empty POST whether they have to log in, and how.
    if (isBlank(post.body)) return this.inSession(post, undefined, this.toEmpty(post));
    // Whoever is in no session wants to open one: with no room for any, nothing is spent on reading what it says.
    const full = candidates(post).length === 0 ? this.admission.fullStage('unread') : undefined;
    if (full) return { turnedAwayFor: full };
    const unread = this.guard.before(post);
    if (unread && !(await this.mayBeLarge(post))) return this.guard.unread(post, unread);
    const decoded = this.decode(post);
    if (decoded instanceof CwmpDecodeError) {
      this.metrics.refused++;
      return this.notUnderstood(post, decoded);
    }
    const { body } = decoded;
    if (body.kind === 'message' && body.message.method === 'Inform') {
      return this.openSession.handle(decoded, body.message, post);
    }
    return this.inSession(post, decoded, outsideSession(decoded));
  }

  /** The answer to an empty POST that is in no session. */
  private toEmpty(post: CwmpPost): CwmpReply | TurnedAway {
    const unread = candidates(post).length === 0 ? this.guard.before(post) : undefined;
    return unread ? this.guard.unread(post, unread) : EMPTY;
  }

  /** Whether a body larger than an Inform may come: only in a session. */
  async mayBeLarge(post: Pick<CwmpPost, 'sessionIds' | 'connection'>): Promise<boolean> {
    return (await this.find(post)) !== undefined;
  }

  /**
   * The session's POST can't be used: the session is over, and what it had in flight is put back. Not by whoever may only
   * have overheard the cookie: then it ends when it is left alone.
   */
  async breakOff(post: Pick<CwmpPost, 'sessionIds' | 'connection'>, why: string): Promise<void> {
    const session = await this.find(post);
    if (session && this.bond.isSure(session.id, post))
      await this.takeTurn.handle(session, { type: 'garbled', why, nowMs: this.clock.now() });
  }

  private decode({ body, charset }: CwmpPost): CpeEnvelope | CwmpDecodeError {
    try {
      return decodeCpeEnvelope(body, {
        ...(charset === undefined ? {} : { charset }),
        maxParameters: this.maxParameters,
        onFallback: () => {
          this.metrics.parserFallbacks++;
        },
      });
    } catch (error) {
      if (error instanceof CwmpDecodeError) return error;
      throw error;
    }
  }

  private async inSession(
    post: CwmpPost,
    envelope: CpeEnvelope | undefined,
    otherwise: CwmpReply | TurnedAway,
  ): Promise<CwmpReply | TurnedAway> {
    for (const id of candidates(post)) {
      const refusal = await this.bond.refusal(id, post);
      if (refusal) return refusal;
      const turn = this.turns.run(id, () => this.turnOf(id, post, envelope));
      if (turn === undefined) return refuse(400, 'Too many requests of one session at once.');
      const reply = await turn;
      if (reply) return reply;
    }
    this.doubles.wentOn(candidates(post), post.peer.network);
    return otherwise;
  }

  /** Undefined when there is no such session. Loaded only now: a turn before this one may have changed it. */
  private async turnOf(id: string, post: CwmpPost, envelope: CpeEnvelope | undefined): Promise<CwmpReply | undefined> {
    const input = this.inputOf(post, envelope);
    for (let turn = 1; turn <= MAX_TURNS; turn++) {
      const session = await this.sessions.load(id, input.type === 'empty' ? input.nowMs : undefined);
      if (session === undefined) return turn === 1 ? undefined : refuse(400, SUPERSEDED);
      const reply = await this.takeTurn.handle(session, input);
      if (reply) return reply;
      // A CPE that lost its connection says the same to another gateway while the first is still at it: now it is a
      // repetition, and gets what that one has answered.
    }
    return refuse(400, SUPERSEDED);
  }

  private inputOf(post: CwmpPost, envelope: CpeEnvelope | undefined): Input {
    const nowMs = this.clock.now();
    const connection = post.connection.name;
    if (envelope === undefined) return { type: 'empty', hash: '', connection, nowMs };
    const { body, id } = envelope;
    const common = { hash: hashOf(post.body), connection, nowMs, ...(id === undefined ? {} : { id }) };
    if (body.kind === 'unknown') return { type: 'unknownRequest', name: body.name, ...common };
    const bytes = post.body.length;
    if (body.kind === 'fault') return { type: 'answer', answer: body, bytes, ...common };
    const { message } = body;
    return isResponse(message)
      ? { type: 'answer', answer: { kind: 'response', response: message }, bytes, ...common }
      : { type: 'request', request: message as InSessionRequest, ...common };
  }

  private async find(post: Pick<CwmpPost, 'sessionIds' | 'connection'>): Promise<Session | undefined> {
    for (const id of candidates(post)) {
      const session = await this.sessions.load(id);
      if (session) return session;
    }
    return undefined;
  }

  private async notUnderstood(post: CwmpPost, error: CwmpDecodeError): Promise<CwmpReply> {
    const { code, id, namespace } = error;
    const header = id === undefined ? {} : { id };
    if (namespace && code === 'must_understand') return envelopeReply(encodeMustUnderstandFault(namespace, id));
    if (namespace && code === 'invalid_arguments' && error.method !== undefined && !error.method.endsWith('Response')) {
      const fault = { faultCode: 8003, faultString: error.message.slice(0, 200) } as const;
      return envelopeReply(encodeAcsEnvelope({ namespace, ...header, body: { kind: 'fault', fault } }));
    }
    await this.breakOff(post, error.message);
    return refuse(400, error.message);
  }
}

/** By cookie, else by connection: some CPEs never return a cookie, others send stale ones along. */
function candidates({ sessionIds, connection }: Pick<CwmpPost, 'sessionIds' | 'connection'>): readonly string[] {
  const { sessionId } = connection;
  return sessionId === undefined || sessionIds.includes(sessionId) ? sessionIds : [...sessionIds, sessionId];
}

type CpeMessage = Extract<CpeEnvelope['body'], { kind: 'message' }>['message'];

function isResponse(message: CpeMessage): message is Extract<CpeMessage, { method: `${string}Response` }> {
  return message.method.endsWith('Response');
}

/** A message without a session: nothing is processed before an Inform (TR-069 §3.7.1.5). */
function outsideSession({ namespace, id, body }: CpeEnvelope): CwmpReply {
  const isRequest = body.kind === 'unknown' || (body.kind === 'message' && !isResponse(body.message));
  if (!isRequest) return refuse(400, 'An answer came, but there is no session. Send an Inform.');
  const fault = { faultCode: 8001, faultString: 'There is no session: send an Inform first' } as const;
  return envelopeReply(
    encodeAcsEnvelope({ namespace, ...(id === undefined ? {} : { id }), body: { kind: 'fault', fault } }),
  );
}

function isBlank(body: Buffer): boolean {
  // A body that says something starts with `<`; only short ones can be all white space by mistake.
  if (body.length > 64) return false;
  return body.every((byte) => byte === SPACE || (byte >= 0x09 && byte <= 0x0d) || byte === LINE_FEED || byte === 0);
}

function hashOf(body: Buffer): string {
  return createHash('sha1').update(body).digest('base64');
}
