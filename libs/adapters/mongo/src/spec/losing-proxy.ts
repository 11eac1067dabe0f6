import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Between a client and a MongoDB: lets commands through and can keep their answers. */
export interface LosingProxy {
  readonly url: string;
  /** The next so many commands of that name are done, but their connections break before the answer comes. */
  loseAnswers(command: string, count: number): void;
  /** How many are still to be lost. */
  readonly toLose: number;
  close(): Promise<void>;
}

/** A proxy to the first server of a connection string. */
export async function losingProxy(mongoUrl: string): Promise<LosingProxy> {
  const { hostname, port } = new URL(mongoUrl.replace(/^mongodb:\/\/([^/,]+)[^/]*/, 'http://$1'));
  let wanted = Buffer.alloc(0);
  let toLose = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    let losing = false;
    const end = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket
        .on('error', end)
        .on('close', end)
        .on('close', () => sockets.delete(socket));
    }
    client.on('data', (data) => {
      if (toLose > 0 && data.includes(wanted)) {
        toLose--;
        losing = true;
      }
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (losing) end();
      else client.write(data);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `mongodb://127.0.0.1:${(server.address() as AddressInfo).port}/?directConnection=true`,
    loseAnswers(command, count) {
      // The first element of an OP_MSG body: a string (type 2) by the name of the command.
      wanted = Buffer.from(`\x02${command}\0`);
      toLose = count;
    },
    get toLose() {
      return toLose;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
