import { createHash } from 'node:crypto';
import { type IncomingHttpHeaders, request } from 'node:http';

export interface FileAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface FileLoginGiven {
  readonly username: string;
  readonly password: string;
}

/** Asks for a path as it is written: no URL is parsed, nothing in it is put right. */
export function fileRequest(
  url: string,
  method: 'GET' | 'PUT',
  { path = pathOf(url), headers = {}, pieces = [] }: FileRequestOptions = {},
): Promise<FileAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, path, method, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () =>
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) }),
      );
    });
    outgoing.on('error', reject);
    // Without a length: in chunks.
    for (const piece of pieces) outgoing.write(piece);
    outgoing.end();
  });
}

export interface FileRequestOptions {
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly pieces?: readonly (string | Buffer)[];
}

export function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** The answer to a digest challenge, with MD5 and qop (RFC 7616 §3.4). */
export function digestHeader(challenge: string, method: string, path: string, login: FileLoginGiven): string {
  const member = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1] ?? '';
  const [realm, nonce] = [member('realm'), member('nonce')];
  const cnonce = '0a4f113b';
  const secret = md5(`${login.username}:${realm}:${login.password}`);
  const proof = md5(`${secret}:${nonce}:00000001:${cnonce}:auth:${md5(`${method}:${path}`)}`);
  return `Digest username="${login.username}", realm="${realm}", nonce="${nonce}", uri="${path}", qop=auth, nc=00000001, cnonce="${cnonce}", response="${proof}"`;
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
