/** Whether a CPE keeps its connection for the whole session, or opens a new one for every POST. */
export type ConnectionUse = 'keepAlive' | 'perPost';

const CLOSE = 'Connection: close\r\n';

/** An Inform as it goes on the wire; with the cookie of its session, the answer to an RPC. */
export function informPost(xml: string, port: number, use: ConnectionUse, cookie?: string): Buffer {
  const body = Buffer.from(xml);
  const head =
    `POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: cpe\r\n${use === 'perPost' ? CLOSE : ''}` +
    `${cookie === undefined ? '' : `Cookie: ${cookie}\r\n`}Content-Type: text/xml; charset="utf-8"\r\nSOAPAction: ""\r\nContent-Length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}

/** The POST that says “your turn”; all of it is ASCII. */
export function emptyPost(cookie: string, port: number, use: ConnectionUse): string {
  return (
    `POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUser-Agent: cpe\r\n${use === 'perPost' ? CLOSE : ''}` +
    `Cookie: ${cookie}\r\nContent-Length: 0\r\n\r\n`
  );
}

const REQUEST_LINE = Buffer.from('POST / HTTP/1.1\r\n');

/** The same POST with an Authorization. */
export function loggedIn(post: Buffer, authorization: string): Buffer {
  const header = Buffer.from(`Authorization: ${authorization}\r\n`);
  return Buffer.concat([REQUEST_LINE, header, post.subarray(REQUEST_LINE.length)]);
}
