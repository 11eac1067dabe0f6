import { isXmlCodePoint } from './chars.ts';
import { XmlError } from './xml-error.ts';

/** The longest reference looked for (leading zeros are legal), so that a value full of '&' costs no more than its length. */
const MAX_REFERENCE_LENGTH = 32;

const CHARACTER_REFERENCE = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/;

const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

function characterOf(reference: string): string | undefined {
  const digits = CHARACTER_REFERENCE.exec(reference);
  if (digits === null) return undefined;
  const code = digits[1] === undefined ? Number(digits[2]) : Number.parseInt(digits[1], 16);
  return isXmlCodePoint(code) ? String.fromCodePoint(code) : undefined;
}

function decode(raw: string, onUnknown: (at: number) => void): string {
  let decoded = '';
  let from = 0;
  for (let at = raw.indexOf('&'); at !== -1; at = raw.indexOf('&', at + 1)) {
    const name = raw.slice(at + 1, at + MAX_REFERENCE_LENGTH).split(';', 2);
    const reference = name.length === 2 ? name[0] : undefined;
    const value = reference === undefined ? undefined : (PREDEFINED.get(reference) ?? characterOf(reference));
    if (reference === undefined || value === undefined) {
      onUnknown(at);
    } else {
      decoded += raw.slice(from, at) + value;
      from = at + reference.length + 2;
    }
  }
  return decoded + raw.slice(from);
}

/**
 * Replaces the five predefined entities and character references (XML 1.0 §4.6, §4.1).
 * @param offset where `raw` starts in the document, for the message
 * @throws XmlError `malformed` for a bare '&', any other entity, or a reference to a character XML does not allow
 */
export function decodeReferences(raw: string, offset: number): string {
  return decode(raw, (at) => {
    throw new XmlError('malformed', 'unknown entity, illegal character reference or bare "&"', offset + at);
  });
}

/** The same, but what cannot be replaced stays as it was written. */
export function decodeReferencesLeniently(raw: string): string {
  return decode(raw, () => undefined);
}
