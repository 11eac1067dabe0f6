import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Clock, type FileTicket, MusterError, networkOf, plainAddress } from '#libs/domain';
import type { ConnectionLimits, FileUrls, Logger, Networks } from '#libs/platform';
import type { EgressCap } from './egress-cap.ts';
import { type FileGuard, RECHECK_MS } from './file-guard.ts';
import type { FileLogin } from './file-login.ts';
import { type Refused, refused } from './file-reply.ts';
import type { FirmwareMetrics } from './firmware-metrics.ts';
import type { ReceiveFile } from './receive-file.ts';
import type { ServeImage } from './serve-image.ts';
import type { Slot, TransferSlots } from './transfer-slots.ts';

export interface FileServerOptions {
  readonly host: string;
  readonly port: number;
  readonly maxConnections: number;
  /** Networks to which the limit of one address does not apply. */
  readonly unlimited: Networks;
  readonly headersTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly transferTimeoutMs: number;
  readonly retryAfterS: number;
}

/** A body that is refused is read to its end only up to this size, so that the connection stays. */
const SMALL_BODY = 256 * 1024;
const DRAIN_CHECK_MS = 100;

/** Where CPEs fetch and send files: signed URLs and nothing else. */
export class FileServer {
  private readonly server: Server;
  private stopRechecks: () => void = () => undefined;
  private draining = false;

  constructor(
    private readonly urls: FileUrls,
    private readonly login: FileLogin,
    private readonly guard: FileGuard,
    private readonly images: ServeImage,
    private readonly files: ReceiveFile,
    private readonly slots: TransferSlots,
    private readonly connections: ConnectionLimits,
    private readonly egress: EgressCap,
    private readonly metrics: FirmwareMetrics,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly options: FileServerOptions,
  ) {
    this.server = createServer(
      {
        maxHeaderSize: 8 * 1024,
        headersTimeout: options.headersTimeoutMs,
        requestTimeout: options.transferTimeoutMs,
        keepAliveTimeout: options.idleTimeoutMs,
        connectionsCheckingInterval: 1_000,
        // There are CPEs that send none, also with HTTP/1.1.
        requireHostHeader: false,
        noDelay: true,
      },
      (request, response) => void this.handle(request, response, () => undefined),
    );
    this.server.maxConnections = options.maxConnections;
    this.server.on('drop', () => this.metrics.drop('total'));
    this.server.on('connection', (socket) => this.admit(socket));
    // Closes connections over which nothing comes or goes.
    this.server.timeout = options.idleTimeoutMs;
    this.server.on('checkContinue', (request, response) => {
      void this.handle(request, response, () => response.writeContinue());
    });
  }

  /** Where it listens, once it does. */
  get address(): AddressInfo | undefined {
    const address = this.server.address();
    return typeof address === 'object' && address !== null ? address : undefined;
  }

  listen(): Promise<void> {
    const { host, port } = this.options;
    this.recheckLater();
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen({ host, port, backlog: 4_096 }, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
  }

  /** Nothing new; resolves when nothing is on its way, or after `maxMs`: a CPE goes on elsewhere with a range. */
  async drain(maxMs: number): Promise<void> {
    this.draining = true;
    const until = this.clock.now() + maxMs;
    while (this.clock.now() < until && this.slots.size > 0) {
      await new Promise<void>((resolve) => this.clock.after(DRAIN_CHECK_MS, resolve));
    }
  }

  close(): Promise<void> {
    this.stopRechecks();
    this.slots.cutAll();
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  /** Closed before anything is read of it, where too many are there from its address. */
  private admit(socket: Socket): void {
    const address = plainAddress(socket.remoteAddress ?? '');
    if (this.options.unlimited.has(address)) return;
    const network = networkOf(address);
    if (!this.connections.enterNetwork(network)) {
      this.metrics.drop('address');
      socket.destroy();
      return;
    }
    socket.once('close', () => this.connections.leaveNetwork(network));
  }

  private async handle(request: IncomingMessage, response: ServerResponse, begin: () => void): Promise<void> {
    // A CPE that goes away is no fault of ours.
    response.on('error', () => undefined);
    try {
      const refusal = await this.serve(request, response, begin);
      if (refusal !== undefined) this.refuse(request, response, refusal);
    } catch (error) {
      if (request.destroyed && !request.complete) return;
      const isExpected = error instanceof MusterError && error.retriable;
      this.logger[isExpected ? 'warn' : 'error']({ err: error }, 'a request for a file failed');
      this.refuse(request, response, this.busy('failure'));
    }
  }

  private async serve(
    request: IncomingMessage,
    response: ServerResponse,
    begin: () => void,
  ): Promise<Refused | undefined> {
    const path = pathOf(request.url ?? '');
    const ticket = this.urls.read(path);
    if (ticket === undefined) return unknownPath(path);
    const method = request.method ?? '';
    const allowed = ticket.to === 'fetch' ? ['GET', 'HEAD'] : ['PUT', 'POST'];
    if (!allowed.includes(method)) {
      return refused(405, 'wrongMethod', 'Not with this method.', { Allow: allowed.join(', ') });
    }
    if (this.guard.hasExpired(ticket)) return refused(410, 'expired', 'The time of this URL is over.');
    const login = this.login.refuse(ticket, method, path, request.headers.authorization);
    if (login !== undefined) return login;
    const takeSlot = () => this.takeSlot(ticket);
    if (ticket.to === 'fetch') return this.images.serve(ticket, request, response, takeSlot);
    const refusal = await this.files.receive(ticket, request, takeSlot, begin);
    if (refusal === undefined) {
      response.writeHead(201, { 'Content-Length': 0 });
      response.end();
    }
    return refusal;
  }

  private takeSlot(ticket: FileTicket): Slot | Refused {
    if (ticket.to === 'fetch' && this.egress.isFull) return this.busy('rate');
    const slot = this.draining ? undefined : this.slots.take(ticket);
    if (slot === undefined) return this.busy('busy');
    const stop = this.clock.after(this.options.transferTimeoutMs, () => slot.end());
    return {
      ...slot,
      leave: () => {
        stop();
        slot.leave();
      },
    };
  }

  private busy(reason: 'busy' | 'rate' | 'failure'): Refused {
    const seconds = Math.ceil(this.options.retryAfterS * (0.5 + Math.random()));
    return refused(503, reason, 'Come back later.', { 'Retry-After': String(seconds) });
  }

  private refuse(request: IncomingMessage, response: ServerResponse, { status, reason, text, headers }: Refused): void {
    this.metrics.refuse(reason);
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const body = `${text}\n`;
    const closes = !request.complete && !(Number(request.headers['content-length'] ?? Number.NaN) <= SMALL_BODY);
    response.writeHead(status, {
      ...headers,
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Length': Buffer.byteLength(body),
      ...(closes && hasBody(request) ? { Connection: 'close' } : {}),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
    // What is still to come is read and dropped: the answer would be lost with a connection that is reset.
    request.resume();
  }

  /** What was quarantined or revoked meanwhile does not go on. */
  private recheckLater(): void {
    this.stopRechecks = this.clock.after(RECHECK_MS, () => {
      const isOver = async (ticket: FileTicket) =>
        ticket.to === 'fetch' && !this.guard.hasExpired(ticket) && !(await this.guard.mayGoOn(ticket));
      this.slots
        .cutWhere(isOver)
        .catch((err: unknown) => this.logger.warn({ err }, 'could not look whether files may still be served'))
        .finally(() => this.recheckLater());
    });
  }
}

/** A CPE that takes the server for a proxy gives the whole URL. */
function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/]*/i, '');
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function unknownPath(path: string): Refused {
  return /^\/[fu]\//.test(path)
    ? refused(403, 'badSignature', 'This URL was not made here.')
    : refused(404, 'notFound', 'There is nothing here.');
}
