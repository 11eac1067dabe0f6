import type { InformEvent, ParameterValue } from '#libs/cwmp';
import { Fingerprint } from '../fingerprint.ts';

/** Parameters that differ in every Inform although nothing changed. */
const VOLATILE = ['.UpTime', '.CurrentLocalTime'];

/**
 * A fingerprint of what should be the same in every Inform of a device that did not change: names and values of the
 * parameters, ParameterKey and SoftwareVersion among them (both are forced into every Inform), without clocks.
 */
export function informFingerprint(parameters: readonly ParameterValue[]): string {
  const hash = new Fingerprint();
  for (const { name, value } of parameters) {
    if (isVolatile(name)) continue;
    hash.add(name);
    hash.add(value);
  }
  return hash.text();
}

/** As `informFingerprint`, and the events with their CommandKeys: tells an Inform that is sent again from a new one. */
export function eventsFingerprint(events: readonly InformEvent[]): string {
  const hash = new Fingerprint();
  for (const { eventCode, commandKey } of events) {
    hash.add(eventCode);
    hash.add(commandKey);
  }
  return hash.text();
}

export function isVolatile(parameterName: string): boolean {
  return VOLATILE.some((suffix) => parameterName.endsWith(suffix));
}
