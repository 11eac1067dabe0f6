import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

// Below the range from which the system takes the local ports of outgoing connections: a client that keeps calling a
// killed server must not be given that server's port, nor connect to itself.
const LOWEST = 20_000;
const HIGHEST = 31_999;
const MOST_TRIES = 200;

/** Ports of 127.0.0.1 that nobody listens on, all different. They are free until somebody else takes them. */
export async function freePorts(count: number): Promise<number[]> {
  const held = new Map<number, Server>();
  for (let tries = 0; held.size < count && tries < MOST_TRIES; tries += 1) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST + 1));
    const server = held.has(port) ? undefined : await listenOn(port);
    if (server !== undefined) held.set(port, server);
  }
  await Promise.all([...held.values()].map(close));
  if (held.size < count) throw new Error(`There are no ${count} free ports from ${LOWEST} to ${HIGHEST}.`);
  return [...held.keys()];
}

async function listenOn(port: number): Promise<Server | undefined> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return server;
  } catch {
    return undefined;
  }
}

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
