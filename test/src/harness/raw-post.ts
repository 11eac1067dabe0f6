/** The bytes of a POST, with the Content-Length it should have. */
export function rawPost(body: string, headers: readonly string[] = []): string {
  const head = ['POST / HTTP/1.1', 'Host: acs.example', `Content-Length: ${Buffer.byteLength(body)}`, ...headers];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
