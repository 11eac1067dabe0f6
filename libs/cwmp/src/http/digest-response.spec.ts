import { createHash } from 'node:crypto';
import type { DigestAnswer } from './authorization.ts';
import { digestAlgorithm, digestResponse, digestSecret, hashNameOf } from './digest-response.ts';

const hash = (name: string, text: string) => createHash(name).update(text).digest('hex');

function responseOf(answer: DigestAnswer, method: string, password: string): string {
  const { username, realm, algorithm } = answer;
  return digestResponse(answer, method, digestSecret({ username, password }, realm, hashNameOf(algorithm), hash), hash);
}

/** RFC 7616 §3.9.1. */
const OF_7616 = {
  scheme: 'digest',
  username: 'Mufasa',
  realm: 'http-auth@example.org',
  nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v',
  uri: '/dir/index.html',
  response: '',
  qop: 'auth',
  nonceCount: '00000001',
  cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ',
} as const;

test.each([
  ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
] as const)('the example of RFC 7616 with %s', (algorithm, response) => {
  expect(responseOf({ ...OF_7616, algorithm }, 'GET', 'Circle of Life')).toBe(response);
});

test('the example of RFC 2617', () => {
  const answer = {
    scheme: 'digest',
    username: 'Mufasa',
    realm: 'testrealm@host.com',
    nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
    uri: '/dir/index.html',
    response: '',
    algorithm: 'MD5',
    qop: 'auth',
    nonceCount: '00000001',
    cnonce: '0a4f113b',
  } as const;
  expect(responseOf(answer, 'GET', 'Circle Of Life')).toBe('6629fae49393a05397450978507c4ef1');
});

test('the example of RFC 2069, as its erratum 749 has it', () => {
  const answer = {
    scheme: 'digest',
    username: 'Mufasa',
    realm: 'testrealm@host.com',
    nonce: 'dcd98b7102dd2f0e8b11d0f600bfb0c093',
    uri: '/dir/index.html',
    response: '',
    algorithm: 'MD5',
  } as const;
  expect(responseOf(answer, 'GET', 'CircleOfLife')).toBe('1949323746fe6a43ef61f9606e7febea');
});

test('the forms with -sess make the secret one of nonce and client (RFC 7616 §3.4.2)', () => {
  const secret = hash('md5', 'Mufasa:http-auth@example.org:Circle of Life');
  const a1 = hash('md5', `${secret}:${OF_7616.nonce}:${OF_7616.cnonce}`);
  const a2 = hash('md5', 'POST:/dir/index.html');
  const expected = hash('md5', `${a1}:${OF_7616.nonce}:00000001:${OF_7616.cnonce}:auth:${a2}`);
  expect(responseOf({ ...OF_7616, algorithm: 'MD5-sess' }, 'POST', 'Circle of Life')).toBe(expected);
});

test('algorithms are known by name in any case; none is MD5', () => {
  expect(['md5', 'Sha-256-SESS', undefined, 'SHA-512-256'].map(digestAlgorithm)).toEqual([
    'MD5',
    'SHA-256-sess',
    'MD5',
    undefined,
  ]);
});
