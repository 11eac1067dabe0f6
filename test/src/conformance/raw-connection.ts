import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Bytes over TCP, for what no HTTP client would send. */
export class RawConnection {
  private received = '';
  private closed = false;
  private wake: () => void = () => undefined;

  private constructor(private readonly socket: Socket) {
    const woken = () => this.wake();
    socket.setEncoding('latin1');
    socket.on('data', (chunk) => {
      this.received += chunk;
      woken();
    });
    // A connection that is reset is closed; why does not matter here.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.closed = true;
      woken();
    });
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  write(bytes: string | Buffer): void {
    if (!this.closed) this.socket.write(bytes);
  }

  /** Whether it is open and takes more at once. */
  get isOpen(): boolean {
    return !this.closed;
  }

  /** All that was received, once `pattern` is in it or the other side closed. */
  async until(pattern: RegExp): Promise<string> {
    while (!this.closed && !pattern.test(this.received)) await this.next();
    return this.received;
  }

  /** All that was received until the other side closed. */
  async untilClosed(): Promise<string> {
    while (!this.closed) await this.next();
    return this.received;
  }

  /** All that was received so far. */
  get text(): string {
    return this.received;
  }

  close(): void {
    this.socket.destroy();
  }

  private next(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}

/** The bytes of a POST with a right Content-Length. */
export function rawPost(body: string, headers: readonly string[] = []): string {
  return [
    'POST / HTTP/1.1',
    'Host: acs.example',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...headers,
    '',
    body,
  ].join('\r\n');
}
