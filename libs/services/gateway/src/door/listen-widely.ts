import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, createServer, type ListenOptions, type Server as NetServer } from 'node:net';
import type { Place } from './listeners.ts';

/** libuv takes one connection of a listening socket in a turn of the event loop. */
const SOCKETS = 16;
/** Of all sockets together: who waits behind so many has given up before it is his turn. */
const BACKLOG = 4_096;

/**
 * Has a server listen on several sockets of one port, so that it takes as many connections in each turn of the event loop:
 * with one, whoever opens connections faster than a busy loop turns keeps everybody else waiting. Resolves with what is to
 * be closed beside the server. Rejects when somebody else listens there.
 */
export async function listenWidely(server: Server, place: Place): Promise<readonly NetServer[]> {
  if (process.platform !== 'linux') {
    await listening(server, { ...place, backlog: BACKLOG });
    return [];
  }
  // A port that is shared can be shared with another process, too: this one must have it for itself first.
  const alone = await listening(createServer(), { ...place, exclusive: true });
  const { port } = alone.address() as AddressInfo;
  alone.close();
  await once(alone, 'close');
  const shared = { ...place, port, backlog: BACKLOG / SOCKETS, exclusive: true, reusePort: true };
  await listening(server, shared);
  const others = Array.from({ length: SOCKETS - 1 }, () =>
    createServer({ allowHalfOpen: true, noDelay: true }, (socket) => server.emit('connection', socket)),
  );
  return Promise.all(others.map((other) => listening(other, shared)));
}

function listening<S extends NetServer>(server: S, options: ListenOptions): Promise<S> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options, () => {
      server.off('error', reject);
      resolve(server);
    });
  });
}
