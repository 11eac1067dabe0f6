import { setTimeout as pause } from 'node:timers/promises';
import { HttpConnection, type TlsSettings } from './http-connection.ts';
import { type PostBytes, type PostStyle, postBytes, STANDARD_POST } from './post-request.ts';
import type { HttpResponse } from './response-parser.ts';

/** Where an exchange is broken off. */
export type BreakPoint = 'half-body' | 'before-answer' | 'after-answer';

/** How the bytes of one POST are sent. */
export interface Pace {
  /** The body goes out in pieces of that many bytes, that far apart. */
  readonly slow?: { readonly bytes: number; readonly everyMs: number };
  readonly expectContinue: boolean;
  readonly breakAt?: BreakPoint;
  readonly timeoutMs: number;
}

/** Sends one POST and gives the final answer; undefined if the exchange was broken off on purpose. */
export async function exchange(
  connection: HttpConnection,
  { head, body }: PostBytes,
  pace: Pace,
): Promise<HttpResponse | undefined> {
  if (pace.expectContinue && body.length > 0) {
    connection.send(head);
    const interim = await connection.receive(pace.timeoutMs);
    if (interim.status !== 100) return interim;
  }
  const headBytes = pace.expectContinue && body.length > 0 ? Buffer.alloc(0) : Buffer.from(head, 'latin1');
  const bytes = Buffer.concat([headBytes, pace.breakAt === 'half-body' ? body.subarray(0, body.length >> 1) : body]);
  await sendPaced(connection, bytes, headBytes.length, pace);
  if (pace.breakAt === 'half-body' || pace.breakAt === 'before-answer') {
    // A reset throws away what is still to be sent, so the bytes get a moment to leave.
    await pause(20);
    connection.break();
    return undefined;
  }
  let answer = await connection.receive(pace.timeoutMs);
  while (answer.status < 200) answer = await connection.receive(pace.timeoutMs);
  if (pace.breakAt !== 'after-answer') return answer;
  connection.break();
  return undefined;
}

async function sendPaced(connection: HttpConnection, bytes: Buffer, bodyAt: number, { slow }: Pace): Promise<void> {
  if (!slow) {
    connection.send(bytes);
    return;
  }
  connection.send(bytes.subarray(0, bodyAt));
  for (let at = bodyAt; at < bytes.length; at += slow.bytes) {
    await pause(slow.everyMs);
    connection.send(bytes.subarray(at, at + slow.bytes));
  }
}

/** What a POST by hand may say. */
export interface PostOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly style?: Partial<PostStyle>;
  readonly tls?: TlsSettings;
  /** Default 30,000. */
  readonly timeoutMs?: number;
}

/**
 * One POST by hand, for sessions scripted in a test: no cookies, no authentication but those in `headers`. Given a
 * connection it is used and left open, given a URL only a new one is made and closed.
 */
export async function post(
  url: string,
  body: string,
  options: PostOptions = {},
  connection?: HttpConnection,
): Promise<HttpResponse & { readonly text: string }> {
  const { timeoutMs = 30_000, headers, tls } = options;
  const target = new URL(url);
  const style = { ...STANDARD_POST, ...options.style };
  const used = connection ?? (await HttpConnection.open(target, timeoutMs, tls));
  try {
    const pace = { expectContinue: style.expectContinue, timeoutMs };
    const answer = await exchange(used, postBytes(target, body, style, headers), pace);
    if (!answer) throw new Error('The exchange was not answered');
    return { ...answer, text: answer.body.toString('utf8') };
  } finally {
    if (!connection) used.close();
  }
}
