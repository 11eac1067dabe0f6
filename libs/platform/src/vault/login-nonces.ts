import { createHmac, createSecretKey, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import {
  type Clock,
  isNonceOver,
  NONCE_HEAD_LENGTH,
  NONCE_PROOF_LENGTH,
  NONCE_RANDOM_LENGTH,
  nonceHead,
  type ReadNonce,
  readNonce,
} from '#libs/domain';
import { ShortHmac } from './short-hmac.ts';
import type { Vault } from './vault.ts';

/** Asking the generator costs more than the bytes do. */
const POOL_BYTES = 6 * 512;
const RANDOM_BYTES = (NONCE_RANDOM_LENGTH * 3) / 4;

interface NonceKey {
  readonly short: ShortHmac;
  readonly long: KeyObject;
}

/** Nonces that are kept nowhere: that one was made by a process with the same keys is proved by the nonce itself. */
export class LoginNonces {
  readonly #keys: readonly NonceKey[];
  #pool = Buffer.alloc(0);
  #used = 0;

  constructor(
    vault: Vault,
    private readonly clock: Clock,
    readonly lifetimeMs: number,
    /** Those of another use are none. */
    use: string,
  ) {
    const keys = vault.codeKeys(use);
    // Without keys nonces are good in this process alone.
    this.#keys = (keys.length > 0 ? keys : [randomBytes(32)]).map((key) => ({
      short: new ShortHmac(key, NONCE_HEAD_LENGTH),
      long: createSecretKey(key),
    }));
  }

  /** `challenge`: good for that alone. */
  make(challenge = ''): string {
    const head = nonceHead(this.clock.now(), this.#random());
    const [key] = this.#keys;
    return head + (key === undefined ? '' : proofOf(head, challenge, key));
  }

  /** Undefined for one that was not made by us for this, or is over. */
  check(text: string, challenge = ''): ReadNonce | undefined {
    const nonce = readNonce(text);
    if (nonce === undefined || isNonceOver(nonce, this.clock.now(), this.lifetimeMs)) return undefined;
    const given = Buffer.from(nonce.proof);
    return this.#keys.some((key) => timingSafeEqual(given, Buffer.from(proofOf(nonce.head, challenge, key))))
      ? nonce
      : undefined;
  }

  #random(): string {
    if (this.#used >= this.#pool.length) {
      this.#pool = randomBytes(POOL_BYTES);
      this.#used = 0;
    }
    const random = this.#pool.toString('base64url', this.#used, this.#used + RANDOM_BYTES);
    this.#used += RANDOM_BYTES;
    return random;
  }
}

/** For a session, which is rare, the text is of any length. */
function proofOf(head: string, challenge: string, { short, long }: NonceKey): string {
  const proof =
    challenge === ''
      ? short.of(head)
      : createHmac('sha256', long)
          .update(head + challenge)
          .digest('base64url');
  return proof.slice(0, NONCE_PROOF_LENGTH);
}
