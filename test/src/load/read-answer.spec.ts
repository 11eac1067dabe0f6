import { readAnswer } from './read-answer.ts';

const OK = 'HTTP/1.1 200 OK\r\nSet-Cookie: muster=abc; Path=/; HttpOnly\r\nContent-Length: 5\r\n\r\n<a/>\n';

describe('the answer of a server', () => {
  test('is its status and the cookie it set', () => {
    expect(readAnswer(OK)).toEqual({ status: 200, cookie: 'muster=abc' });
  });

  test('is complete with the last byte of its body, not before', () => {
    for (let length = 0; length < OK.length; length++) expect(readAnswer(OK.slice(0, length))).toBeUndefined();
  });

  test('needs no Content-Length when it is 204', () => {
    expect(readAnswer('HTTP/1.1 204 No Content\r\nDate: x\r\n\r\n')).toEqual({ status: 204 });
  });

  test('says when to come back, if it is 503', () => {
    const text = 'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 31\r\nContent-Length: 0\r\n\r\n';
    expect(readAnswer(text)).toEqual({ status: 503, retryAfterS: 31 });
  });

  test('says what to log in with, if it is 401', () => {
    const text =
      'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm="m", nonce="abc"\r\nContent-Length: 0\r\n\r\n';
    expect(readAnswer(text)).toEqual({ status: 401, nonce: 'abc' });
  });

  test('is not guessed when its length is unknown', () => {
    expect(() => readAnswer('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')).toThrow('Content-Length');
  });

  test('takes no header from the body', () => {
    const text = 'HTTP/1.1 200 OK\r\nContent-Length: 19\r\n\r\n\r\nSet-Cookie: a=b\r\n';
    expect(readAnswer(text)).toEqual({ status: 200 });
  });
});
