import { connect, type Socket } from 'node:net';
import type { ConnectionUse } from './post-bytes.ts';
import { type Answer, readAnswer } from './read-answer.ts';

/** A raw socket that sends POSTs, one at a time. What goes wrong ends the process: such a measurement is worth nothing. */
export interface Poster {
  post(bytes: Buffer | string, onAnswer: (answer: Answer) => void): void;
  close(): void;
}

export function makePoster(port: number, use: ConnectionUse): Poster {
  return use === 'keepAlive' ? new KeepAlivePoster(port) : new PerPostPoster(port);
}

/** All POSTs on one connection. */
class KeepAlivePoster implements Poster {
  readonly #socket: Socket;
  #received = '';
  #onAnswer: (answer: Answer) => void = () => undefined;

  constructor(port: number) {
    this.#socket = open(port, (text) => this.#read(text));
    this.#socket.on('close', () => fail('The server closed a connection.'));
  }

  post(bytes: Buffer | string, onAnswer: (answer: Answer) => void): void {
    this.#onAnswer = onAnswer;
    this.#socket.write(bytes, 'latin1');
  }

  close(): void {
    this.#socket.removeAllListeners('close');
    this.#socket.destroy();
  }

  #read(text: string): void {
    const received = this.#received + text;
    const answer = readAnswer(received);
    this.#received = answer === undefined ? received : '';
    if (answer !== undefined) this.#onAnswer(answer);
  }
}

/** A connection for each POST; it has its answer when the server has closed it. */
class PerPostPoster implements Poster {
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  post(bytes: Buffer | string, onAnswer: (answer: Answer) => void): void {
    let received = '';
    const socket = open(this.#port, (text) => {
      received += text;
    });
    socket.on('end', () => {
      socket.end();
      const answer = readAnswer(received);
      if (answer === undefined) fail('The server closed a connection before it had answered.');
      else onAnswer(answer);
    });
    socket.write(bytes, 'latin1');
  }

  close(): void {
    // Every connection was closed with its answer.
  }
}

/** One buffer for everything that is read: its text is taken at once. */
const READ_BUFFER = Buffer.allocUnsafe(64 * 1_024);

function open(port: number, onText: (text: string) => void): Socket {
  const callback = (length: number, buffer: Uint8Array): boolean => {
    onText((buffer as Buffer).toString('latin1', 0, length));
    return true;
  };
  const socket = connect({ host: '127.0.0.1', port, noDelay: true, onread: { buffer: READ_BUFFER, callback } });
  socket.on('error', (error) => fail(error.message));
  return socket;
}

function fail(why: string): never {
  throw new Error(`The load can't go on: ${why}`);
}
