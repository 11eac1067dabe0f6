import { z } from 'zod';

/** What the reference and the refusal of a bad value say about a setting's type. */
interface SettingMeta {
  readonly allowed: string;
  readonly secret?: boolean;
}

type Setting<T> = z.ZodPipe<z.ZodString, z.ZodTransform<T, string>>;

/**
 * A setting read from text. `parse` returns undefined for text that is not allowed; `allowed` completes the sentence
 * “must be …”.
 */
export function setting<T>(meta: SettingMeta, parse: (text: string) => T | undefined): Setting<T> {
  const read = (text: string, context: z.RefinementCtx): T => {
    const value = parse(text.trim());
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `must be ${meta.allowed}` });
    return z.NEVER;
  };
  return z
    .string()
    .transform(read)
    .meta({ ...meta });
}

/** A whole number within the closed range. */
export function integer(min: number, max: number, what = 'a whole number'): Setting<number> {
  return setting({ allowed: `${what} from ${min} to ${max}` }, (text) => wholeNumber(text, min, max));
}

/** A TCP or UDP port; 0 lets the system choose one. */
export function port(): Setting<number> {
  return integer(0, 65_535, 'a port');
}

const durationUnitsMs: Readonly<Record<string, number>> = { '': 1, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
// A Node timer cannot hold more, and overflows to 1 ms without saying so.
const longestTimerMs = 2 ** 31 - 1;

/** A duration; the value is in milliseconds, the text may say `1500`, `1500ms`, `15s`, `5m` or `2h`. */
export function durationMs(min = 0, max = longestTimerMs): Setting<number> {
  const allowed = `a duration from ${min} to ${max} ms, as 1500, 1500ms, 15s, 5m or 2h`;
  return setting({ allowed }, (text) => scaled(text, durationUnitsMs, min, max));
}

const sizeUnits: Readonly<Record<string, number>> = { '': 1, b: 1, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30 };

/** A size in bytes; the text may say `65536`, `64KiB`, `32MiB` or `1GiB`. */
export function byteSize(min = 0, max = Number.MAX_SAFE_INTEGER): Setting<number> {
  const allowed = `a size from ${min} to ${max} bytes, as 65536, 64KiB, 32MiB or 1GiB`;
  return setting({ allowed }, (text) => scaled(text, sizeUnits, min, max));
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['yes', true],
  ['on', true],
  ['false', false],
  ['0', false],
  ['no', false],
  ['off', false],
]);

export function bool(): Setting<boolean> {
  return setting({ allowed: 'true or false' }, (text) => booleans.get(text.toLowerCase()));
}

/** A fraction from 0 to 1. */
export function ratio(): Setting<number> {
  return setting({ allowed: 'a fraction from 0 to 1' }, (text) => {
    const value = /^\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN;
    return value >= 0 && value <= 1 ? value : undefined;
  });
}

/** An address to listen on or a host name: characters of a name, an IPv4 or an IPv6 address, nothing else. */
export function host(): Setting<string> {
  return setting({ allowed: 'a host name or an IP address' }, (text) =>
    text.length <= 253 && /^[A-Za-z0-9._:%-]+$/.test(text) ? text : undefined,
  );
}

/** An absolute http or https URL. */
export function httpUrl(): Setting<string> {
  return setting({ allowed: 'an http:// or https:// URL' }, (text) =>
    URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) ? text : undefined,
  );
}

/** One of the given words. */
export function enumOf<const Word extends string>(...words: readonly [Word, ...Word[]]): Setting<Word> {
  return setting({ allowed: `one of ${words.join(', ')}` }, (text) => words.find((word) => word === text));
}

/** Comma-separated words; blanks around them are dropped, an empty list is written `none`. */
export function list(): Setting<readonly string[]> {
  return setting({ allowed: 'a comma-separated list, or none' }, (text) =>
    text === 'none'
      ? []
      : text
          .split(',')
          .map((word) => word.trim())
          .filter((word) => word !== ''),
  );
}

/** Any text that is not empty, such as a path. */
export function text(what = 'text'): Setting<string> {
  return setting({ allowed: what }, (value) => value);
}

/** Text that is never shown: not in a refusal, not in the reference. */
export function secret(minLength = 1): Setting<string> {
  return setting({ allowed: `text of at least ${minLength} characters`, secret: true }, (value) =>
    value.length >= minLength ? value : undefined,
  );
}

function scaled(text: string, units: Readonly<Record<string, number>>, min: number, max: number): number | undefined {
  const [, digits = '', unit = ''] = /^(\d+)\s*([a-z]*)$/i.exec(text) ?? [];
  const factor = Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined;
  if (digits === '' || factor === undefined) return undefined;
  const value = Number(digits) * factor;
  return value >= min && value <= max ? value : undefined;
}

function wholeNumber(text: string, min: number, max: number): number | undefined {
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}
