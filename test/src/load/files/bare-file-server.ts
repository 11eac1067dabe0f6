import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The yardstick: one file by a stream of Node, whoever asks. */
const [file = '', size = '0'] = process.argv.slice(2);

const server = createServer((request, response) => {
  const [, first = '0', last = String(Number(size) - 1)] =
    /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  const [start, end] = [Number(first), Number(last)];
  const isPart = request.headers.range !== undefined;
  response.writeHead(isPart ? 206 : 200, {
    'Content-Length': end - start + 1,
    ...(isPart && { 'Content-Range': `bytes ${start}-${end}/${size}` }),
  });
  const stream = createReadStream(file, { start, end });
  response.on('close', () => stream.destroy());
  stream.pipe(response);
});

server.keepAliveTimeout = 60_000;
server.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 }, () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on('disconnect', () => process.exit(0));
