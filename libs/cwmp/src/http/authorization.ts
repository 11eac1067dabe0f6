import { type DigestAlgorithm, digestAlgorithm } from './digest-response.ts';

/** What a client says to prove who it is. */
export type Authorization = BasicLogin | DigestAnswer;

/** RFC 7617. */
export interface BasicLogin {
  readonly scheme: 'basic';
  readonly username: string;
  readonly password: string;
}

/** An answer to a challenge, RFC 7616 or, without `qop`, RFC 2069. Nothing in it is believed yet. */
export interface DigestAnswer {
  readonly scheme: 'digest';
  readonly username: string;
  readonly realm: string;
  readonly nonce: string;
  readonly uri: string;
  readonly response: string;
  readonly algorithm: DigestAlgorithm;
  readonly qop?: 'auth';
  /** How often the nonce was used, this time included: eight hexadecimal digits. */
  readonly nonceCount?: string;
  readonly cnonce?: string;
}

/** Far more than an answer with names of 256 characters needs (TR-069 A.3.2.1 has no longer ones). */
const MAX_LENGTH = 4_096;
const MAX_NAME = 256;
const MEMBER = /\s*([\w*-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s",]*))\s*(?:,|$)/y;

/** Undefined for what is neither Basic nor Digest, is damaged, or says one thing twice. */
export function readAuthorization(header: string | undefined): Authorization | undefined {
  if (header === undefined || header.length > MAX_LENGTH) return undefined;
  const [, scheme = '', rest = ''] = /^\s*([A-Za-z]+)\s+(.*)$/.exec(header) ?? [];
  if (scheme.toLowerCase() === 'basic') return readBasic(rest);
  if (scheme.toLowerCase() !== 'digest') return undefined;
  const members = readMembers(rest);
  return members && readDigest(members);
}

function readBasic(encoded: string): BasicLogin | undefined {
  if (!/^[\w+/-]+=*\s*$/.test(encoded)) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0 || colon > MAX_NAME) return undefined;
  return { scheme: 'basic', username: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Every Inform of a CPE that logs in comes by here: nothing is copied that is not kept. */
function readMembers(text: string): ReadonlyMap<string, string> | undefined {
  const members = new Map<string, string>();
  MEMBER.lastIndex = 0;
  while (MEMBER.lastIndex < text.length) {
    const member = MEMBER.exec(text);
    const name = member?.[1]?.toLowerCase();
    if (name === undefined || members.has(name)) return undefined;
    members.set(name, unquoted(member?.[2]) ?? member?.[3] ?? '');
  }
  return members;
}

function unquoted(text: string | undefined): string | undefined {
  return text?.includes('\\') ? text.replace(/\\(.)/g, '$1') : text;
}

function readDigest(members: ReadonlyMap<string, string>): DigestAnswer | undefined {
  const text = (name: string): string => members.get(name) ?? '';
  const algorithm = digestAlgorithm(members.get('algorithm'));
  const username = text('username');
  if (algorithm === undefined || username.length > MAX_NAME || !members.has('username')) return undefined;
  const answer = {
    scheme: 'digest',
    username,
    realm: text('realm'),
    nonce: text('nonce'),
    uri: text('uri'),
    response: text('response').toLowerCase(),
    algorithm,
  } as const;
  const qop = members.get('qop');
  const nonceCount = members.get('nc');
  const cnonce = members.get('cnonce');
  if (qop === undefined) return cnonce === undefined ? answer : { ...answer, cnonce };
  // RFC 7616 §3.4: with qop both must be there.
  if (qop.toLowerCase() !== 'auth' || cnonce === undefined || !/^[\da-f]{8}$/i.test(nonceCount ?? '')) return undefined;
  return { ...answer, qop: 'auth', cnonce, ...(nonceCount !== undefined && { nonceCount }) };
}
