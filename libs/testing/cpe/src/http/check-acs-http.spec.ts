import { checkAcsHttp } from './check-acs-http.ts';

const XML = ['Content-Type', 'text/xml; charset=utf-8'] as const;
const LENGTH = ['Content-Length', '10'] as const;

test.each([
  ['an envelope', 200, [XML, LENGTH], 10],
  ['the end of a session', 204, [], 0],
  [
    'a challenge',
    401,
    [
      ['WWW-Authenticate', 'Digest realm="x"'],
      ['content-length', '0'],
    ],
    0,
  ],
] as const)('%s is good', (_name, status, headers, length) => {
  expect(checkAcsHttp(status, headers, length)).toEqual([]);
});

test.each([
  ['content-length', 'chunks', 200, [XML, ['Transfer-Encoding', 'chunked']], 10],
  ['content-length', 'no length', 200, [XML], 10],
  ['content-type', 'another type', 200, [LENGTH, ['Content-Type', 'application/xml']], 10],
  ['empty-response', '204 with a type', 204, [XML], 0],
  ['header-line-length', 'a long line', 204, [['Set-Cookie', 'x'.repeat(1_000)]], 0],
  [
    'keep-alive',
    'a challenge that closes',
    401,
    [
      ['Connection', 'close'],
      ['Content-Length', '0'],
    ],
    0,
  ],
] as const)('%s: %s', (rule, _name, status, headers, length) => {
  expect(checkAcsHttp(status, headers, length).map((each) => each.rule)).toContain(rule);
});
