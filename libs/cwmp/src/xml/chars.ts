/** Character classes of XML 1.0 (fifth edition), as tables for ASCII because the tokenizer asks once per character. */
export const TAB = 9;
export const LINE_FEED = 10;
export const CARRIAGE_RETURN = 13;
export const SPACE = 32;
export const EXCLAMATION = 33;
export const QUOTE = 34;
export const AMPERSAND = 38;
export const APOSTROPHE = 39;
export const SLASH = 47;
export const COLON = 58;
export const LESS_THAN = 60;
export const EQUALS = 61;
export const GREATER_THAN = 62;
export const QUESTION = 63;
export const RIGHT_BRACKET = 93;
export const BYTE_ORDER_MARK = 0xfeff;

const FIRST_NON_CHARACTER = 0xfffe;

/** A table of 128 flags: 1 for each ASCII code that `has` it. */
export function asciiTable(has: (code: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => (has(code) ? 1 : 0));
}

export function isSpace(code: number): boolean {
  return code === SPACE || code === LINE_FEED || code === TAB || code === CARRIAGE_RETURN;
}

/** XML 1.0 §2.2 `Char` for one UTF-16 code unit of a well-formed string (one without lone surrogates). */
export function isXmlChar(code: number): boolean {
  return code >= SPACE ? code < FIRST_NON_CHARACTER : isSpace(code);
}

/** XML 1.0 §2.2 `Char` for a code point. */
export function isXmlCodePoint(code: number): boolean {
  if (code > 0xffff) return code <= 0x10ffff;
  return isXmlChar(code) && (code < 0xd800 || code > 0xdfff);
}

/** The first lone surrogate, which no encoding can carry; -1 when there is none. */
export function loneSurrogateAt(text: string): number {
  if (text.isWellFormed()) return -1;
  let at = 0;
  for (const character of text) {
    if (!character.isWellFormed()) break;
    at += character.length;
  }
  return at;
}

const isLetter = (code: number): boolean => (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
const isDigit = (code: number): boolean => code >= 48 && code <= 57;

const NAME_START = asciiTable((code) => isLetter(code) || code === 95 || code === COLON);
const NAME = asciiTable((code) => NAME_START[code] === 1 || isDigit(code) || code === 45 || code === 46);

/** XML 1.0 §2.3 `NameStartChar` beyond ASCII, as [first, last]; the surrogates stand for U+10000 to U+EFFFF. */
const NAME_START_RANGES: readonly (readonly [number, number])[] = [
  [0xc0, 0xd6],
  [0xd8, 0xf6],
  [0xf8, 0x2ff],
  [0x370, 0x37d],
  [0x37f, 0x1fff],
  [0x200c, 0x200d],
  [0x2070, 0x218f],
  [0x2c00, 0x2fef],
  [0x3001, 0xd7ff],
  [0xd800, 0xdb7f],
  [0xdc00, 0xdfff],
  [0xf900, 0xfdcf],
  [0xfdf0, 0xfffd],
];

const isWideNameStart = (code: number): boolean =>
  NAME_START_RANGES.some(([first, last]) => code >= first && code <= last);

const isWideName = (code: number): boolean =>
  isWideNameStart(code) || code === 0xb7 || (code >= 0x300 && code <= 0x36f) || (code >= 0x203f && code <= 0x2040);

/** XML 1.0 §2.3 `NameStartChar`, colon included; false for the NaN past the end of a string. */
export function isNameStart(code: number): boolean {
  return code < 128 ? NAME_START[code] === 1 : isWideNameStart(code);
}

/** XML 1.0 §2.3 `NameChar`, colon included; false for the NaN past the end of a string. */
export function isNameChar(code: number): boolean {
  return code < 128 ? NAME[code] === 1 : isWideName(code);
}
