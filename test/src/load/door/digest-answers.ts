import { hash } from 'node:crypto';
import type { Login, LoginManner } from './door-order.ts';

const REALM = 'muster';

/** Makes the answers of one CPE to a challenge; what is the same in all of them is computed once. */
export class DigestAnswers {
  readonly #algorithm: string;
  readonly #hash: (text: string) => string;
  readonly #username: string;
  readonly #a1: string;
  readonly #a2: string;
  #nonce = '';
  #count = 0;

  constructor({ username, password }: Login, { algorithm }: LoginManner) {
    const name = algorithm === 'MD5' ? 'md5' : 'sha256';
    this.#algorithm = algorithm;
    this.#hash = (text) => hash(name, text, 'hex');
    this.#username = username;
    this.#a1 = this.#hash(`${username}:${REALM}:${password}`);
    this.#a2 = this.#hash('POST:/');
  }

  take(nonce: string): void {
    this.#nonce = nonce;
    this.#count = 0;
  }

  /** The value of Authorization. */
  next(): string {
    const count = (++this.#count).toString(16).padStart(8, '0');
    const response = this.#hash(`${this.#a1}:${this.#nonce}:${count}:c0ffee:auth:${this.#a2}`);
    return (
      `Digest username="${this.#username}", realm="${REALM}", nonce="${this.#nonce}", uri="/", ` +
      `algorithm=${this.#algorithm}, qop=auth, nc=${count}, cnonce="c0ffee", response="${response}"`
    );
  }
}
