export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly algorithm: 'MD5' | 'SHA-256';
  /** The answer was made with a nonce that is over: the same name and password with the new one are worth a try. */
  readonly stale: boolean;
}

/** The value of WWW-Authenticate. `domain` is there because CPEs were seen to answer with it as their `uri`. */
export function digestChallenge({ realm, nonce, algorithm, stale }: DigestChallenge): string {
  const members = `realm="${realm}", domain="/", nonce="${nonce}", qop="auth", algorithm=${algorithm}`;
  return `Digest ${members}${stale ? ', stale=true' : ''}`;
}

export function basicChallenge(realm: string): string {
  return `Basic realm="${realm}", charset="UTF-8"`;
}
