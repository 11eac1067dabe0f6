import type { DeviceIdentity } from '#libs/cwmp';

declare const brand: unique symbol;
/**
 * `OUI-ProductClass-SerialNumber`, or `OUI-SerialNumber` where the CPE has no product class (TR-069 §3.4.4). Every
 * character but letters, digits and underscore is percent-encoded from UTF-8, so that `-` only ever separates.
 */
export type DeviceId = string & { readonly [brand]: 'DeviceId' };

const encoder = new TextEncoder();

/** Longest id there can be: the path of a URL has to hold it. */
const MAX_LENGTH = 700;

/** The id of a device, or undefined when the identity holds nothing that could tell it apart, or far too much. */
export function deviceIdOf(identity: DeviceIdentity): DeviceId | undefined {
  if (identity.oui === '' && identity.serialNumber === '') return undefined;
  const parts =
    identity.productClass === ''
      ? [identity.oui, identity.serialNumber]
      : [identity.oui, identity.productClass, identity.serialNumber];
  // Whatever is escaped gets longer, so that a hostile serial number is not escaped for nothing.
  if (parts.some((part) => part.length > MAX_LENGTH)) return undefined;
  const id = parts.map(escapePart).join('-');
  return id.length > MAX_LENGTH ? undefined : (id as DeviceId);
}

/** Accepts what `deviceIdOf` produces and nothing else: use it on every id that comes from outside. */
export function parseDeviceId(text: string): DeviceId | undefined {
  if (text.length > MAX_LENGTH || !/^(?:(?:\w|%[0-9A-F]{2})*-){1,2}(?:\w|%[0-9A-F]{2})*$/.test(text)) return undefined;
  const identity = readIdentity(text);
  // `%41` for `A` and the like: one device, one id.
  const id = identity && deviceIdOf(identity);
  return id === text ? id : undefined;
}

/** What the id was made of. The manufacturer is not in it: empty. */
export function identityIn(deviceId: DeviceId): DeviceIdentity {
  return readIdentity(deviceId) ?? { manufacturer: '', oui: '', productClass: '', serialNumber: '' };
}

function readIdentity(text: string): DeviceIdentity | undefined {
  const parts = text.split('-').map(unescapePart);
  const [oui, productClass, serialNumber] = parts.length === 2 ? [parts[0], '', parts[1]] : parts;
  if (oui === undefined || productClass === undefined || serialNumber === undefined) return undefined;
  return { manufacturer: '', oui, productClass, serialNumber };
}

function unescapePart(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
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
