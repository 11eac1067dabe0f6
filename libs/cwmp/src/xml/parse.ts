import type { XmlElement } from './element.ts';
import { parseLenient } from './lenient.ts';
import { DEFAULT_XML_LIMITS, type XmlLimits } from './limits.ts';
import { parseStrict } from './tokenizer.ts';
import { XmlError } from './xml-error.ts';

/**
 * What the lenient parser may be given. It is slow enough to be an attack at the limits of the strict one: these bound it
 * to some tenths of a second.
 */
const LENIENT_MAX_LENGTH = 2 << 20;
const LENIENT_MAX_TAGS = 100_000;
const LENIENT_MAX_EQUALS = 100_000;

function occursAtMost(text: string, character: string, limit: number): boolean {
  let count = 0;
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) {
    if (++count > limit) return false;
  }
  return true;
}

function isWorthASecondTry(text: string): boolean {
  return (
    text.length <= LENIENT_MAX_LENGTH &&
    occursAtMost(text, '<', LENIENT_MAX_TAGS) &&
    occursAtMost(text, '=', LENIENT_MAX_EQUALS)
  );
}

/**
 * Reads a document from a CPE: strictly and fast, else leniently when it is malformed and of a bearable size. A DOCTYPE
 * or an exceeded limit is final.
 * @param onFallback told what was wrong with a document that only the lenient parser could read
 * @throws XmlError when neither can read it
 */
export function parseXml(
  text: string,
  limits: XmlLimits = DEFAULT_XML_LIMITS,
  onFallback?: (reason: string) => void,
): XmlElement {
  try {
    return parseStrict(text, limits);
  } catch (error) {
    if (!(error instanceof XmlError) || error.reason !== 'malformed' || !isWorthASecondTry(text)) throw error;
    const root = parseLenient(text, limits);
    onFallback?.(error.message);
    return root;
  }
}
