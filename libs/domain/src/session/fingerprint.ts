import type { InformEvent, ParameterValue } from '#libs/cwmp';

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

/** Two 32-bit multiplicative hashes run side by side: 64 bits, quick for short texts; not against an adversary. */
class Fingerprint {
  private a = 0x9e3779b9;
  private b = 0x85ebca6b;

  add(text: string): void {
    let a = this.a;
    let b = this.b;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ code, 0x5bd1e995);
      b ^= b >>> 13;
    }
    // The end of each text counts, so that ("ab","c") and ("a","bc") differ.
    this.a = Math.imul(a ^ 0x10001, 0x01000193);
    this.b = Math.imul(b ^ 0x10001, 0x5bd1e995);
  }

  text(): string {
    return (this.a >>> 0).toString(36) + (this.b >>> 0).toString(36).padStart(7, '0');
  }
}
