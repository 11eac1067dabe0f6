import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawResponse {
  readonly status: number;
  /** Header block as it came. */
  readonly head: string;
  readonly body: string;
  /** The server says that it closes the connection. */
  readonly closes: boolean;
}

/** A TCP connection on which bytes are sent as they are, and HTTP responses with a Content-Length are read. */
export class RawConnection {
  private received = Buffer.alloc(0);
  private ended = false;
  private wake: () => void = () => undefined;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk) => {
      this.received = this.received.length === 0 ? chunk : Buffer.concat([this.received, chunk]);
      this.wake();
    });
    for (const event of ['end', 'close', 'error']) {
      socket.on(event, () => {
        this.ended = true;
        this.wake();
      });
    }
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  /** Rejects when no complete response comes within `timeoutMs`, or the connection ends before it. */
  exchange(request: Buffer, timeoutMs: number): Promise<RawResponse> {
    this.send(request);
    return this.response(timeoutMs);
  }

  /** Whatever the other side makes of it; nothing once it has closed. */
  send(bytes: Buffer | string): void {
    if (!this.ended) this.socket.write(bytes);
  }

  /** Whether the other side has not closed it. */
  get isOpen(): boolean {
    return !this.ended;
  }

  /** The next response. Rejects as `exchange` does. */
  response(timeoutMs: number): Promise<RawResponse> {
    return this.until(timeoutMs, 'answer', () => {
      const response = this.take();
      if (response === undefined && this.ended) throw new Error('the connection ended without an answer');
      return response;
    });
  }

  /** What came that was not taken yet, when the other side has closed. Rejects when it does not within `timeoutMs`. */
  untilClosed(timeoutMs: number): Promise<string> {
    return this.until(timeoutMs, 'end', () => (this.ended ? this.received.toString('latin1') : undefined));
  }

  close(): void {
    this.socket.destroy();
  }

  private async until<T>(timeoutMs: number, what: string, look: () => T | undefined): Promise<T> {
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      this.wake();
    }, timeoutMs);
    try {
      for (;;) {
        const seen = look();
        if (seen !== undefined) return seen;
        if (timedOut) throw new Error(`no ${what} within ${timeoutMs} ms`);
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
    } finally {
      clearTimeout(timer);
    }
  }

  private take(): RawResponse | undefined {
    const end = this.received.indexOf('\r\n\r\n');
    if (end < 0) return undefined;
    const head = this.received.toString('latin1', 0, end);
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    const total = end + 4 + length;
    if (this.received.length < total) return undefined;
    const body = this.received.toString('utf8', end + 4, total);
    this.received = this.received.subarray(total);
    return { status: Number(head.slice(9, 12)), head, body, closes: /^connection: *close/im.test(head) };
  }
}
