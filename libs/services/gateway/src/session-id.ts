import { randomFillSync } from 'node:crypto';
import { type DeviceId, sessionIdFor } from '#libs/domain';

const BYTES = 16;
/** Asking the generator costs far more than the bytes do: it is asked once for many sessions. */
const pool = Buffer.alloc(BYTES * 256);
let used = pool.length;

/** An id that can't be guessed for a session of the device: 128 random bits, none of them used twice. */
export function newSessionId(deviceId: DeviceId): string {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const random = pool.toString('base64url', used, used + BYTES);
  pool.fill(0, used, used + BYTES);
  used += BYTES;
  return sessionIdFor(deviceId, random);
}
