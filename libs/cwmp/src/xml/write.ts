import { asciiTable, isXmlChar, loneSurrogateAt } from './chars.ts';
import { XmlError } from './xml-error.ts';

function illegalAt(value: string): number {
  for (let i = 0; i < value.length; i++) {
    if (!isXmlChar(value.charCodeAt(i))) return i;
  }
  return loneSurrogateAt(value);
}

/** Whether XML 1.0 can carry the value at all: it has no way, not even escaped, to write most control characters (§2.2). */
export function isXmlText(value: string): boolean {
  return illegalAt(value) === -1;
}

/** @throws XmlError `malformed`, with the offset in the value, when XML 1.0 cannot carry it. */
export function assertXmlText(value: string): void {
  const at = illegalAt(value);
  if (at !== -1) throw new XmlError('malformed', 'a character that XML 1.0 does not allow', at);
}

// '\r' would be read back as '\n' (§2.11), '\t' and '\n' in an attribute as ' ' (§3.3.3). '>' is only needed in "]]>".
const TEXT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['\r', '&#13;'],
]);
const ATTRIBUTE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ...TEXT_ESCAPES,
  ['"', '&quot;'],
  ["'", '&apos;'],
  ['\t', '&#9;'],
  ['\n', '&#10;'],
]);

const isEscapedIn = (escapes: ReadonlyMap<string, string>): Uint8Array =>
  asciiTable((code) => escapes.has(String.fromCharCode(code)));
const ESCAPED_IN_TEXT = isEscapedIn(TEXT_ESCAPES);
const ESCAPED_IN_ATTRIBUTE = isEscapedIn(ATTRIBUTE_ESCAPES);

function escapeWith(value: string, escapes: ReadonlyMap<string, string>, isEscaped: Uint8Array): string {
  assertXmlText(value);
  let escaped = '';
  let from = 0;
  for (let i = 0; i < value.length; i++) {
    if (isEscaped[value.charCodeAt(i)] === 1) {
      escaped += value.slice(from, i) + escapes.get(value.charAt(i));
      from = i + 1;
    }
  }
  return from === 0 ? value : escaped + value.slice(from);
}

/**
 * A value as character data.
 * @throws XmlError `malformed` for a character XML 1.0 does not allow: reading is lenient, writing is not
 */
export function escapeText(value: string): string {
  return escapeWith(value, TEXT_ESCAPES, ESCAPED_IN_TEXT);
}

/**
 * A value to stand between quotes of either kind.
 * @throws XmlError `malformed` for a character XML 1.0 does not allow
 */
export function escapeAttribute(value: string): string {
  return escapeWith(value, ATTRIBUTE_ESCAPES, ESCAPED_IN_ATTRIBUTE);
}
