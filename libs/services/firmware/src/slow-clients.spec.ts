import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { aDeviceId } from '#libs/testing/port-contracts';
import { runFiles } from './testing/running-files.ts';

const CLIENTS = 200;
const MIB = 1024 * 1024;

test('clients that do not read cost a piece of the file each, whatever its size', async () => {
  const files = await runFiles();
  const image = await files.addImage(Buffer.alloc(16 * MIB, 'x'));
  const sockets: Socket[] = [];
  try {
    const before = process.memoryUsage();
    for (let i = 0; i < CLIENTS; i++) {
      const { path } = files.fetchUrl(image, { deviceId: aDeviceId() });
      const socket = connect({ host: '127.0.0.1', port: files.port });
      socket.on('error', () => undefined);
      sockets.push(socket);
      await once(socket, 'connect');
      socket.write(`GET ${path} HTTP/1.0\r\n\r\n`);
      await once(socket, 'readable');
    }
    const after = process.memoryUsage();
    const perClient = (after.rss - before.rss) / CLIENTS;
    expect(perClient).toBeLessThan(1024 * 1024);
    // Of both ends, as the clients are in this process, too. Array buffers are part of it.
    expect(after.external - before.external).toBeLessThan(CLIENTS * 400_000);
  } finally {
    for (const socket of sockets) socket.destroy();
    await files.stop();
  }
});
