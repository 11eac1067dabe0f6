import { hash as hashOnce, timingSafeEqual } from 'node:crypto';
import { type Authorization, type DigestHash, digestResponse, digestSecret, hashNameOf } from '#libs/cwmp';
import type { Login } from '#libs/platform';

const hash: DigestHash = (name, text) => hashOnce(name, text, 'hex');

/** A login with what digests are checked by, so that it is computed once. */
export class CheckedLogin {
  readonly username: string;
  readonly #password: string;
  readonly #realm: string;
  readonly #secrets: { md5?: string; sha256?: string } = {};

  constructor({ username, password }: Login, realm: string) {
    this.username = username;
    this.#password = password;
    this.#realm = realm;
  }

  /** Whether what was said was said with this login. The time it takes does not depend on what is wrong. */
  isMeantBy(authorization: Authorization, method: string): boolean {
    const { username } = this;
    if (authorization.scheme === 'basic') {
      // Hashed, so that its length is not told either.
      const given = JSON.stringify([authorization.username, authorization.password]);
      return isSame(hash('sha256', given), hash('sha256', JSON.stringify([username, this.#password])));
    }
    const name = hashNameOf(authorization.algorithm);
    const secret = this.#secrets[name] ?? digestSecret({ username, password: this.#password }, this.#realm, name, hash);
    this.#secrets[name] = secret;
    const isRight = isSame(authorization.response, digestResponse(authorization, method, secret, hash));
    return isSame(authorization.username, username) && isRight;
  }
}

/** Takes as long wherever they differ; only whether they are as long as each other can be told from it. */
function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
