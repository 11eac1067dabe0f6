import type { Device } from '../device/device.ts';
import type { TextPattern } from '../filter/parse-text-pattern.ts';
import type { DeviceMatch } from './capability.ts';

export function matchesDevice(
  match: DeviceMatch,
  { identity, softwareVersion }: Pick<Device, 'identity' | 'softwareVersion'>,
): boolean {
  return (
    fits(match.manufacturer, identity.manufacturer) &&
    (match.oui === undefined || match.oui.some((oui) => oui.toLowerCase() === identity.oui.toLowerCase())) &&
    fits(match.productClass, identity.productClass) &&
    fits(match.softwareVersion, softwareVersion)
  );
}

/** How much a match says: the more, the closer it is to one device. */
export function closeness(match: DeviceMatch): number {
  return Object.values(match).filter((member) => member !== undefined).length;
}

function fits(pattern: TextPattern | undefined, value: string): boolean {
  if (pattern === undefined) return true;
  if ('refused' in pattern) return false;
  const text = pattern.text.toLowerCase();
  const subject = value.toLowerCase();
  if (pattern.start && pattern.end) return subject === text;
  if (pattern.start) return subject.startsWith(text);
  return pattern.end ? subject.endsWith(text) : subject.includes(text);
}
