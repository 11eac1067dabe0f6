import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Between roles and a MongoDB that others use, too: it can be down for these roles alone. */
export interface MongoRelay {
  readonly url: string;
  /** Breaks all connections; from now on none is let through, or again all are. */
  setDown(isDown: boolean): void;
  stop(): void;
}

/** A relay to the first server of a connection string, which must be the primary. */
export async function mongoRelay(mongoUrl: string): Promise<MongoRelay> {
  const { hostname, port, pathname } = new URL(mongoUrl.replace(/^mongodb:\/\/([^/,]+)[^/]*/, 'http://$1'));
  const sockets = new Set<Socket>();
  let isDown = false;
  const server = createServer((client) => {
    if (isDown) {
      client.destroy();
      return;
    }
    const upstream = connect(Number(port), hostname);
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one);
      one
        .on('error', () => undefined)
        .on('close', () => {
          sockets.delete(one);
          other.destroy();
        });
    }
    client.pipe(upstream).pipe(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}${pathname}?directConnection=true`,
    setDown(down) {
      isDown = down;
      if (down) breakAll();
    },
    stop() {
      server.close();
      breakAll();
    },
  };
}
