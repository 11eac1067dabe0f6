import { readAuthorization } from './authorization.ts';

const DIGEST =
  'Digest username="Mufasa", realm="testrealm@host.com", nonce="n0", uri="/dir/index.html", qop=auth, nc=00000001, cnonce="0a4f113b", response="6629fae49393a05397450978507c4ef1", opaque="5ccc"';

test('an answer as RFC 7616 has it', () => {
  expect(readAuthorization(DIGEST)).toEqual({
    scheme: 'digest',
    username: 'Mufasa',
    realm: 'testrealm@host.com',
    nonce: 'n0',
    uri: '/dir/index.html',
    response: '6629fae49393a05397450978507c4ef1',
    algorithm: 'MD5',
    qop: 'auth',
    nonceCount: '00000001',
    cnonce: '0a4f113b',
  });
});

test('what CPEs do to it: other cases, quotes around tokens, none around texts, no blanks, empty members', () => {
  const odd =
    'DIGEST Username="a, \\"b\\"",realm=r,NONCE="n",uri="", algorithm="sha-256",qop="auth",nc="0000000A",cnonce="",response=ABC';
  expect(readAuthorization(odd)).toEqual({
    scheme: 'digest',
    username: 'a, "b"',
    realm: 'r',
    nonce: 'n',
    uri: '',
    response: 'abc',
    algorithm: 'SHA-256',
    qop: 'auth',
    nonceCount: '0000000A',
    cnonce: '',
  });
});

test('an answer as RFC 2069 has it', () => {
  const answer = readAuthorization('Digest username="u", realm="r", nonce="n", uri="/", response="x"');
  expect(answer).toEqual({
    scheme: 'digest',
    username: 'u',
    realm: 'r',
    nonce: 'n',
    uri: '/',
    response: 'x',
    algorithm: 'MD5',
  });
});

test.each([
  ['a member twice', `${DIGEST}, username="other"`],
  ['an algorithm that is not known', `${DIGEST}, algorithm=SHA-512-256`],
  ['integrity, which was not offered', DIGEST.replace('qop=auth', 'qop=auth-int')],
  ['qop without a count', DIGEST.replace('nc=00000001, ', '')],
  ['qop without a nonce of the client', DIGEST.replace('cnonce="0a4f113b", ', '')],
  ['a count that is none', DIGEST.replace('00000001', '1')],
  ['a quote that does not end', 'Digest username="Mufasa'],
  ['no username', 'Digest realm="r"'],
  ['a username without end', DIGEST.replace('Mufasa', 'M'.repeat(257))],
  ['far too much', `${DIGEST}, x="${'x'.repeat(5_000)}"`],
  ['another scheme', 'Bearer abc'],
  ['a scheme alone', 'Digest'],
  ['nothing', ''],
])('nothing is understood of %s', (_, header) => {
  expect(readAuthorization(header)).toBeUndefined();
});

test('a hostile header takes no time', () => {
  const startedAt = performance.now();
  for (const part of ['a=', '"', 'a="\\', ' ', ',', '\\"']) readAuthorization(`Digest ${part.repeat(1_000)}`);
  expect(performance.now() - startedAt).toBeLessThan(200);
});

test('Basic, also with a password in UTF-8 and colons in it', () => {
  const encoded = Buffer.from('Aladdin:öpen:sesame').toString('base64');
  expect(readAuthorization(`basic ${encoded}`)).toEqual({
    scheme: 'basic',
    username: 'Aladdin',
    password: 'öpen:sesame',
  });
  expect(readAuthorization(`Basic ${Buffer.from('no colon').toString('base64')}`)).toBeUndefined();
  expect(readAuthorization('Basic !!!')).toBeUndefined();
  expect(readAuthorization(undefined)).toBeUndefined();
});
