import { connect as connectTcp, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { type HttpResponse, ResponseParser } from './response-parser.ts';

/** The peer closed, refused or did not answer in time. `code` is that of the system error, or `TIMEOUT` or `CLOSED`. */
export class ConnectionLost extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'ConnectionLost';
    this.code = code;
  }
}

/** No connection could be made at all. */
export class Unreachable extends ConnectionLost {
  constructor(cause: ConnectionLost) {
    super(cause.code, cause.message);
    this.name = 'Unreachable';
  }
}

/** TLS settings of the CPE: its certificate, the CAs it trusts, a session to resume. */
export interface TlsSettings
  extends Pick<ConnectionOptions, 'ca' | 'cert' | 'key' | 'rejectUnauthorized' | 'servername' | 'session'> {
  /** Called with each session that the ACS allows to be resumed. */
  readonly onSession?: (session: Buffer) => void;
}

/** One TCP or TLS connection to an ACS, one exchange at a time. */
export class HttpConnection {
  readonly #socket: Socket;
  readonly #parser = new ResponseParser();
  #failure: ConnectionLost | undefined;
  #wake: (() => void) | undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on('data', (bytes: Buffer) => this.#parser.push(bytes));
    socket.on('error', (error: NodeJS.ErrnoException) => this.#fail(error.code ?? 'ERROR', error.message));
    socket.on('close', () => this.#fail('CLOSED', 'The connection was closed'));
    socket.on('data', () => this.#wake?.());
  }

  /** Opens a connection; throws Unreachable. */
  static async open(url: URL, timeoutMs: number, settings: TlsSettings = {}): Promise<HttpConnection> {
    const { onSession, ...tls } = settings;
    const secure = url.protocol === 'https:';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = Number(url.port || (secure ? 443 : 80));
    const socket = secure ? connectTls({ host, port, ...tls }) : connectTcp({ host, port });
    if (onSession) socket.on('session', onSession);
    const connection = new HttpConnection(socket);
    let ready = false;
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      ready = true;
      connection.#wake?.();
    });
    try {
      await connection.#until(() => ready, timeoutMs);
    } catch (error) {
      socket.destroy();
      throw error instanceof ConnectionLost ? new Unreachable(error) : error;
    }
    return connection;
  }

  /** True once it can no longer be used. */
  get isLost(): boolean {
    return this.#failure !== undefined || this.#socket.destroyed;
  }

  /** Sends bytes, all at once. */
  send(bytes: Buffer | string): void {
    if (this.#failure) throw this.#failure;
    this.#socket.write(bytes);
  }

  /** The next response, interim ones (100 Continue) included. Throws ConnectionLost, SyntaxError for what is not HTTP. */
  async receive(timeoutMs: number): Promise<HttpResponse> {
    let response: HttpResponse | undefined;
    await this.#until(() => {
      response = this.#parser.take();
      return response !== undefined;
    }, timeoutMs);
    if (!response) throw new ConnectionLost('CLOSED', 'The connection was closed');
    return response;
  }

  /** Closes in the ordinary way. */
  close(): void {
    this.#socket.destroySoon();
  }

  /** Breaks the connection off with a reset, as a power cut or a NAT does. */
  break(): void {
    this.#socket.resetAndDestroy();
  }

  #fail(code: string, message: string): void {
    this.#failure ??= new ConnectionLost(code, message);
    this.#parser.close();
    this.#wake?.();
  }

  async #until(isDone: () => boolean, timeoutMs: number): Promise<void> {
    const deadline = setTimeout(() => this.#fail('TIMEOUT', `No answer within ${timeoutMs} ms`), timeoutMs);
    try {
      while (!isDone()) {
        if (this.#failure) throw this.#failure;
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      clearTimeout(deadline);
    }
  }
}
