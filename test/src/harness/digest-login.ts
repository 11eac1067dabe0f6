import { createHash } from 'node:crypto';
import type { AcsAnswer } from './scripted-cpe/acs-answer.ts';
import type { ScriptedCpe } from './scripted-cpe/scripted-cpe.ts';

export interface LoginTry {
  readonly username: string;
  readonly password: string;
  /** Default: the path that is posted to. */
  readonly uri?: string;
  readonly count?: number;
  readonly cnonce?: string;
  readonly algorithm?: 'MD5' | 'SHA-256' | 'MD5-sess';
  /** RFC 2069: no qop, no count, no nonce of the client. */
  readonly isOld?: boolean;
}

/** The nonce of a 401. Throws when there is none. */
export function nonceOf({ status, headers }: AcsAnswer): string {
  const nonce = /\bnonce="([^"]+)"/.exec(headers['www-authenticate'] ?? '')?.[1];
  if (status !== 401 || nonce === undefined) throw new Error(`no challenge: HTTP ${status}`);
  return nonce;
}

/** The value of Authorization, computed without the code under test. */
export function digestLogin(nonce: string, login: LoginTry): string {
  const { username, password, uri = '/', count = 1, cnonce = 'c0ffee', algorithm = 'MD5', isOld = false } = login;
  const hash = (text: string) =>
    createHash(algorithm === 'SHA-256' ? 'sha256' : 'md5')
      .update(text)
      .digest('hex');
  const nc = count.toString(16).padStart(8, '0');
  const secret = hash(`${username}:muster:${password}`);
  const a1 = algorithm === 'MD5-sess' ? hash(`${secret}:${nonce}:${cnonce}`) : secret;
  const middle = isOld ? nonce : `${nonce}:${nc}:${cnonce}:auth`;
  const response = hash(`${a1}:${middle}:${hash(`POST:${uri}`)}`);
  const counted = isOld ? '' : `, qop=auth, nc=${nc}, cnonce="${cnonce}"`;
  return `Digest username="${username}", realm="muster", nonce="${nonce}", uri="${uri}", algorithm=${algorithm}, response="${response}"${counted}`;
}

export function basicLogin({ username, password }: LoginTry): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

/** Has itself challenged with an Inform and answers it with that login. */
export async function informAs(cpe: ScriptedCpe, body: string, login: LoginTry): Promise<AcsAnswer> {
  const nonce = nonceOf(await cpe.post(body));
  return cpe.post(body, { Authorization: digestLogin(nonce, login) });
}
