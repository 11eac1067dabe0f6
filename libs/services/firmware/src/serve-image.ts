import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Clock, type EventDraft, type Events, FileGone, type FileTicket, type Image } from '#libs/domain';
import { wantedBytes } from './byte-range.ts';
import type { CountServed } from './count-served.ts';
import type { EgressCap } from './egress-cap.ts';
import type { FileGuard } from './file-guard.ts';
import { isRefused, type Refused, refused } from './file-reply.ts';
import type { FirmwareMetrics, TransferEnd } from './firmware-metrics.ts';
import type { ImagePieces } from './image-pieces.ts';
import { pourBytes } from './pour-bytes.ts';
import { checkPreconditions, rangeHolds, type Validators } from './preconditions.ts';
import type { TransferEvents } from './transfer-events.ts';
import type { Slot } from './transfer-slots.ts';

export interface ServeOptions {
  /** Bytes per second of one download; 0 for no limit. */
  readonly rate: number;
}

type FetchTicket = FileTicket & { readonly to: 'fetch' };

/** Answers GET and HEAD of an image (RFC 9110): whole, or a part of it. */
export class ServeImage {
  constructor(
    private readonly guard: FileGuard,
    private readonly images: ImagePieces,
    private readonly served: CountServed,
    private readonly egress: EgressCap,
    private readonly events: TransferEvents,
    private readonly metrics: FirmwareMetrics,
    private readonly clock: Clock,
    private readonly options: ServeOptions,
  ) {}

  /** Resolves when the response has ended, or with why it is refused. */
  async serve(
    ticket: FetchTicket,
    request: IncomingMessage,
    response: ServerResponse,
    takeSlot: () => Slot | Refused,
  ): Promise<Refused | undefined> {
    const image = await this.guard.admitFetch(ticket);
    if (isRefused(image)) return image;
    const of = validators(image);
    const outcome = checkPreconditions(request.headers, of);
    if (outcome === 'failed') return refused(412, 'precondition', 'This is another file.', headersOf(of));
    if (outcome === 'notModified') {
      response.writeHead(304, headersOf(of));
      response.end();
      return undefined;
    }
    return this.answer(ticket, image, of, request, response, takeSlot);
  }

  private async answer(
    ticket: FetchTicket,
    image: Image,
    of: Validators,
    request: IncomingMessage,
    response: ServerResponse,
    takeSlot: () => Slot | Refused,
  ): Promise<Refused | undefined> {
    const isHead = request.method === 'HEAD';
    // RFC 9110 §14.2: a Range means something with GET alone.
    const asked =
      !isHead && rangeHolds(request.headers['if-range']?.toString(), of) ? request.headers.range : undefined;
    const wanted = wantedBytes(asked, image.size);
    if (wanted.kind === 'none') {
      return refused(416, 'range', 'The file has no such bytes.', { 'Content-Range': `bytes */${image.size}` });
    }
    const { start, end } = wanted.kind === 'all' ? { start: 0, end: image.size } : wanted;
    const headers = { ...headersOf(of), 'Content-Type': 'application/octet-stream', 'Content-Length': end - start };
    if (isHead) {
      response.writeHead(200, headers);
      response.end();
      return undefined;
    }
    const slot = takeSlot();
    if (isRefused(slot)) return slot;
    try {
      if (wanted.kind === 'all') response.writeHead(200, headers);
      else response.writeHead(206, { ...headers, 'Content-Range': `bytes ${start}-${end - 1}/${image.size}` });
      await this.pour(ticket, image, start, end, slot, response);
    } finally {
      slot.leave();
    }
    return undefined;
  }

  private async pour(
    ticket: FetchTicket,
    image: Image,
    start: number,
    end: number,
    slot: Slot,
    response: ServerResponse,
  ): Promise<void> {
    const about = { commandKey: ticket.commandKey, image: image.id, from: start, size: image.size };
    const startMs = this.clock.now();
    const { socket } = response.req;
    if (start === 0) this.events.tell(ticket, { type: 'download.started', data: about });
    let bytes = 0;
    let how: TransferEnd = 'aborted';
    try {
      const { rate } = this.options;
      const onSent = (sent: number) => this.served.add(ticket, sent);
      const pieces = this.images.read(image, start, end);
      bytes = await pourBytes(response, pieces, {
        clock: this.clock,
        rate,
        egress: this.egress,
        cut: slot.cut,
        onSent,
      });
      how = slot.cut.aborted ? 'cut' : bytes === end - start ? await ended(response, socket) : 'aborted';
    } catch (error) {
      if (!(error instanceof FileGone)) throw error;
      how = 'cut';
    } finally {
      if (how !== 'complete') response.destroy();
      this.metrics.bytesServed += bytes;
      this.metrics.downloads[how]++;
      // A CPE that fetches part by part says nothing new with each of them.
      if (how !== 'complete' || end === image.size) {
        const durationMs = this.clock.now() - startMs;
        this.events.tell(ticket, this.ended(ticket, { ...about, bytes, how, durationMs }));
      }
    }
  }

  /** What is told of the end: without the total where that can't be had now. */
  private async ended(ticket: FetchTicket, data: Events['download.ended']): Promise<EventDraft> {
    const total = await this.served.total(ticket).catch(() => undefined);
    return { type: 'download.ended', data: { ...data, ...(total !== undefined && { total }) } };
  }
}

/**
 * Whether all that was written left for the CPE. One that has all may close at once, before the response is said to be over; one
 * that closes while there is more to come resets the connection.
 */
async function ended(response: ServerResponse, { errored }: { readonly errored: Error | null }): Promise<TransferEnd> {
  if (response.destroyed) return errored === null ? 'complete' : 'aborted';
  return new Promise((resolve) => {
    response.once('finish', () => resolve('complete'));
    response.once('close', () => resolve(response.writableFinished ? 'complete' : 'aborted'));
    response.end();
  });
}

function validators({ id, createdAt }: Image): Validators {
  return { etag: `"${id}"`, lastModified: new Date(createdAt).toUTCString() };
}

function headersOf({ etag, lastModified }: Validators) {
  // no-transform: a proxy that compresses would make another file of it.
  return {
    ETag: etag,
    'Last-Modified': lastModified,
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, no-transform',
  };
}
