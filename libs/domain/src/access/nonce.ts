/**
 * A nonce of ours: when it was made, in whole seconds as seven digits of base 36, eight random characters, and what proves
 * that it was made here. 32 characters in all: some CPEs keep no longer ones.
 */
const NONCE = /^(([\da-z]{7})[\w-]{8})([\w-]{17})$/;

export const NONCE_RANDOM_LENGTH = 8;
export const NONCE_HEAD_LENGTH = 7 + NONCE_RANDOM_LENGTH;
export const NONCE_PROOF_LENGTH = 17;

export interface ReadNonce {
  /** What the proof is made of; no two nonces have the same. */
  readonly head: string;
  readonly proof: string;
  readonly madeAtMs: number;
}

export function nonceHead(nowMs: number, random: string): string {
  return (
    Math.floor(nowMs / 1_000)
      .toString(36)
      .padStart(7, '0') + random
  );
}

/** Nothing of it is believed before its proof was checked. */
export function readNonce(nonce: string): ReadNonce | undefined {
  const [, head, madeAt, proof] = NONCE.exec(nonce) ?? [];
  if (head === undefined || madeAt === undefined || proof === undefined) return undefined;
  return { head, proof, madeAtMs: Number.parseInt(madeAt, 36) * 1_000 };
}

/** One made in the future was made by another gateway, whose clock is ahead. */
export function isNonceOver({ madeAtMs }: ReadNonce, nowMs: number, lifetimeMs: number): boolean {
  return nowMs - madeAtMs >= lifetimeMs;
}
