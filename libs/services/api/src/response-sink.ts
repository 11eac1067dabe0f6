import type { ServerResponse } from 'node:http';
import type { Sink } from './event-streams.ts';

/** An HTTP response as a sink. */
export function responseSink(response: ServerResponse): Sink {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  // A reader who goes away in the middle of a write is no fault of ours; `close` follows.
  response.on('error', () => gone.abort());
  if (response.destroyed) gone.abort();
  return {
    gone: gone.signal,
    write: (data) => gone.signal.aborted || response.write(data),
    drained: () =>
      new Promise((resolve) => {
        if (gone.signal.aborted || !response.writableNeedDrain) {
          resolve();
          return;
        }
        const done = () => {
          response.off('drain', done);
          gone.signal.removeEventListener('abort', done);
          resolve();
        };
        response.on('drain', done);
        gone.signal.addEventListener('abort', done);
      }),
  };
}
