import { type HttpResponse, ResponseParser } from './response-parser.ts';

/** Feeds a response byte by byte, which covers every place a packet may end. */
function parse(text: string, isClosed = false): HttpResponse | undefined {
  const parser = new ResponseParser();
  let response: HttpResponse | undefined;
  for (const byte of Buffer.from(text, 'latin1')) {
    parser.push(Buffer.from([byte]));
    response ??= parser.take();
  }
  if (isClosed) parser.close();
  return response ?? parser.take();
}

test.each([
  ['a length', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', 'hello'],
  ['chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2;x=y\r\nlo\r\n0\r\n\r\n', 'hello'],
  ['nothing', 'HTTP/1.1 204 No Content\r\n\r\n', ''],
  ['no reason phrase', 'HTTP/1.1 204\r\n\r\n', ''],
])('a body with %s', (_name, text, body) => {
  expect(parse(text)?.body.toString()).toBe(body);
});

test('a body without a length ends with the connection', () => {
  expect(parse('HTTP/1.1 200 OK\r\n\r\nhel')).toBeUndefined();
  expect(parse('HTTP/1.1 200 OK\r\n\r\nhel', true)?.body.toString()).toBe('hel');
});

test('two responses follow each other', () => {
  const parser = new ResponseParser();
  parser.push(
    Buffer.from('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\nA: b\r\nA: c\r\n\r\nx'),
  );
  expect(parser.take()?.status).toBe(100);
  expect(parser.take()).toMatchObject({
    status: 200,
    headers: [
      ['Content-Length', '1'],
      ['A', 'b'],
      ['A', 'c'],
    ],
  });
  expect(parser.take()).toBeUndefined();
});

test.each(['hello\r\n\r\n', 'HTTP/1.1 OK\r\n\r\n', 'HTTP/1.1 200 OK\r\nbroken\r\n\r\n'])('%j is no HTTP', (text) => {
  expect(() => parse(text)).toThrow(SyntaxError);
});
