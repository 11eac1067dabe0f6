import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate, inflateRaw } from 'node:zlib';

export interface BodyLimits {
  /** Without a session. */
  readonly maxInformBytes: number;
  /** In a session, after inflation. */
  readonly maxBytes: number;
  /** Of all bodies in memory together. */
  readonly maxBufferedBytes: number;
  /** At least 1 KiB must come, or the end, within every such period. */
  readonly stallMs: number;
}

export type BodyFailure = 'too_large' | 'unsupported_encoding' | 'corrupt' | 'stalled' | 'overloaded' | 'gone';

export type BodyResult = { readonly body: Buffer } | { readonly failure: BodyFailure };

const MIN_BYTES_PER_PERIOD = 1_024;
const EMPTY = Buffer.alloc(0);

/** Reads bodies of CPEs within limits of size, pace and memory. */
export class ReadBody {
  private buffered = 0;

  constructor(private readonly limits: BodyLimits) {}

  /** `mayBeLarge` is asked when a body outgrows an Inform. */
  async read(request: IncomingMessage, mayBeLarge: () => Promise<boolean>): Promise<BodyResult> {
    const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
    if (!['identity', 'gzip', 'x-gzip', 'deflate', ''].includes(encoding)) return { failure: 'unsupported_encoding' };
    if (hasNoBody(request)) return { body: EMPTY };
    const declared = Number(request.headers['content-length'] ?? 0);
    if (declared > this.limits.maxBytes) return { failure: 'too_large' };
    const taken = { bytes: 0 };
    try {
      const raw = await this.collect(request, taken, mayBeLarge);
      if ('failure' in raw || encoding === 'identity' || encoding === '' || raw.body.length === 0) return raw;
      return await this.inflated(raw.body, encoding, mayBeLarge);
    } finally {
      this.buffered -= taken.bytes;
    }
  }

  private collect(
    request: IncomingMessage,
    taken: { bytes: number },
    mayBeLarge: () => Promise<boolean>,
  ): Promise<BodyResult> {
    const { maxInformBytes, maxBytes, maxBufferedBytes, stallMs } = this.limits;
    return new Promise((resolve) => {
      const chunks: Buffer[] = [];
      let allowed = maxInformBytes;
      let pace: NodeJS.Timeout | undefined;
      let atLastCheck = 0;
      const finish = (result: BodyResult) => {
        clearInterval(pace);
        request.off('data', onData);
        resolve(result);
      };
      const onData = (chunk: Buffer) => {
        chunks.push(chunk);
        taken.bytes += chunk.length;
        this.buffered += chunk.length;
        if (this.buffered > maxBufferedBytes) finish({ failure: 'overloaded' });
        else if (taken.bytes > allowed) grow();
      };
      const grow = () => {
        if (taken.bytes > maxBytes || allowed === maxBytes) {
          finish({ failure: 'too_large' });
          return;
        }
        allowed = maxBytes;
        request.pause();
        mayBeLarge().then(
          (yes) => (yes ? request.resume() : finish({ failure: 'too_large' })),
          () => finish({ failure: 'overloaded' }),
        );
      };
      request.on('data', onData);
      request.on('end', () => finish({ body: chunks.length === 1 ? (chunks[0] ?? EMPTY) : Buffer.concat(chunks) }));
      request.on('error', () => finish({ failure: 'gone' }));
      request.on('close', () => finish({ failure: 'gone' }));
      pace = setInterval(() => {
        if (request.isPaused()) return;
        if (taken.bytes - atLastCheck < MIN_BYTES_PER_PERIOD) finish({ failure: 'stalled' });
        atLastCheck = taken.bytes;
      }, stallMs);
      pace.unref();
    });
  }

  private async inflated(body: Buffer, encoding: string, mayBeLarge: () => Promise<boolean>): Promise<BodyResult> {
    const { maxInformBytes, maxBytes } = this.limits;
    const inflateWith = encoding === 'deflate' ? (isZlib(body) ? INFLATE : INFLATE_RAW) : GUNZIP;
    try {
      return { body: await inflateWith(body, { maxOutputLength: maxInformBytes }) };
    } catch (error) {
      if (!isTooLarge(error)) return { failure: 'corrupt' };
    }
    if (!(await mayBeLarge())) return { failure: 'too_large' };
    try {
      return { body: await inflateWith(body, { maxOutputLength: maxBytes }) };
    } catch (error) {
      return { failure: isTooLarge(error) ? 'too_large' : 'corrupt' };
    }
  }
}

/** Half of the POSTs of a settled fleet: nothing has to be waited for (RFC 9112 §6.3). */
function hasNoBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
}

const GUNZIP = promisify<Buffer, { maxOutputLength: number }, Buffer>(gunzip as never);
const INFLATE = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflate as never);
const INFLATE_RAW = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw as never);

/** “deflate” is zlib by RFC 9110, but some clients send the raw stream (RFC 1950 §2.2 tells them apart). */
function isZlib(body: Buffer): boolean {
  const [cmf = 0, flg = 0] = body;
  return (cmf & 0x0f) === 8 && ((cmf << 8) | flg) % 31 === 0;
}

function isTooLarge(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}
