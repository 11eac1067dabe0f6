import type { HttpReply } from './http-message.ts';
import { ProblemError } from './problem-error.ts';
import type { ReportSlots } from './report-slots.ts';
import { responseSink } from './response-sink.ts';

/**
 * Answers with what a generator makes, piece by piece, no faster than it is read; the generator is ended when the client goes
 * away. What goes wrong before the first piece is still answered with a problem; later the connection is cut, so that
 * nobody takes a part for the whole.
 */
export async function pourLines(
  reply: HttpReply,
  slots: ReportSlots,
  headers: Readonly<Record<string, string>>,
  make: (signal: AbortSignal) => AsyncGenerator<string>,
): Promise<void> {
  const slot = slots.take();
  if (slot === undefined) throw new ProblemError('too_many_reports', undefined, { headers: { 'retry-after': '10' } });
  // Who does not read would keep the process from ending.
  const cut = () => void reply.raw.destroy();
  slot.closing.addEventListener('abort', cut);
  try {
    const sink = responseSink(reply.raw);
    const signal = AbortSignal.any([sink.gone, slot.closing]);
    const pieces = make(signal);
    let piece = await pieces.next();
    reply.hijack();
    reply.raw.writeHead(200, { 'cache-control': 'no-store', 'x-accel-buffering': 'no', ...headers });
    for (; !piece.done && !signal.aborted; piece = await pieces.next()) {
      if (!sink.write(piece.value)) await sink.drained();
    }
    await pieces.return(undefined);
    if (piece.done) reply.raw.end();
    else reply.raw.destroy();
  } finally {
    slot.closing.removeEventListener('abort', cut);
    slot.leave();
  }
}
