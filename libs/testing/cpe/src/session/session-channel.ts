import { Authorizer } from '../http/authorizer.ts';
import { checkAcsHttp } from '../http/check-acs-http.ts';
import { CookieJar } from '../http/cookie-jar.ts';
import { exchange, type Pace } from '../http/exchange.ts';
import { HttpConnection } from '../http/http-connection.ts';
import { type PostStyle, postBytes, STANDARD_POST } from '../http/post-request.ts';
import type { HttpResponse } from '../http/response-parser.ts';
import { type EnvelopeContext, inspectEnvelope } from '../soap/check-acs-envelope.ts';
import { type AcsReply, headerValues, readAcsReply } from '../soap/read-acs-reply.ts';
import type { Violation } from '../soap/violation.ts';
import type { Exchange } from './session-log.ts';
import type { SessionOptions } from './session-options.ts';

/** A CPE follows at most that many redirects in a row (TR-069 §3.4.5). */
const MAX_REDIRECTS = 5;

/** The device broke the session off on purpose. */
export class Abandoned extends Error {}

/** The HTTP side of one session: connections, cookies, authentication and redirects. */
export class SessionChannel {
  readonly exchanges: Exchange[] = [];
  readonly violations: Violation[] = [];
  readonly #options: SessionOptions;
  readonly #style: PostStyle;
  readonly #jar: CookieJar;
  readonly #authorizer: Authorizer;
  readonly #connections: (HttpConnection | undefined)[] = [];
  #url: URL;
  #posts = 0;

  constructor(url: string, options: SessionOptions, style: PostStyle = { ...STANDARD_POST, ...options.post }) {
    this.#url = new URL(url);
    this.#options = options;
    this.#style = options.connection === 'close' ? { ...style, connection: 'close' } : style;
    this.#jar = new CookieJar(options.cookies, options.staleCookie);
    this.#authorizer = new Authorizer(options.credentials);
  }

  /** POSTs an envelope, or nothing, and gives what the ACS finally says to it. Throws ConnectionLost and Abandoned. */
  async post(kind: string, xml: string, context: EnvelopeContext): Promise<AcsReply> {
    const turn = this.#posts;
    this.#posts += 1;
    let reply = await this.#postOnce(kind, xml, context, turn);
    if (this.#options.retransmit === turn) {
      this.#drop(turn);
      reply = await this.#postOnce(kind, xml, context, turn);
    }
    let hasAnswered = false;
    for (let repeats = 0; repeats < MAX_REDIRECTS; repeats += 1) {
      if (reply.kind === 'challenge') {
        // RFC 7616 §3.3: without stale, another challenge means that name or password are wrong.
        if (hasAnswered && !reply.challenges.some((challenge) => /\bstale="?true/i.test(challenge))) return reply;
        if (!this.#authorizer.accept(reply.challenges)) return reply;
        hasAnswered = true;
        reply = await this.#postOnce(kind, xml, context, turn);
      } else if (reply.kind === 'redirect' && URL.canParse(reply.location, this.#url.href)) {
        this.close();
        this.#url = new URL(reply.location, this.#url);
        hasAnswered = false;
        reply = await this.#postOnce(kind, xml, context, turn);
      } else return reply;
    }
    return reply;
  }

  /** Resolves when the ACS has closed the connection or the time-out has passed. */
  async hang(): Promise<void> {
    await this.#connections[0]?.receive(this.#options.timeoutMs ?? 30_000).catch(() => undefined);
  }

  break(): void {
    for (const connection of this.#connections.splice(0)) connection?.break();
  }

  close(): void {
    for (const connection of this.#connections.splice(0)) connection?.close();
  }

  async #postOnce(kind: string, xml: string, context: EnvelopeContext, turn: number): Promise<AcsReply> {
    const { slowBody, breakAt, timeoutMs = 30_000, connection: manners } = this.#options;
    const startedAt = performance.now();
    const connection = await this.#connection(turn, timeoutMs);
    const pace: Pace = {
      timeoutMs,
      expectContinue: this.#style.expectContinue,
      ...(slowBody ? { slow: slowBody } : {}),
      ...(breakAt?.post === turn ? { breakAt: breakAt.when } : {}),
    };
    const answer = await exchange(connection, postBytes(this.#url, xml, this.#style, this.#headers(kind)), pace);
    if (!answer) throw new Abandoned(`The connection was broken off: ${pace.breakAt}`);
    this.#jar.store(answer.status, answer.headers);
    const isClosing = /\bclose\b/i.test(headerValues(answer.headers, 'connection').join());
    if (isClosing || manners === 'per-post' || manners === 'close') this.#drop(turn);
    return this.#record(kind, xml, answer, context, performance.now() - startedAt);
  }

  #headers(kind: string): Readonly<Record<string, string | undefined>> {
    const { header } = this.#jar;
    return {
      Cookie: header === '' ? undefined : header,
      Authorization: this.#authorizer.authorization(`${this.#url.pathname}${this.#url.search}`, kind === 'Inform'),
    };
  }

  #record(kind: string, xml: string, answer: HttpResponse, context: EnvelopeContext, durationMs: number): AcsReply {
    const { status, headers } = answer;
    const body = answer.body.toString('utf8');
    const isChecked = this.#options.checks !== false;
    if (isChecked) this.violations.push(...checkAcsHttp(status, headers, answer.body.length));
    let reply: AcsReply;
    if (isChecked && status === 200 && body.trim() !== '') {
      const inspected = inspectEnvelope(body, context);
      this.violations.push(...inspected.violations);
      reply = inspected.reply;
    } else reply = readAcsReply(status, headers, body);
    const record: Exchange = { request: { kind, xml }, status, headers, body, reply, durationMs };
    this.exchanges.push(record);
    this.#options.onExchange?.(record);
    return reply;
  }

  async #connection(turn: number, timeoutMs: number): Promise<HttpConnection> {
    const slot = this.#slot(turn);
    const open = this.#connections[slot];
    if (open && !open.isLost) return open;
    const connection = await HttpConnection.open(this.#url, timeoutMs, this.#options.tls);
    this.#connections[slot] = connection;
    return connection;
  }

  #drop(turn: number): void {
    const slot = this.#slot(turn);
    this.#connections[slot]?.close();
    this.#connections[slot] = undefined;
  }

  #slot(turn: number): number {
    return this.#options.connection === 'two' ? turn % 2 : 0;
  }
}
