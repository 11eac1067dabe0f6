import { randomFillSync } from 'node:crypto';

const BYTES = 16;
/** Asking the generator costs far more than the bytes do: it is asked once for many sessions. */
const pool = Buffer.alloc(BYTES * 256);
let used = pool.length;

/** A session id that can't be guessed: 128 random bits, none of them used twice, in base64url. */
export function newSessionId(): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const id = pool.toString('base64url', used, used + BYTES);
  pool.fill(0, used, used + BYTES);
  used += BYTES;
  return id;
}
