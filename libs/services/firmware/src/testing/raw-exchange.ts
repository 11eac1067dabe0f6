import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  /** In lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

export async function open(port: number): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Sends lines of a request as they are, and reads until the server closes. */
export async function exchange(port: number, lines: readonly string[], body: Buffer | string = ''): Promise<RawAnswer> {
  const socket = await open(port);
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  socket.write(body);
  return readAnswer(await untilClosed(socket));
}

/** All that comes until the server closes, or `most` bytes of it, after which the connection is broken off. */
export async function untilClosed(socket: Socket, most = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  socket.on('data', (piece: Buffer) => {
    pieces.push(piece);
    size += piece.length;
    if (size >= most) socket.resetAndDestroy();
  });
  if (!socket.closed) await once(socket, 'close');
  return Buffer.concat(pieces);
}

export function readAnswer(bytes: Buffer): RawAnswer {
  const end = bytes.indexOf('\r\n\r\n');
  const [first = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { status: Number(first.split(' ')[1]), headers: new Map(headers), body: bytes.subarray(end + 4) };
}
