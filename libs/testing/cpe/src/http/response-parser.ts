import type { HttpHeaders } from '../soap/read-acs-reply.ts';
import { headerValues } from '../soap/read-acs-reply.ts';

/** An answer as it came over the wire. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body: Buffer;
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const EMPTY = Buffer.alloc(0);

/** Collects the bytes of one response. Strict: it throws a SyntaxError for what is not HTTP/1.1. */
export class ResponseParser {
  #bytes: Buffer = EMPTY;
  #closed = false;

  push(bytes: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
  }

  /** The peer has closed: a body without a length is complete now. */
  close(): void {
    this.#closed = true;
  }

  /** The next complete response, interim ones (1xx) included; undefined while bytes are missing. */
  take(): HttpResponse | undefined {
    const end = this.#bytes.indexOf(END_OF_HEAD);
    if (end < 0) return undefined;
    const head = parseHead(this.#bytes.toString('latin1', 0, end));
    const rest = this.#bytes.subarray(end + END_OF_HEAD.length);
    const body = this.#body(head.status, head.headers, rest);
    if (!body) return undefined;
    this.#bytes = rest.subarray(body.consumed);
    return { ...head, body: body.bytes };
  }

  #body(status: number, headers: HttpHeaders, rest: Buffer): Body | undefined {
    if (status < 200 || status === 204 || status === 304) return { bytes: EMPTY, consumed: 0 };
    if (/chunked/i.test(headerValues(headers, 'transfer-encoding').join())) return parseChunks(rest);
    const [length] = headerValues(headers, 'content-length');
    if (length !== undefined) return rest.length < Number(length) ? undefined : slice(rest, Number(length));
    return this.#closed ? slice(rest, rest.length) : undefined;
  }
}

interface Body {
  readonly bytes: Buffer;
  readonly consumed: number;
}

const slice = (rest: Buffer, length: number): Body => ({ bytes: rest.subarray(0, length), consumed: length });

function parseHead(head: string): { readonly status: number; readonly headers: HttpHeaders } {
  const [statusLine = '', ...lines] = head.split('\r\n');
  const status = /^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(statusLine)?.[1];
  if (status === undefined) throw new SyntaxError(`Not an HTTP status line: ${statusLine.slice(0, 80)}`);
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    if (colon < 1) throw new SyntaxError(`Not an HTTP header: ${line.slice(0, 80)}`);
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  return { status: Number(status), headers };
}

function parseChunks(bytes: Buffer): Body | undefined {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (!Number.isInteger(size)) throw new SyntaxError('Not a chunk size');
    const start = lineEnd + 2;
    if (bytes.length < start + size + 2) return undefined;
    chunks.push(bytes.subarray(start, start + size));
    at = start + size + 2;
    if (size === 0) return { bytes: Buffer.concat(chunks), consumed: at };
  }
}
