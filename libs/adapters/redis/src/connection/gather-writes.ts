import type { Duplex } from 'node:stream';

/**
 * Commands of all turns that run at once go out in one system call, when the event loop has seen all that came in. Half
 * the processor time of a call for each, at no wait of its own; ioredis's auto-pipelining also gathers, but has only one
 * batch under way at a time, and a batch that meets a moved slot fails as a whole.
 */
export function gatherWrites(stream: Duplex): void {
  const write = stream.write.bind(stream);
  let gathering = false;
  const uncork = () => {
    gathering = false;
    stream.uncork();
  };
  stream.write = ((...args: Parameters<Duplex['write']>) => {
    if (!gathering) {
      gathering = true;
      stream.cork();
      setImmediate(uncork);
    }
    return write(...args);
  }) as Duplex['write'];
}
