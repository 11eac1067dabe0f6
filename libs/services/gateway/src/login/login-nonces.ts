import { randomBytes, timingSafeEqual } from 'node:crypto';
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
import type { Vault } from '#libs/platform';
import { ShortHmac } from './short-hmac.ts';

const USE = 'nonces of CPEs';
/** Asking the generator costs more than the bytes do. */
const POOL_BYTES = 6 * 512;
const RANDOM_BYTES = (NONCE_RANDOM_LENGTH * 3) / 4;

/** Nonces that are kept nowhere: that one was made by a gateway with the same keys is proved by the nonce itself. */
export class LoginNonces {
  readonly #keys: readonly ShortHmac[];
  #pool = Buffer.alloc(0);
  #used = 0;

  constructor(
    vault: Vault,
    private readonly clock: Clock,
    readonly lifetimeMs: number,
  ) {
    const keys = vault.codeKeys(USE);
    // Without keys nonces are good in this process alone.
    this.#keys = (keys.length > 0 ? keys : [randomBytes(32)]).map((key) => new ShortHmac(key, NONCE_HEAD_LENGTH));
  }

  make(): string {
    const head = nonceHead(this.clock.now(), this.#random());
    const [key] = this.#keys;
    return head + (key === undefined ? '' : proofOf(head, key));
  }

  /** Undefined for one that was not made by us, or is over. */
  check(text: string): ReadNonce | undefined {
    const nonce = readNonce(text);
    if (nonce === undefined || isNonceOver(nonce, this.clock.now(), this.lifetimeMs)) return undefined;
    const given = Buffer.from(nonce.proof);
    return this.#keys.some((key) => timingSafeEqual(given, Buffer.from(proofOf(nonce.head, key)))) ? nonce : undefined;
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

function proofOf(head: string, key: ShortHmac): string {
  return key.of(head).slice(0, NONCE_PROOF_LENGTH);
}
