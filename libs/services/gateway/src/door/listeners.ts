import { createServer, type RequestListener, type Server, type ServerOptions } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import type { Door } from './door.ts';
import { listenWidely } from './listen-widely.ts';
import type { TlsContext } from './tls-context.ts';

export interface Place {
  readonly host: string;
  readonly port: number;
}

export interface ListenersOptions {
  /** Without TLS; absent if nobody is served so. */
  readonly plain?: Place;
  readonly tls?: Place;
  readonly maxHeaderBytes: number;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  /** How long a connection may be idle after an answer. */
  readonly idleMs: number;
  readonly maxConnections: number;
}

/** The ports on which CPEs are served, each behind the door. */
export class Listeners {
  private plain: Server | undefined;
  private tls: Server | undefined;
  private readonly beside: NetServer[] = [];

  constructor(
    private readonly door: Door,
    private readonly tlsContext: TlsContext | undefined,
    private readonly options: ListenersOptions,
  ) {}

  /** Where it listens without TLS, once it does. */
  get plainAddress(): AddressInfo | undefined {
    return addressOf(this.plain);
  }

  /** Where it listens with TLS, once it does. */
  get tlsAddress(): AddressInfo | undefined {
    return addressOf(this.tls);
  }

  async listen(serve: RequestListener, onGarbage: (error: Error, socket: Socket) => void): Promise<void> {
    const { plain, tls } = this.options;
    if (plain) {
      this.plain = createServer(this.httpOptions(), serve);
      await this.open(this.plain, plain, false, onGarbage);
    }
    if (tls && this.tlsContext?.canServe) {
      const server = createTlsServer({ ...this.httpOptions(), ...this.tlsContext.serverOptions }, serve);
      this.tls = server;
      await this.open(server, tls, true, onGarbage);
      this.tlsContext.start(server);
    } else this.tlsContext?.start();
  }

  async close(): Promise<void> {
    this.tlsContext?.stop();
    this.door.close();
    for (const server of this.beside) server.close();
    await Promise.all([this.plain, this.tls].map(closed));
  }

  private httpOptions(): ServerOptions {
    const { maxHeaderBytes, headersTimeoutMs, requestTimeoutMs, idleMs } = this.options;
    return {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: idleMs,
      connectionsCheckingInterval: 1_000,
      noDelay: true,
    };
  }

  private async open(
    server: Server,
    place: Place,
    isTls: boolean,
    onGarbage: (error: Error, socket: Socket) => void,
  ): Promise<void> {
    server.maxConnections = this.options.maxConnections;
    server.on('clientError', (error, socket) => {
      // A handshake that failed is no request.
      if (this.door.hasAdmitted(socket as Socket)) onGarbage(error, socket as Socket);
      else socket.destroy();
    });
    this.door.guard(server, isTls);
    this.beside.push(...(await listenWidely(server, place)));
  }
}

function addressOf(server: Server | undefined): AddressInfo | undefined {
  const address = server?.address();
  return typeof address === 'object' && address !== null ? address : undefined;
}

function closed(server: Server | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (server === undefined) {
      resolve();
      return;
    }
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
