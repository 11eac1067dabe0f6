import { CwmpDecodeError } from '../decode-error.ts';
import { readChild, readText, readToken } from '../fields/read-field.ts';
import { writeText } from '../fields/write-field.ts';
import type { DeviceIdentity } from '../identity.ts';
import type { XmlElement } from '../xml/element.ts';

export function writeDeviceId(id: DeviceIdentity): string {
  const manufacturer = writeText('Manufacturer', id.manufacturer);
  const oui = writeText('OUI', id.oui);
  const productClass = writeText('ProductClass', id.productClass);
  return `<DeviceId>${manufacturer}${oui}${productClass}${writeText('SerialNumber', id.serialNumber)}</DeviceId>`;
}

/** DeviceId is the one argument of Inform nothing can be done without. */
export function readDeviceId(inform: XmlElement): DeviceIdentity {
  const id = readChild(inform, 'DeviceId');
  if (id === undefined) throw new CwmpDecodeError('invalid_arguments', 'Inform has no DeviceId');
  return {
    manufacturer: readText(id, 'Manufacturer'),
    oui: readToken(id, 'OUI').toUpperCase(),
    productClass: readText(id, 'ProductClass'),
    serialNumber: readText(id, 'SerialNumber'),
  };
}
