import type { DigestAnswer } from './authorization.ts';

const ALGORITHMS = ['MD5', 'MD5-sess', 'SHA-256', 'SHA-256-sess'] as const;
export type DigestAlgorithm = (typeof ALGORITHMS)[number];

/** The hash of a text in UTF-8, in hexadecimal digits of lower case. */
export type DigestHash = (name: 'md5' | 'sha256', text: string) => string;

/** By its name in whatever case; MD5 where none is named (RFC 7616 §3.3). Undefined for one that is not known. */
export function digestAlgorithm(name = 'MD5'): DigestAlgorithm | undefined {
  return ALGORITHMS.find((known) => known.toLowerCase() === name.toLowerCase());
}

export function hashNameOf(algorithm: DigestAlgorithm): 'md5' | 'sha256' {
  return algorithm.startsWith('MD5') ? 'md5' : 'sha256';
}

/** H(username:realm:password): all that has to be known of a password to check answers made with it. */
export function digestSecret(
  { username, password }: { readonly username: string; readonly password: string },
  realm: string,
  name: 'md5' | 'sha256',
  hash: DigestHash,
): string {
  return hash(name, `${username}:${realm}:${password}`);
}

/** What `response` must be if the answer was made with that secret (RFC 7616 §3.4.1; RFC 2069 §2.4 without qop). */
export function digestResponse(answer: DigestAnswer, method: string, secret: string, hash: DigestHash): string {
  const { algorithm, nonce, nonceCount, cnonce, qop, uri } = answer;
  const name = hashNameOf(algorithm);
  const a1 = algorithm.endsWith('-sess') ? hash(name, `${secret}:${nonce}:${cnonce ?? ''}`) : secret;
  const a2 = hash(name, `${method}:${uri}`);
  const middle = qop === undefined ? nonce : `${nonce}:${nonceCount}:${cnonce}:${qop}`;
  return hash(name, `${a1}:${middle}:${a2}`);
}
