import { type HttpHeaders, headerValues } from '../soap/read-acs-reply.ts';

/**
 * How a CPE treats cookies. `none` returns none (the connection is the session); `from-401` keeps those set with a
 * challenge only; `with-attributes` returns the whole Set-Cookie value.
 */
export type CookieManners = 'standard' | 'none' | 'from-401' | 'with-attributes';

/** The cookies of one session. */
export class CookieJar {
  readonly #manners: CookieManners;
  readonly #cookies = new Map<string, string>();

  /** `stale` is a Cookie header left over from an earlier session. */
  constructor(manners: CookieManners = 'standard', stale = '') {
    this.#manners = manners;
    if (stale !== '') this.#cookies.set(stale.split('=')[0] ?? '', stale);
  }

  /** The value of the Cookie header; empty if there is none to send. */
  get header(): string {
    return [...this.#cookies.values()].join('; ');
  }

  store(status: number, headers: HttpHeaders): void {
    if (this.#manners === 'none' || (this.#manners === 'from-401' && status !== 401)) return;
    for (const cookie of headerValues(headers, 'set-cookie')) {
      const pair = cookie.split(';')[0]?.trim() ?? '';
      this.#cookies.set(pair.split('=')[0] ?? '', this.#manners === 'with-attributes' ? cookie : pair);
    }
  }
}
