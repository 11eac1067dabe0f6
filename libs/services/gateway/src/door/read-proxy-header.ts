import type { Socket } from 'node:net';
import { type ProxyHeader, parseProxyHeader } from './proxy-header.ts';

/**
 * Reads the header that a proxy sends first, and leaves what comes behind it to be read by others. Calls back once:
 * without a header when it was none, did not come in time, or the connection ended.
 */
export function readProxyHeader(
  socket: Socket,
  timeoutMs: number,
  onHeader: (header: ProxyHeader | undefined) => void,
): void {
  let read = Buffer.alloc(0);
  const timer = setTimeout(() => finish(undefined), timeoutMs);
  const finish = (header: ProxyHeader | undefined) => {
    clearTimeout(timer);
    socket.off('readable', look);
    socket.off('error', ended);
    socket.off('close', ended);
    onHeader(header);
  };
  const ended = () => finish(undefined);
  const look = () => {
    for (;;) {
      const chunk: Buffer | null = socket.read();
      if (chunk === null) return;
      read = Buffer.concat([read, chunk]);
      const result = parseProxyHeader(read);
      if (result.kind === 'more') continue;
      if (result.kind === 'header' && result.bytes < read.length) socket.unshift(read.subarray(result.bytes));
      finish(result.kind === 'header' ? result.header : undefined);
      return;
    }
  };
  socket.on('readable', look);
  socket.on('error', ended);
  socket.on('close', ended);
  look();
}
