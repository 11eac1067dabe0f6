import type { DeviceId } from '../device/device-id.ts';

/** 128 random bits in base64url, a point, and the tag of the device. */
const SESSION_ID = /^[\w-]{22}\.[\w-]{8}$/;
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/**
 * The id of a session: `random` (22 characters of base64url, never used before) makes it unguessable, the device's tag
 * leads a sharded store to where the device is. To the CPE it is one opaque text.
 */
export function sessionIdFor(deviceId: DeviceId, random: string): string {
  return `${random}.${deviceTag(deviceId)}`;
}

/** Whether it could be one of ours: use it on every id that comes from outside. */
export function isSessionId(text: string): boolean {
  return SESSION_ID.test(text);
}

/** The device tag in a session id; undefined when this is no session id. */
export function deviceTagIn(sessionId: string): string | undefined {
  return isSessionId(sessionId) ? sessionId.slice(-8) : undefined;
}

/**
 * Eight characters of base64url, each of them evenly spread over the devices. Not against an adversary: whoever may choose
 * a serial number can give two devices one tag, so a tag says where to look and never who it is.
 */
export function deviceTag(deviceId: DeviceId): string {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < deviceId.length; i++) {
    const code = deviceId.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995);
    b ^= b >>> 15;
  }
  return digits(scattered(a ^ Math.imul(b, 0x9e3779b1))) + digits(scattered(b));
}

/** Serial numbers follow each other: every bit of the hash has to move with the last digit. */
function scattered(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** The upper 24 bits. */
function digits(hash: number): string {
  return (
    DIGITS.charAt(hash >>> 26) +
    DIGITS.charAt((hash >>> 20) & 63) +
    DIGITS.charAt((hash >>> 14) & 63) +
    DIGITS.charAt((hash >>> 8) & 63)
  );
}
