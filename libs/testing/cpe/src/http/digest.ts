import { createHash, randomBytes } from 'node:crypto';

/** The credentials of a CPE and its manner of using them. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  /**
   * `digest` as RFC 7616 has it; `rfc2069` answers without qop, nc and cnonce; `basic` answers any challenge with Basic;
   * `preemptive-basic` sends it with the first POST. Default: `digest`, or Basic if the ACS offers nothing else.
   */
  readonly manners?: 'digest' | 'rfc2069' | 'basic' | 'preemptive-basic';
  /** Sends nc=00000001 for ever. */
  readonly fixedNonceCount?: boolean;
  /** Authenticates only the Inform: later POSTs carry no Authorization until challenged again. */
  readonly onlyInform?: boolean;
  /** Replaces the `uri` of the answer, e.g. to leave out the query. */
  readonly uri?: string;
}

/** A challenge with its parameters, their names in lower case. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

const PARAMETER = /([A-Za-z-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/g;

/** Reads one WWW-Authenticate value with one challenge. */
export function parseChallenge(header: string): Challenge {
  const [scheme = ''] = header.trim().split(/\s/, 1);
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, token] of header.slice(scheme.length).matchAll(PARAMETER))
    parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? token ?? '');
  return { scheme: scheme.toLowerCase(), parameters };
}

/** `Authorization: Basic …`. */
export const basic = ({ username, password }: Credentials): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** What the answer to a challenge is computed over. `count` is the nonce count, from 1. */
export interface DigestTarget {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly uri: string;
  readonly count: number;
}

/** Answers a Digest challenge (RFC 7616; RFC 2069 when that is the manner). */
export function digest(challenge: Challenge, credentials: Credentials, { method, uri, count }: DigestTarget): string {
  const value = (name: string): string => challenge.parameters.get(name) ?? '';
  const { username, password } = credentials;
  const algorithm = value('algorithm') || 'MD5';
  const hash = (text: string): string =>
    createHash(/^sha-256/i.test(algorithm) ? 'sha256' : 'md5')
      .update(text)
      .digest('hex');
  const withQop = /\bauth\b/.test(value('qop')) && credentials.manners !== 'rfc2069';
  const cnonce = randomBytes(8).toString('hex');
  const nc = (credentials.fixedNonceCount ? 1 : count).toString(16).padStart(8, '0');
  const secret = hash(`${username}:${value('realm')}:${password}`);
  const ha1 = /-sess$/i.test(algorithm) ? hash(`${secret}:${value('nonce')}:${cnonce}`) : secret;
  const ha2 = hash(`${method}:${uri}`);
  const response = withQop
    ? hash(`${ha1}:${value('nonce')}:${nc}:${cnonce}:auth:${ha2}`)
    : hash(`${ha1}:${value('nonce')}:${ha2}`);
  const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;
  return [
    `Digest username=${quote(username)}, realm=${quote(value('realm'))}, nonce="${value('nonce')}", uri="${uri}"`,
    ...(challenge.parameters.has('algorithm') ? [`algorithm=${algorithm}`] : []),
    ...(withQop ? [`qop=auth, nc=${nc}, cnonce="${cnonce}"`] : []),
    `response="${response}"`,
    ...(challenge.parameters.has('opaque') ? [`opaque="${value('opaque')}"`] : []),
  ].join(', ');
}
