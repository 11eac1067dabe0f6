import { createHash } from 'node:crypto';
import { Authorizer } from './authorizer.ts';
import { digest, parseChallenge } from './digest.ts';

const TARGET = { method: 'POST', uri: '/acs?x=1', count: 3 } as const;
const CREDENTIALS = { username: 'Mufasa', password: 'Circle of Life' };
const CHALLENGE =
  'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, nonce="n0", opaque="o"';
const hash = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex');

test('a challenge with quotes, commas and tokens', () => {
  const { scheme, parameters } = parseChallenge('DIGEST realm="a, \\"b\\"",nonce=xyz, Stale=TRUE,qop="auth"');
  expect(scheme).toBe('digest');
  expect(Object.fromEntries(parameters)).toEqual({ realm: 'a, "b"', nonce: 'xyz', stale: 'TRUE', qop: 'auth' });
});

test('RFC 7616 with SHA-256', () => {
  const { parameters } = parseChallenge(digest(parseChallenge(CHALLENGE), CREDENTIALS, TARGET));
  const ha1 = hash('sha256', 'Mufasa:http-auth@example.org:Circle of Life');
  const ha2 = hash('sha256', 'POST:/acs?x=1');
  expect(parameters.get('response')).toBe(hash('sha256', `${ha1}:n0:00000003:${parameters.get('cnonce')}:auth:${ha2}`));
  expect(parameters.get('opaque')).toBe('o');
});

test('RFC 2069, the vector of the errata', () => {
  const challenge = parseChallenge('Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"');
  const answer = digest(
    challenge,
    { username: 'Mufasa', password: 'CircleOfLife' },
    { method: 'GET', uri: '/dir/index.html', count: 1 },
  );
  expect(parseChallenge(answer).parameters.get('response')).toBe('1949323746fe6a43ef61f9606e7febea');
  expect(answer).not.toContain('qop');
});

test('the session answers each challenge once and counts its uses', () => {
  const authorizer = new Authorizer(CREDENTIALS);
  expect(authorizer.authorization('/', true)).toBeUndefined();
  expect(authorizer.accept([CHALLENGE])).toBe(true);
  expect(authorizer.authorization('/', true)).toContain('nc=00000001');
  expect(authorizer.authorization('/', false)).toContain('nc=00000002');
  expect(authorizer.accept([CHALLENGE])).toBe(false);
  expect(authorizer.accept([CHALLENGE.replace('n0', 'n1')])).toBe(true);
  expect(new Authorizer(undefined).accept([CHALLENGE])).toBe(false);
  expect(authorizer.accept(['Negotiate'])).toBe(false);
});

test('manners', () => {
  const first = (manners: object): string | undefined => {
    const authorizer = new Authorizer({ ...CREDENTIALS, ...manners });
    authorizer.accept([CHALLENGE]);
    authorizer.authorization('/acs?x', true);
    return authorizer.authorization('/acs?x', false);
  };
  expect(first({ fixedNonceCount: true })).toContain('nc=00000001');
  expect(first({ uri: '/acs' })).toContain('uri="/acs"');
  expect(first({ manners: 'rfc2069' })).not.toContain('nc=');
  expect(first({ manners: 'basic' })).toBe('Basic TXVmYXNhOkNpcmNsZSBvZiBMaWZl');
  expect(first({ onlyInform: true })).toBeUndefined();
  expect(new Authorizer({ ...CREDENTIALS, manners: 'preemptive-basic' }).authorization('/', true)).toMatch(/^Basic /);
});
