import type { ServerResponse } from 'node:http';
import type { Clock } from '#libs/domain';
import type { EgressCap } from './egress-cap.ts';

export interface PourOptions {
  readonly clock: Clock;
  /** Bytes per second at most; 0 for as many as it takes. */
  readonly rate: number;
  /** What all have together. */
  readonly egress: EgressCap;
  /** Ends it at once. */
  readonly cut: AbortSignal;
  /** Told the bytes that were handed to the network, as they are. */
  readonly onSent?: (bytes: number) => void;
}

/** Pieces that are written at once to a reader who took the last ones in no time. */
const MOST_AT_ONCE = 4;
const NO_TIME_MS = 20;

/**
 * Writes pieces to a response no faster than they are taken, so that a slow reader holds one piece in memory, or a few at first.
 * Resolves with the bytes that were handed to the network when all are, or when the reader is gone.
 */
export async function pourBytes(
  response: ServerResponse,
  pieces: AsyncGenerator<Uint8Array>,
  { clock, rate, egress, cut, onSent = () => undefined }: PourOptions,
): Promise<number> {
  const over = new AbortController();
  const end = () => over.abort();
  response.once('close', end);
  cut.addEventListener('abort', end);
  if (cut.aborted || response.destroyed) end();
  try {
    const paced = rate === 0 && !egress.isOn ? asFastAsTaken(clock) : asFastAs(rate, egress, clock, over.signal);
    return await pour(response, pieces, paced, over.signal, onSent);
  } finally {
    response.off('close', end);
    cut.removeEventListener('abort', end);
    await pieces.return(undefined);
  }
}

/** Told what was sent in all, resolves when it goes on, with the pieces that may be sent together. */
type Pace = (sent: number) => Promise<number>;

async function pour(
  response: ServerResponse,
  pieces: AsyncGenerator<Uint8Array>,
  pace: Pace,
  over: AbortSignal,
  onSent: (bytes: number) => void,
): Promise<number> {
  let sent = 0;
  let atOnce = 1;
  while (!over.aborted) {
    const some = await take(pieces, atOnce);
    if (some.length === 0 || over.aborted) break;
    if (!writeTogether(response, some)) await until(over, (done) => onDrain(response, done));
    // A reader who has the last piece may be gone before that is noticed here.
    if (over.aborted && response.writableLength > 0) break;
    const bytes = some.reduce((sum, { length }) => sum + length, 0);
    sent += bytes;
    onSent(bytes);
    atOnce = await pace(sent);
  }
  return sent;
}

/**
 * More and more at once for a reader who takes it in no time, one piece for another. What the kernel takes at once is taken
 * without a turn of the event loop: others have one in between.
 */
function asFastAsTaken(clock: Clock): Pace {
  let atOnce = 1;
  let lastMs = clock.now();
  return () => {
    const nowMs = clock.now();
    atOnce = nowMs - lastMs < NO_TIME_MS ? Math.min(MOST_AT_ONCE, 2 * atOnce) : 1;
    lastMs = nowMs;
    return new Promise((resolve) => setImmediate(resolve, atOnce));
  };
}

function asFastAs(rate: number, egress: EgressCap, clock: Clock, over: AbortSignal): Pace {
  const startMs = clock.now();
  let before = 0;
  return async (sent) => {
    const aheadMs = rate === 0 ? 0 : startMs + (sent / rate) * 1_000 - clock.now();
    const waitMs = Math.max(aheadMs, egress.sent(sent - before));
    before = sent;
    if (waitMs > 0) await until(over, (done) => clock.after(waitMs, done));
    return 1;
  };
}

async function take(pieces: AsyncGenerator<Uint8Array>, most: number): Promise<readonly Uint8Array[]> {
  const taken: Uint8Array[] = [];
  while (taken.length < most) {
    const { value, done } = await pieces.next();
    if (done) break;
    taken.push(value);
  }
  return taken;
}

/** Node hands what is written in one turn to the kernel in one call. False when it has to be waited for. */
function writeTogether(response: ServerResponse, pieces: readonly Uint8Array[]): boolean {
  for (const piece of pieces) response.write(piece);
  return !response.writableNeedDrain;
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
