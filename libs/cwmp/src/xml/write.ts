import { asciiTable, isXmlChar } from './chars.ts';
import { XmlError } from './xml-error.ts';

/** The first character XML 1.0 §2.2 does not allow, not even as a reference; -1 when there is none. */
function illegalAt(value: string): number {
  for (let i = 0; i < value.length; i++) {
    if (!isXmlChar(value.charCodeAt(i))) return i;
  }
  // Only now the surrogates: a one-byte string, as nearly all are, has none.
  if (value.isWellFormed()) return -1;
  for (let i = 0; ; i += value.codePointAt(i)! > 0xffff ? 2 : 1) {
    if (!value.slice(i, i + 2).isWellFormed()) return i;
  }
}
