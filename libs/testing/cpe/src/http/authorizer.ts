import { basic, type Challenge, type Credentials, digest, parseChallenge } from './digest.ts';

/** Makes the Authorization header of one session's POSTs. */
export class Authorizer {
  readonly #credentials: Credentials | undefined;
  #challenge: Challenge | undefined;
  #count = 0;

  constructor(credentials: Credentials | undefined) {
    this.#credentials = credentials;
  }

  /**
   * Takes the challenges of a 401. False if they cannot be answered: no credentials, an unknown scheme, or the same
   * nonce again, which means that the answer was wrong.
   */
  accept(headers: readonly string[]): boolean {
    const challenges = headers.map(parseChallenge);
    const challenge =
      challenges.find(({ scheme }) => scheme === 'digest') ?? challenges.find(({ scheme }) => scheme === 'basic');
    if (!this.#credentials || !challenge) return false;
    const isRepeated =
      this.#challenge?.parameters.get('nonce') === challenge.parameters.get('nonce') && this.#count > 0;
    this.#challenge = challenge;
    this.#count = 0;
    return !isRepeated;
  }

  /** The header's value for a POST to `uri`, or undefined to send none. */
  authorization(uri: string, isInform: boolean): string | undefined {
    const credentials = this.#credentials;
    if (!credentials) return undefined;
    if (credentials.manners === 'preemptive-basic') return basic(credentials);
    if (!this.#challenge || (credentials.onlyInform && !isInform && this.#count > 0)) return undefined;
    this.#count += 1;
    if (credentials.manners === 'basic' || this.#challenge.scheme === 'basic') return basic(credentials);
    return digest(this.#challenge, credentials, { method: 'POST', uri: credentials.uri ?? uri, count: this.#count });
  }
}
