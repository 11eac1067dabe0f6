import type { ValueType } from './parameter-value.ts';
import { isXmlText } from './xml/write.ts';

/** "Not known, or not applicable" (TR-106 §3.2.1). */
export const UNKNOWN_TIME = '0001-01-01T00:00:00Z';
/** "Never" (TR-106 §3.2.1). */
export const INFINITE_TIME = '9999-12-31T23:59:59Z';

/** Whether a dateTime says that it says nothing: the unknown time in any spelling, or no text at all. */
export function isUnknownTime(text: string): boolean {
  const time = text.trim();
  return time === '' || normalizeValue('dateTime', time) === UNKNOWN_TIME;
}

const RANGES = {
  int: [-(2n ** 31n), 2n ** 31n - 1n],
  unsignedInt: [0n, 2n ** 32n - 1n],
  long: [-(2n ** 63n), 2n ** 63n - 1n],
  unsignedLong: [0n, 2n ** 64n - 1n],
} as const;
type IntegerType = keyof typeof RANGES;

const BOOLEANS: ReadonlyMap<string, string> = new Map([
  ['1', 'true'],
  ['true', 'true'],
  ['0', 'false'],
  ['false', 'false'],
]);
// The zone may be missing: before year 2 that is a time since boot, later the CPE's local time.
const DATE_TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)?$/;

/**
 * Why `text` is no value of `type`, in words for the operator who typed it; undefined when it is one. Surrounding white
 * space is ignored, except in strings.
 */
export function checkValue(type: ValueType, text: string): string | undefined {
  const value = text.trim();
  switch (type) {
    case 'string':
      return isXmlText(text) ? undefined : 'contains a character that XML cannot carry';
    case 'boolean':
      return BOOLEANS.has(value) ? undefined : 'must be 1, 0, true or false';
    case 'dateTime':
      return checkDateTime(value);
    case 'base64':
      return checkBase64(value);
    case 'hexBinary':
      return /^(?:[\da-f]{2})*$/i.test(value) ? undefined : 'must be pairs of hexadecimal digits';
    default:
      return checkInteger(type, value);
  }
}

/**
 * One spelling for all that mean the same: `1` and `true`, `+07` and `7`, a moment in any zone. Text that is no value
 * of the type comes back as it was.
 */
export function normalizeValue(type: ValueType, text: string): string {
  if (type === 'string' || checkValue(type, text) !== undefined) return text;
  const value = text.trim();
  switch (type) {
    case 'boolean':
      return BOOLEANS.get(value) ?? value;
    case 'dateTime':
      return normalizeDateTime(value);
    case 'base64':
      return value.replace(/\s+/g, '');
    case 'hexBinary':
      return value.toUpperCase();
    default:
      return BigInt(value.replace('+', '')).toString();
  }
}

/** Whether two texts are the same value of that type. */
export function sameValue(type: ValueType, one: string, other: string): boolean {
  return one === other || normalizeValue(type, one) === normalizeValue(type, other);
}

function checkInteger(type: IntegerType, value: string): string | undefined {
  // The length is bounded before BigInt sees it: its cost grows faster than the text.
  if (!/^[+-]?\d{1,40}$/.test(value)) return 'must be a whole number';
  const [min, max] = RANGES[type];
  const number = BigInt(value.replace('+', ''));
  return number < min || number > max ? `must be between ${min} and ${max}` : undefined;
}

function checkDateTime(value: string): string | undefined {
  const match = DATE_TIME.exec(value);
  if (match === null) return `must be a date and time such as ${INFINITE_TIME}`;
  const [, year, month, day] = match;
  // 30 February is read as 1 or 2 March: the day must survive the round trip.
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  const exists = !Number.isNaN(date.getTime()) && date.toISOString().slice(8, 10) === day;
  return exists && !Number.isNaN(Date.parse(value)) ? undefined : 'is a day or time that does not exist';
}

function normalizeDateTime(value: string): string {
  // Without a zone it is not known which moment is meant, so it equals nothing but itself.
  if (!/(?:Z|[+-]\d\d:\d\d)$/.test(value)) return value;
  return new Date(value).toISOString().replace(/\.000Z$/, 'Z');
}

function checkBase64(value: string): string | undefined {
  const digits = value.replace(/\s+/g, '');
  return digits.length % 4 === 0 && /^[A-Za-z\d+/]*={0,2}$/.test(digits) ? undefined : 'must be base64';
}
