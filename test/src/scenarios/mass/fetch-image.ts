import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

/** How a CPE goes about it. */
export interface FetchManners {
  /** Its connection breaks after so many bytes, once. */
  readonly breaksAfter?: number;
  /** It asks for so many bytes at a time. */
  readonly partBytes?: number;
  /** Resolves when it makes sense to try a server again that is not there. */
  readonly comesBack: () => Promise<void>;
}

export interface Fetched {
  /** The last one. */
  readonly status: number;
  readonly bytes: number;
  readonly sha256: string;
  /** Answers by status. */
  readonly answers: ReadonlyMap<number, number>;
  /** Connections that broke, by whoever's fault. */
  readonly breaks: number;
}

/** Long before the Retry-After: the server has to bear that too. */
const AGAIN_AFTER_MS = 50;

class Broken extends Error {}

/** Fetches a file as patient CPEs do: with ranges, going on after a connection broke and after 503. */
export async function fetchImage(url: string, size: number, manners: FetchManners): Promise<Fetched> {
  const hash = createHash('sha256');
  const answers = new Map<number, number>();
  let { breaksAfter = Number.POSITIVE_INFINITY } = manners;
  let etag = '';
  let bytes = 0;
  let breaks = 0;
  const done = (status: number): Fetched => ({ status, bytes, sha256: hash.copy().digest('hex'), answers, breaks });

  const part = async (): Promise<number> => {
    const { response, ended } = await ask(url, bytes, etag, manners.partBytes);
    answers.set(response.status, (answers.get(response.status) ?? 0) + 1);
    if (response.status === 200 && bytes > 0) throw new Error('the whole file instead of the rest of it');
    if (!response.ok) {
      await response.body?.cancel();
      return response.status;
    }
    etag = response.headers.get('etag') ?? '';
    for await (const chunk of response.body ?? []) {
      hash.update(chunk);
      bytes += chunk.length;
      if (bytes < breaksAfter) continue;
      breaksAfter = Number.POSITIVE_INFINITY;
      ended.abort();
      throw new Broken();
    }
    return response.status;
  };

  while (bytes < size) {
    const status = await part().catch((error: unknown) => {
      if (!isNetwork(error)) throw error;
      breaks++;
      return 0;
    });
    if (status === 0) await manners.comesBack();
    else if (status === 503) await delay(AGAIN_AFTER_MS);
    else if (status >= 400) return done(status);
  }
  return done(200);
}

async function ask(url: string, from: number, etag: string, partBytes: number | undefined) {
  const ended = new AbortController();
  const until = partBytes === undefined ? '' : from + partBytes - 1;
  const isWhole = from === 0 && partBytes === undefined;
  const response = await fetch(url, {
    signal: ended.signal,
    headers: isWhole ? {} : { range: `bytes=${from}-${until}`, ...(etag === '' ? {} : { 'if-range': etag }) },
  });
  return { response, ended };
}

/** As `fetch` says that there is no connection, or that it broke; its errors are of another realm than those of a spec. */
function isNetwork(error: unknown): boolean {
  return error instanceof Broken || (error as Error).name === 'TypeError';
}
