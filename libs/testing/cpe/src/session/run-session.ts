import type { AcsRequest, CpeRequest, CpeResponse } from '#libs/cwmp';
import type { Cpe } from '../cpe.ts';
import { ConnectionLost, Unreachable } from '../http/http-connection.ts';
import { runTransfers } from '../http/run-transfers.ts';
import { type EnvelopeStyle, STANDARD_STYLE } from '../soap/envelope-style.ts';
import type { AcsReply } from '../soap/read-acs-reply.ts';
import { type Violation, type ViolationRule, violation } from '../soap/violation.ts';
import { type CpeBody, writeEnvelope } from '../soap/write-envelope.ts';
import { Abandoned, SessionChannel } from './session-channel.ts';
import type { SessionLog, SessionOutcome } from './session-log.ts';
import type { SessionOptions } from './session-options.ts';

/** Fault 8005 asks for the same request again; no device does that for ever. */
const MAX_RETRY_REQUESTS = 5;

interface End {
  readonly outcome: SessionOutcome;
  readonly reason: string;
}

/**
 * Runs one session of a device with an ACS (TR-069 §3.7.2.2) with what it has to tell at this moment; call `periodic()`
 * or another event first, as the Inform of a device without news has no events. Afterwards the device does what it was
 * told to. It never throws for what the ACS does: the log says how it went.
 */
export async function runSession(cpe: Cpe, options: SessionOptions = {}): Promise<SessionLog> {
  const startedAt = performance.now();
  const { credentials } = cpe;
  const session = new Session(cpe, { ...(credentials ? { credentials } : {}), ...options });
  const end = await session.run();
  cpe.endSession(end.outcome === 'completed');
  if (cpe.options.transfers === 'fetch') await runTransfers(cpe);
  return { ...session.log(end), durationMs: performance.now() - startedAt };
}

class Session {
  readonly #cpe: Cpe;
  readonly #options: SessionOptions;
  readonly #style: EnvelopeStyle;
  readonly #channel: SessionChannel;
  readonly #rpcs: AcsRequest[] = [];
  readonly #violations: Violation[] = [];
  readonly #begun: ReturnType<Cpe['beginSession']>;
  #turn = 0;

  constructor(cpe: Cpe, options: SessionOptions) {
    this.#cpe = cpe;
    this.#options = options;
    this.#style = { ...STANDARD_STYLE, ...options.style };
    const post = { encoding: this.#style.encoding, ...options.post };
    this.#channel = new SessionChannel(options.url ?? cpe.acsUrl, { ...options, post });
    this.#begun = cpe.beginSession();
  }

  log(end: End): Omit<SessionLog, 'durationMs'> {
    return {
      outcome: end.outcome,
      ...(end.reason === '' ? {} : { reason: end.reason }),
      events: this.#begun.inform.event,
      exchanges: this.#channel.exchanges,
      rpcs: this.#rpcs,
      violations: [...this.#channel.violations, ...this.#violations],
    };
  }

  async run(): Promise<End> {
    try {
      const end = await this.#steps();
      this.#channel.close();
      return end;
    } catch (error) {
      this.#channel.break();
      return endOf(error);
    }
  }

  async #steps(): Promise<End> {
    if (this.#options.probesFirst) await this.#channel.post('empty', '', {});
    const { inform, requests } = this.#begun;
    const opened = await this.#ask(inform);
    if (opened.kind !== 'response' || opened.response.method !== 'InformResponse') return failureOf(opened);
    this.#cpe.informed(inform);
    if (this.#options.strayResponse)
      return this.#serve(await this.#answer({ message: { method: 'RebootResponse' } }, 'stray'));
    for (const request of requests) {
      const reply = await this.#ask(request);
      if (reply.kind !== 'response' && reply.kind !== 'fault') return failureOf(reply);
      if (reply.kind === 'response') this.#cpe.outbox.answered(request);
    }
    const end = await this.#serve(await this.#post('empty', '', false));
    if (end.outcome === 'completed' && this.#options.lateRequest) await this.#tellLate(this.#options.lateRequest);
    return end;
  }

  /** The ACS's turn: executes its RPCs until it has no more. */
  async #serve(first: AcsReply): Promise<End> {
    let reply = first;
    while (reply.kind === 'request') {
      const { request, id } = reply;
      this.#rpcs.push(request);
      const quirk = await this.#options.answer?.(request, this.#rpcs.length - 1);
      if (quirk === 'hang') await this.#channel.hang();
      if (quirk === 'hang' || quirk === 'vanish') throw new Abandoned(quirk);
      if (quirk === 'empty') {
        reply = await this.#post('empty', '', false);
        continue;
      }
      const answer = this.#cpe.execute(request);
      if (quirk === 'execute-and-vanish') throw new Abandoned(quirk);
      reply = await this.#answer(
        quirk === 'wrong-type' ? { message: otherResponse(request) } : answer,
        quirk === 'wrong-id' ? `not-${id}` : id,
      );
    }
    return reply.kind === 'empty' ? { outcome: 'completed', reason: '' } : failureOf(reply);
  }

  async #tellLate(request: CpeRequest): Promise<void> {
    const reply = await this.#ask(request);
    if (reply.kind === 'response') this.#cpe.outbox.answered(request);
  }

  /** Sends a request of the device; 8005 in answer means the same request again (TR-069 §3.7.1.6). */
  async #ask(request: CpeRequest): Promise<AcsReply> {
    const id = this.#style.makeId(this.#turn);
    this.#turn += 1;
    const xml = writeEnvelope({ message: request }, id, this.#style);
    let reply = await this.#post(request.method, xml, true, id);
    for (let retry = 0; retry < MAX_RETRY_REQUESTS && reply.kind === 'fault' && reply.faultCode === 8005; retry += 1)
      reply = await this.#post(request.method, xml, true, id);
    const isAnswered =
      reply.kind === 'fault' || (reply.kind === 'response' && reply.response.method === `${request.method}Response`);
    if (!isAnswered && (reply.kind === 'request' || reply.kind === 'response' || reply.kind === 'empty'))
      this.#violate('turn-taking', `${describe(reply)} in answer to ${request.method}`);
    return isAnswered || reply.kind !== 'response' ? reply : { kind: 'malformed', why: describe(reply) };
  }

  async #answer(body: CpeBody, id: string | undefined): Promise<AcsReply> {
    const kind = 'message' in body ? body.message.method : 'Fault';
    return this.#post(kind, writeEnvelope(body, id, this.#style), false);
  }

  async #post(kind: string, xml: string, isRequest: boolean, id?: string): Promise<AcsReply> {
    const { namespace, supportedVersions } = this.#style;
    const reply = await this.#channel.post(kind, xml, {
      namespace,
      ...(isRequest ? { asked: { id } } : {}),
      ...(supportedVersions === undefined ? {} : { offeredVersions: supportedVersions }),
    });
    if (!isRequest && (reply.kind === 'response' || reply.kind === 'fault'))
      this.#violate('turn-taking', `${describe(reply)} in answer to ${kind}`);
    return reply;
  }

  #violate(rule: ViolationRule, message: string): void {
    if (this.#options.checks !== false) this.#violations.push(violation(rule, message));
  }
}

function describe(reply: AcsReply): string {
  if (reply.kind === 'request') return reply.request.method;
  return reply.kind === 'response' ? reply.response.method : reply.kind;
}

function failureOf(reply: AcsReply): End {
  switch (reply.kind) {
    case 'fault':
      return { outcome: 'rejected', reason: `${reply.faultCode} ${reply.faultString}` };
    case 'challenge':
      return { outcome: 'refused', reason: 'HTTP 401' };
    case 'refused':
      return { outcome: 'refused', reason: `HTTP ${reply.status}` };
    case 'malformed':
      return { outcome: 'malformed', reason: reply.why };
    default:
      return { outcome: 'malformed', reason: `Unexpected: ${describe(reply)}` };
  }
}

function endOf(error: unknown): End {
  if (error instanceof Abandoned) return { outcome: 'abandoned', reason: error.message };
  if (error instanceof Unreachable) return { outcome: 'unreachable', reason: error.message };
  if (error instanceof ConnectionLost) return { outcome: 'broken', reason: error.message };
  if (error instanceof SyntaxError) return { outcome: 'malformed', reason: error.message };
  throw error;
}

/** A response that belongs to another RPC. */
const otherResponse = (request: AcsRequest): CpeResponse =>
  request.method === 'Reboot' ? { method: 'FactoryResetResponse' } : { method: 'RebootResponse' };
