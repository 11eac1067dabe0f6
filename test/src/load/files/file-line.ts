import { connect, type Socket } from 'node:net';

export interface FileAnswer {
  readonly status: number;
  readonly firstByteMs: number;
  readonly ms: number;
}

/** One request of a file after the other on one connection, or each on its own; the bytes are counted and dropped. */
export class FileLine {
  #socket: Socket | undefined;
  #head = '';
  #left = -1;
  #status = 0;
  #beganMs = 0;
  #firstByteMs = 0;
  #answered: PromiseWithResolvers<FileAnswer> | undefined;
  readonly #port: number;
  readonly #keepAlive: boolean;
  readonly #onBytes: (bytes: number) => void;

  constructor(port: number, keepAlive: boolean, onBytes: (bytes: number) => void) {
    this.#port = port;
    this.#keepAlive = keepAlive;
    this.#onBytes = onBytes;
  }

  /** Rejects when the connection breaks before all is there. */
  get(path: string, range?: { readonly first: number; readonly last: number }): Promise<FileAnswer> {
    const lines = [
      `GET ${path} HTTP/1.1`,
      'Host: 127.0.0.1',
      ...(range === undefined ? [] : [`Range: bytes=${range.first}-${range.last}`]),
      ...(this.#keepAlive ? [] : ['Connection: close']),
    ];
    const answered = Promise.withResolvers<FileAnswer>();
    this.#answered = answered;
    this.#head = '';
    this.#left = -1;
    this.#firstByteMs = 0;
    this.#beganMs = performance.now();
    this.#open().write(`${lines.join('\r\n')}\r\n\r\n`);
    return answered.promise;
  }

  /** Who waits for an answer is told that there is none. */
  close(): void {
    this.#socket?.destroy();
  }

  #open(): Socket {
    if (this.#socket !== undefined && !this.#socket.destroyed) return this.#socket;
    const onread = { buffer: SINK, callback: (bytes: number, buffer: Uint8Array) => this.#take(bytes, buffer) };
    const socket = connect({ host: '127.0.0.1', port: this.#port, noDelay: true, onread });
    const broken = () => {
      if (socket === this.#socket) this.#answered?.reject(new Error('The connection broke.'));
    };
    socket.on('error', broken).on('close', broken);
    this.#socket = socket;
    return socket;
  }

  #take(bytes: number, buffer: Uint8Array): boolean {
    if (this.#left >= 0) this.#count(bytes);
    else this.#takeHead(Buffer.from(buffer.buffer, buffer.byteOffset, bytes).toString('latin1'), bytes);
    return true;
  }

  #takeHead(text: string, bytes: number): void {
    this.#firstByteMs ||= performance.now() - this.#beganMs;
    const before = this.#head.length;
    this.#head += text;
    const end = this.#head.indexOf('\r\n\r\n');
    if (end === -1) return;
    this.#status = Number(this.#head.slice(9, 12));
    this.#left = Number(/\r\ncontent-length: (\d+)/i.exec(this.#head)?.[1] ?? 0);
    this.#count(bytes - (end + 4 - before));
  }

  #count(bytes: number): void {
    this.#left -= bytes;
    this.#onBytes(bytes);
    if (this.#left > 0) return;
    const answer = { status: this.#status, firstByteMs: this.#firstByteMs, ms: performance.now() - this.#beganMs };
    const answered = this.#answered;
    this.#answered = undefined;
    if (!this.#keepAlive) {
      this.#socket?.destroy();
      this.#socket = undefined;
    }
    answered?.resolve(answer);
  }
}

/** All lines read into it: what it holds is looked at at once. */
const SINK = Buffer.allocUnsafe(512 * 1_024);
