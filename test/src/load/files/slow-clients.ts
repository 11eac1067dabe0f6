import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface SlowOrder {
  readonly port: number;
  /** One for each client. */
  readonly paths: readonly string[];
  readonly bytesPerS: number;
}

export interface SlowReport {
  /** Clients that are still served. */
  readonly alive: number;
  /** What all of them read. */
  readonly bytes: number;
}

/** Connecting more at once is another test. */
const AT_ONCE = 50;
const TURNS_PER_S = 10;

/** Clients that read a little, second by second, and leave the rest in the network. */
export class SlowClients {
  #sockets: Socket[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Resolves when each has the beginning of the file. */
  async hold({ port, paths, bytesPerS }: SlowOrder): Promise<void> {
    for (let start = 0; start < paths.length; start += AT_ONCE) {
      const some = paths.slice(start, start + AT_ONCE);
      this.#sockets.push(...(await Promise.all(some.map((path) => begin(port, path)))));
    }
    let turn = 0;
    this.#timer = setInterval(() => {
      turn = (turn + 1) % TURNS_PER_S;
      for (let at = turn; at < this.#sockets.length; at += TURNS_PER_S) this.#read(this.#sockets[at], bytesPerS);
    }, 1_000 / TURNS_PER_S);
  }

  release(): SlowReport {
    clearInterval(this.#timer);
    const alive = this.#sockets.filter((socket) => !socket.destroyed && socket.readable).length;
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets = [];
    const report = { alive, bytes: this.#bytes };
    this.#bytes = 0;
    return report;
  }

  #read(socket: Socket | undefined, most: number): void {
    const piece: Buffer | null = socket?.read(most) ?? socket?.read() ?? null;
    this.#bytes += piece?.length ?? 0;
  }
}

async function begin(port: number, path: string): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.on('error', () => undefined);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
  await once(socket, 'readable');
  return socket;
}
