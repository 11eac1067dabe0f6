// A process of its own, so that its sockets and those of the server are not of one process: opens as many connections as
// its first message says, has an empty POST answered on each, and says how many it has in the end.
import { connect } from 'node:net';

const EMPTY_POST = 'POST / HTTP/1.1\r\nHost: acs.example\r\nContent-Length: 0\r\n\r\n';
/** Being opened at once. */
const LINES = 200;

process.on('message', async ({ port, count }: { readonly port: number; readonly count: number }) => {
  let left = count;
  let held = 0;
  const line = async () => {
    while (left-- > 0) if (await isAnswered(port)) held++;
  };
  await Promise.all(Array.from({ length: LINES }, line));
  process.send?.({ held });
});
process.on('disconnect', () => process.exit(0));

function isAnswered(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(EMPTY_POST));
    socket.once('data', () => resolve(true));
    socket.on('error', () => undefined);
    socket.once('close', () => resolve(false));
  });
}
