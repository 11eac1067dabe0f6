import type { DeviceIdentity } from '#libs/cwmp';
import { deviceIdOf } from '../device/device-id.ts';
import type { ClientCertificate } from './peer.ts';

/** `CN={oui}-{productClass}-{serial}`: what a name in the certificate of a device looks like, with its place before it. */
export type NameTemplate = string;

const FIELD = /\{(oui|productClass|serial)\}/g;
const TEMPLATE = /^(?:CN|DNS|URI|IP|EMAIL)=(?:[^{}]|\{(?:oui|productClass|serial)\})+$/;

/** Whether it can name one device: without the serial number it would name all of a kind. */
export function isNameTemplate(text: string): boolean {
  return TEMPLATE.test(text) && text.includes('{serial}');
}

/**
 * Whether the certificate is this device's: one of its names is what a template makes of the device. The device's words
 * are put into the template rather than read from the name, so that no name can be read in two ways; they are escaped as
 * in a DeviceId (TR-069 §3.4.4). One whose CA may not speak for the OUI fits nobody.
 */
export function certificateFits(
  { names, ouis }: ClientCertificate,
  device: DeviceIdentity,
  templates: readonly NameTemplate[],
): boolean {
  if (ouis && !ouis.some((oui) => oui.toUpperCase() === device.oui.toUpperCase())) return false;
  const words = escapedWords(device);
  if (words === undefined) return false;
  const values: Readonly<Record<string, string>> = words;
  return templates.some((template) => {
    // A word that a device does not have would leave a name that fits others, too.
    const lacks = [...template.matchAll(FIELD)].some(([, field = '']) => values[field] === '');
    return !lacks && names.includes(template.replace(FIELD, (_, field: string) => values[field] ?? ''));
  });
}

/** A DeviceId is made of them. */
function escapedWords(device: DeviceIdentity) {
  const parts = deviceIdOf(device)?.split('-');
  if (parts === undefined) return undefined;
  const [oui = '', productClass = '', serial = ''] = parts.length === 2 ? [parts[0], '', parts[1]] : parts;
  return { oui, productClass, serial };
}
