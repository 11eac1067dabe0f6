/** As much of an HTTP response as the load needs. */
export interface Answer {
  readonly status: number;
  /** `name=value` of the first cookie that was set. */
  readonly cookie?: string;
  /** Of a 503 that has it. */
  readonly retryAfterS?: number;
  /** Of a 401: that of its first challenge. */
  readonly nonce?: string;
}

/**
 * Reads the response at the start of `text` (one character per byte); undefined while it is incomplete. It understands
 * what the measured servers send and nothing else, so that reading costs the load generator next to nothing. Throws on
 * a response without Content-Length that should have one.
 */
export function readAnswer(text: string): Answer | undefined {
  const headEnd = text.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const status = Number(text.slice(9, 12));
  const bodyLength = status === 204 ? 0 : Number(header(text, headEnd, 'Content-Length') ?? Number.NaN);
  if (Number.isNaN(bodyLength)) throw new Error(`A response without Content-Length: ${text.slice(0, headEnd)}`);
  if (text.length < headEnd + 4 + bodyLength) return undefined;
  const cookie = header(text, headEnd, 'Set-Cookie')?.split(';', 1)[0];
  if (cookie !== undefined) return { status, cookie };
  if (status === 401) return { status, nonce: nonceIn(header(text, headEnd, 'WWW-Authenticate')) };
  const retryAfter = status === 503 ? header(text, headEnd, 'Retry-After') : undefined;
  return retryAfter === undefined ? { status } : { status, retryAfterS: Number(retryAfter) };
}

function header(text: string, headEnd: number, name: string): string | undefined {
  const line = `\r\n${name}: `;
  const at = text.indexOf(line);
  return at < 0 || at > headEnd ? undefined : text.slice(at + line.length, text.indexOf('\r\n', at + line.length));
}

function nonceIn(challenge = ''): string {
  return /nonce="([^"]*)"/.exec(challenge)?.[1] ?? '';
}
