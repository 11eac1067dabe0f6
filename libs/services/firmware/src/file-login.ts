import { createHash, timingSafeEqual } from 'node:crypto';
import { basicChallenge, digestChallenge } from '#libs/cwmp';
import type { FileTicket } from '#libs/domain';
import type { FileUrls, LoginNonces } from '#libs/platform';
import { type Refused, refused } from './file-reply.ts';

const REALM = 'files';
export const FILE_NONCES = { use: 'nonces of files', lifetimeMs: 300_000 } as const;

interface Login {
  readonly username: string;
  readonly password: string;
}

/**
 * Basic (RFC 7617) and digest with MD5 (RFC 7616), for CPEs that need one to fetch anything. The URL is the proof already:
 * what this adds is that it is not enough to have seen it.
 */
export class FileLogin {
  constructor(
    private readonly urls: FileUrls,
    private readonly nonces: LoginNonces,
  ) {}

  /** Undefined when the request may go on. */
  refuse(ticket: FileTicket, method: string, path: string, authorization: string | undefined): Refused | undefined {
    const login = this.urls.login(ticket);
    if (login === undefined) return undefined;
    const isRight =
      ticket.login === 'basic'
        ? isBasic(authorization, login)
        : this.isDigest(ticket, method, path, authorization, login);
    if (isRight === true) return undefined;
    const challenge = ticket.login === 'basic' ? basicChallenge(REALM) : this.digest(ticket, isRight === 'stale');
    return refused(401, 'login', 'Log in to get this file.', { 'WWW-Authenticate': challenge });
  }

  /** 32 characters of nonce: there are CPEs that have room for no more. */
  private digest(ticket: FileTicket, stale: boolean): string {
    return digestChallenge({ realm: REALM, nonce: this.nonces.make(bondOf(ticket)), algorithm: 'MD5', stale });
  }

  private isDigest(
    ticket: FileTicket,
    method: string,
    path: string,
    authorization: string | undefined,
    login: Login,
  ): boolean | 'stale' {
    const given = digestMembers(authorization);
    if (given?.get('username') !== login.username || given.get('realm') !== REALM) return false;
    // A CPE may give the whole URL where the path is meant.
    const uri = given.get('uri') ?? '';
    if (uri !== path && !uri.endsWith(path)) return false;
    const nonce = given.get('nonce') ?? '';
    const secret = md5(`${login.username}:${REALM}:${login.password}`);
    const qop = given.get('qop');
    const middle = qop === undefined ? nonce : [nonce, given.get('nc'), given.get('cnonce'), qop].join(':');
    if (!isSame(given.get('response') ?? '', md5(`${secret}:${middle}:${md5(`${method}:${uri}`)}`))) return false;
    return this.nonces.check(nonce, bondOf(ticket)) === undefined ? 'stale' : true;
  }
}

/** A nonce is good for one ticket alone. */
function bondOf({ deviceId, commandKey }: FileTicket): string {
  return JSON.stringify([deviceId, commandKey]);
}

function isBasic(authorization: string | undefined, { username, password }: Login): boolean {
  const [, encoded = ''] = /^basic +([\w+/=-]+) *$/i.exec(authorization ?? '') ?? [];
  return isSame(Buffer.from(encoded, 'base64').toString(), `${username}:${password}`);
}

function digestMembers(authorization: string | undefined): ReadonlyMap<string, string> | undefined {
  const [, rest] = /^digest +(.{1,4096})$/i.exec(authorization ?? '') ?? [];
  if (rest === undefined) return undefined;
  const members = new Map<string, string>();
  for (const [, name = '', quoted, plain] of rest.matchAll(/(\w+) *= *(?:"([^"]*)"|([^\s,"]+))/g)) {
    members.set(name.toLowerCase(), quoted ?? plain ?? '');
  }
  return members;
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** Takes as long wherever they differ. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
