import type { ServerResponse } from 'node:http';
import type { Clock } from '#libs/domain';

export interface PourOptions {
  readonly clock: Clock;
  /** Bytes per second at most; 0 for as many as it takes. */
  readonly rate: number;
  /** Ends it at once. */
  readonly cut: AbortSignal;
}

/**
 * Writes pieces to a response no faster than they are taken, so that a slow reader holds one piece in memory. Resolves with the
 * bytes that were handed to the network when all are, or when the reader is gone.
 */
export async function pourBytes(
  response: ServerResponse,
  pieces: AsyncIterable<Uint8Array>,
  { clock, rate, cut }: PourOptions,
): Promise<number> {
  const over = new AbortController();
  const end = () => over.abort();
  response.once('close', end);
  cut.addEventListener('abort', end);
  if (cut.aborted || response.destroyed) end();
  const startMs = clock.now();
  let sent = 0;
  try {
    for await (const piece of pieces) {
      if (over.signal.aborted) break;
      if (!response.write(piece)) await until(over.signal, (done) => onDrain(response, done));
      // A reader who has the last piece may be gone before that is noticed here.
      if (over.signal.aborted && response.writableLength > 0) break;
      sent += piece.length;
      const aheadMs = rate === 0 ? 0 : startMs + (sent / rate) * 1_000 - clock.now();
      if (aheadMs > 0) await until(over.signal, (done) => clock.after(aheadMs, done));
    }
    return sent;
  } finally {
    response.off('close', end);
    cut.removeEventListener('abort', end);
  }
}

function onDrain(response: ServerResponse, done: () => void): () => void {
  response.once('drain', done);
  return () => response.off('drain', done);
}

/** Resolves when what `begin` started calls, or the signal aborts. */
async function until(signal: AbortSignal, begin: (done: () => void) => () => void): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      signal.removeEventListener('abort', done);
      stop();
      resolve();
    };
    signal.addEventListener('abort', done);
    const stop = begin(done);
  });
}
