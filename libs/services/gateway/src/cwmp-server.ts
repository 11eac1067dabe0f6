import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Clock, MusterError, type Peer, type SessionStore } from '#libs/domain';
import type { Logger } from '#libs/platform';
import { sessionCookie, sessionIdsIn } from './cookie.ts';
import type { Connection } from './cwmp-post.ts';
import { type CwmpReply, refuse, type TurnedAwayFor } from './cwmp-reply.ts';
import type { Door } from './door/door.ts';
import type { Listeners } from './door/listeners.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import type { HandlePost } from './handle-post.ts';
import type { BodyFailure, ReadBody } from './read-body.ts';
import type { RetryAfter } from './retry-after.ts';

export interface CwmpServerOptions {
  readonly gateway: string;
}

const DRAIN_CHECK_MS = 100;

/** Where CPEs connect: HTTP/1.1 by Node's own server, without a framework on the way of an Inform. */
export class CwmpServer {
  private readonly connections = new WeakMap<Socket, Connection>();
  /** The last response begun on a connection. */
  private readonly responses = new WeakMap<Socket, ServerResponse>();
  private accepted = 0;
  private draining = false;

  constructor(
    private readonly listeners: Listeners,
    private readonly door: Door,
    private readonly handlePost: HandlePost,
    private readonly readBody: ReadBody,
    private readonly sessions: SessionStore,
    private readonly retryAfter: RetryAfter,
    private readonly metrics: GatewayMetrics,
    private readonly logger: Logger,
    private readonly clock: Clock,
    private readonly options: CwmpServerOptions,
  ) {}

  /** Where it listens without TLS, once it does. */
  get address(): AddressInfo | undefined {
    return this.listeners.plainAddress;
  }

  /** Where it listens with TLS, once it does. */
  get tlsAddress(): AddressInfo | undefined {
    return this.listeners.tlsAddress;
  }

  listen(): Promise<void> {
    return this.listeners.listen(
      (request, response) => void this.serve(request, response),
      (error, socket) => this.garbage(error, socket),
    );
  }

  /** No new sessions; resolves when those in flight are over, or after `maxMs`. */
  async drain(maxMs: number): Promise<void> {
    this.draining = true;
    const until = this.clock.now() + maxMs;
    while (this.clock.now() < until && (await this.sessions.count()) > 0) {
      await new Promise<void>((resolve) => this.clock.after(DRAIN_CHECK_MS, resolve));
    }
  }

  close(): Promise<void> {
    return this.listeners.close();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.responses.set(request.socket, response);
    try {
      this.send(response, await this.reply(request));
    } catch (error) {
      this.send(response, this.failed(error));
    } finally {
      // A CPE may keep its connection for long: nothing of a request that was answered stays with it.
      if (this.responses.get(request.socket) === response) this.responses.delete(request.socket);
    }
  }

  private async reply(request: IncomingMessage): Promise<CwmpReply | undefined> {
    const peer = this.door.peerOf(request.socket, request.headers);
    if (!this.door.mayAsk(peer)) return this.turnAway('address');
    if (request.method !== 'POST') return undefined;
    const connection = this.connectionOf(request.socket, peer);
    const { cookie, authorization } = request.headers;
    const post = {
      sessionIds: sessionIdsIn(cookie),
      connection,
      peer,
      target: request.url ?? '',
      ...(authorization === undefined ? {} : { authorization }),
    };
    const result = await this.readBody.read(request, () => this.handlePost.mayBeLarge(post));
    if ('failure' in result)
      return this.unreadable(result.failure, () => this.handlePost.breakOff(post, REASONS[result.failure]));
    // A session that is open may finish; a new one goes to a gateway that stays.
    if (this.draining && result.body.length > 0 && !(await this.handlePost.mayBeLarge(post)))
      return this.turnAway('draining');
    const charset = charsetOf(request.headers['content-type']);
    const reply = await this.handlePost.handle({
      ...post,
      body: result.body,
      ...(charset === undefined ? {} : { charset }),
    });
    return 'turnedAwayFor' in reply ? this.turnAway(reply.turnedAwayFor) : reply;
  }

  private async unreadable(failure: BodyFailure, breakOff: () => Promise<void>): Promise<CwmpReply> {
    if (failure === 'overloaded') return this.turnAway('memory');
    this.metrics.refused++;
    if (failure === 'stalled') this.metrics.cutOff.slow_body++;
    if (failure === 'too_large') this.metrics.cutOff.large_body++;
    await breakOff();
    return refuse(STATUS[failure], REASONS[failure]);
  }

  private failed(error: unknown): CwmpReply {
    // Told to come back: an Inform that could not be made durable was not acknowledged.
    if (!(error instanceof MusterError && error.retriable))
      this.logger.error({ err: error }, 'a POST failed unexpectedly');
    else this.logger.warn({ err: error }, 'a POST was turned away');
    return this.turnAway('failure');
  }

  private turnAway(why: TurnedAwayFor): CwmpReply {
    this.metrics.turnedAway[why]++;
    // Who is refused for what he does himself takes no place in the line of the others.
    const isApart = why === 'address' || why === 'device' || why === 'login';
    const retryAfterS = isApart ? this.retryAfter.apartS() : this.retryAfter.nextS();
    return { status: 503, retryAfterS, close: true, body: 'Overloaded or shutting down: come back later.' };
  }

  private send(response: ServerResponse, reply: CwmpReply | undefined): void {
    if (response.destroyed) return;
    if (reply === undefined) {
      response.writeHead(405, [
        'Allow',
        'POST',
        'Content-Type',
        'text/plain; charset=utf-8',
        'Content-Length',
        String(HINT.length),
      ]);
      response.end(HINT);
      return;
    }
    const { status, body, cookie, challenges, close, retryAfterS } = reply;
    const headers: string[] = [];
    if (cookie !== undefined) headers.push('Set-Cookie', sessionCookie(cookie, this.isSecure(response.req)));
    for (const challenge of challenges ?? []) headers.push('WWW-Authenticate', challenge);
    if (retryAfterS !== undefined) headers.push('Retry-After', String(retryAfterS));
    if (close) headers.push('Connection', 'close');
    if (body === undefined) {
      response.writeHead(status, headers);
      response.end();
      return;
    }
    const type = status === 200 ? 'text/xml; charset=utf-8' : 'text/plain; charset=utf-8';
    headers.push('Content-Type', type, 'Content-Length', String(Buffer.byteLength(body)));
    response.writeHead(status, headers);
    response.end(body);
  }

  private isSecure({ socket, headers }: IncomingMessage): boolean {
    return this.door.peerOf(socket, headers).secure;
  }

  private connectionOf(socket: Socket, peer: Peer): Connection {
    // Requests of several CPEs come on a connection of a proxy: only the cookie tells their sessions apart.
    if (this.door.isShared(peer, socket)) return this.newConnection();
    const known = this.connections.get(socket);
    if (known) return known;
    const connection = this.newConnection();
    this.connections.set(socket, connection);
    return connection;
  }

  private newConnection(): Connection {
    return { name: `${this.options.gateway}/${++this.accepted}` };
  }

  /** Not HTTP. After a reply it may be left over from a wrong Content-Length: an answer would be taken for the next one's. */
  private garbage(error: Error & { code?: string }, socket: Socket): void {
    const response = this.responses.get(socket);
    if (response?.req.complete && !response.writableEnded) {
      // Left over behind a request that is complete: that one gets its answer, and then it is over.
      response.shouldKeepAlive = false;
      return;
    }
    this.metrics.refused++;
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') this.metrics.cutOff.slow_headers++;
    if (error.code === 'HPE_HEADER_OVERFLOW') this.metrics.cutOff.large_headers++;
    const isFirst = !this.connections.has(socket);
    if (!isFirst || error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const status =
      error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : error.code === 'HPE_HEADER_OVERFLOW'
          ? '431 Request Header Fields Too Large'
          : '400 Bad Request';
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
  }
}

const HINT = 'This is a CWMP (TR-069) endpoint: CPEs POST here.\n';

const STATUS = { too_large: 413, unsupported_encoding: 415, corrupt: 400, stalled: 400, gone: 400 } as const;

const REASONS: Record<BodyFailure, string> = {
  too_large: 'The body is larger than is accepted.',
  unsupported_encoding: 'Only the content codings gzip and deflate are accepted.',
  corrupt: 'The compressed body is damaged.',
  stalled: 'The body came too slowly.',
  overloaded: 'Too much is being received.',
  gone: 'The connection broke in mid-request.',
};

function charsetOf(contentType: string | undefined): string | undefined {
  return contentType === undefined ? undefined : /;\s*charset\s*=\s*"?([\w.:-]{1,40})"?/i.exec(contentType)?.[1];
}
