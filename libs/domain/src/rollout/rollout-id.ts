declare const brand: unique symbol;
/** Ten letters and digits: a CommandKey has to hold it. */
export type RolloutId = string & { readonly [brand]: 'RolloutId' };

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LENGTH = 10;

/** A new id from at least eight bytes of `entropy`. */
export function newRolloutId(entropy: Uint8Array): RolloutId {
  let rest = entropy.subarray(0, 8).reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n);
  let id = '';
  for (let i = 0; i < LENGTH; i++, rest /= 62n) id = DIGITS.charAt(Number(rest % 62n)) + id;
  return id as RolloutId;
}

/** Use it on every id that comes from outside. */
export function parseRolloutId(text: string): RolloutId | undefined {
  return /^[0-9A-Za-z]{10}$/.test(text) ? (text as RolloutId) : undefined;
}
