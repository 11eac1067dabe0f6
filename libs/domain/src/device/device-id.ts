import type { DeviceIdentity } from '#libs/cwmp';

declare const brand: unique symbol;
/**
 * `OUI-ProductClass-SerialNumber`, or `OUI-SerialNumber` where the CPE has no product class (TR-069 §3.4.4). Every
 * character but letters, digits and underscore is percent-encoded from UTF-8, so that `-` only ever separates.
 */
export type DeviceId = string & { readonly [brand]: 'DeviceId' };

const encoder = new TextEncoder();

/** The id of a device, or undefined when the identity holds nothing that could tell it apart. */
export function deviceIdOf(identity: DeviceIdentity): DeviceId | undefined {
  if (identity.oui === '' && identity.serialNumber === '') return undefined;
  const parts =
    identity.productClass === ''
      ? [identity.oui, identity.serialNumber]
      : [identity.oui, identity.productClass, identity.serialNumber];
  return parts.map(escapePart).join('-') as DeviceId;
}

/** Accepts what `deviceIdOf` produces and nothing else: use it on every id that comes from outside. */
export function parseDeviceId(text: string): DeviceId | undefined {
  return text.length <= 700 && /^(?:(?:\w|%[0-9A-F]{2})*-){1,2}(?:\w|%[0-9A-F]{2})*$/.test(text)
    ? (text as DeviceId)
    : undefined;
}

function escapePart(part: string): string {
  if (/^\w*$/.test(part)) return part;
  let escaped = '';
  for (const byte of encoder.encode(part)) {
    const character = String.fromCharCode(byte);
    escaped += /\w/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return escaped;
}
