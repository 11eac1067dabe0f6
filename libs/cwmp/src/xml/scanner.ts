import * as chars from './chars.ts';
import type { XmlLimits } from './limits.ts';
import { normalizeAttributeValue } from './normalize.ts';
import { decodeReferences } from './references.ts';
import { XmlError } from './xml-error.ts';

/** Kinds of characters in a run of text or of an attribute value: flags of a table, 0 for a plain one. */
const STOP = 1;
const REFERENCE = 2;
const WHITE_SPACE = 4;
const BRACKET = 8;

/** @param stops what ends the run besides '<', the end of the text and what XML does not allow */
function kindsOf(stops: readonly number[], others: ReadonlyMap<number, number>): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => {
    const isStop = code === chars.LESS_THAN || stops.includes(code) || !chars.isXmlChar(code);
    return isStop ? STOP : (others.get(code) ?? 0);
  });
}

const IN_TEXT = kindsOf(
  [],
  new Map([
    [chars.AMPERSAND, REFERENCE],
    [chars.RIGHT_BRACKET, BRACKET],
  ]),
);
const VALUE_KINDS: ReadonlyMap<number, number> = new Map([
  [chars.AMPERSAND, REFERENCE],
  [chars.TAB, WHITE_SPACE],
  [chars.LINE_FEED, WHITE_SPACE],
]);
const IN_DOUBLE_QUOTES = kindsOf([chars.QUOTE], VALUE_KINDS);
const IN_SINGLE_QUOTES = kindsOf([chars.APOSTROPHE], VALUE_KINDS);

/** The lexical level of the strict parser: reads one piece of a document at `at` and moves behind it. */
export class Scanner {
  readonly text: string;
  at = 0;
  /** Where the colon of the name read last is, or -1. */
  colon = -1;
  private readonly limits: XmlLimits;

  /** @param text with line ends normalized and no lone surrogates */
  constructor(text: string, limits: XmlLimits) {
    this.text = text;
    this.limits = limits;
  }

  fail(what: string, reason: XmlError['reason'] = 'malformed', at = this.at): never {
    throw new XmlError(reason, what, at);
  }

  /** NaN at the end of the text. */
  code(): number {
    return this.text.charCodeAt(this.at);
  }

  /** Moves behind white space; whether there was any. */
  space(): boolean {
    const start = this.at;
    while (chars.isSpace(this.text.charCodeAt(this.at))) this.at++;
    return this.at !== start;
  }

  /** Moves behind a QName (Namespaces in XML 1.0 §4), leaving its colon in `colon`. */
  name(): void {
    const { text } = this;
    const start = this.at;
    let colon = -1;
    let code = text.charCodeAt(start);
    if (code === chars.COLON || !chars.isNameStart(code)) this.fail('a name was expected');
    let i = start;
    do {
      if (code === chars.COLON) {
        if (colon !== -1 || !chars.isNameStart(text.charCodeAt(i + 1))) this.fail('a misplaced colon in a name');
        colon = i;
      }
      code = text.charCodeAt(++i);
    } while (chars.isNameChar(code));
    if (i - start > this.limits.maxNameLength) this.fail('a name too long', 'limit');
    this.at = i;
    this.colon = colon;
  }

  /** Reads character data up to the next '<', which there must be. */
  characterData(lengthBefore: number): string {
    const start = this.at;
    const kinds = this.run(IN_TEXT, chars.LESS_THAN);
    if (lengthBefore + this.at - start > this.limits.maxTextLength) this.fail('too much text in an element', 'limit');
    const raw = this.text.slice(start, this.at);
    // XML 1.0 §2.4: only ever the end of a CDATA section.
    if ((kinds & BRACKET) !== 0 && raw.includes(']]>')) this.fail('"]]>" in text', 'malformed', start);
    return (kinds & REFERENCE) === 0 ? raw : decodeReferences(raw, start);
  }

  /** Reads an attribute value with its quotes. */
  quoted(): string {
    const quote = this.code();
    if (quote !== chars.QUOTE && quote !== chars.APOSTROPHE) this.fail('a quoted attribute value was expected');
    const start = ++this.at;
    const kinds = this.run(quote === chars.QUOTE ? IN_DOUBLE_QUOTES : IN_SINGLE_QUOTES, quote);
    if (this.at - start > this.limits.maxTextLength) this.fail('an attribute value too long', 'limit');
    let raw = this.text.slice(start, this.at++);
    if ((kinds & WHITE_SPACE) !== 0) raw = normalizeAttributeValue(raw);
    return (kinds & REFERENCE) === 0 ? raw : decodeReferences(raw, start);
  }

  /** Moves to the next STOP, which must be `end`; the kinds of what was passed. */
  private run(kindOf: Uint8Array, end: number): number {
    const { text } = this;
    let kinds = 0;
    let i = this.at;
    for (; ; i++) {
      const code = text.charCodeAt(i);
      const kind = code < 128 ? (kindOf[code] ?? STOP) : Number(!chars.isXmlChar(code));
      if (kind === STOP) break;
      kinds |= kind;
    }
    if (text.charCodeAt(i) !== end) this.failInText(i);
    this.at = i;
    return kinds;
  }

  /** Moves behind `open` (which is here), `close` and what is between, which must be XML characters and is the result. */
  delimited(open: string, close: string): string {
    const start = this.at + open.length;
    const end = this.text.indexOf(close, start);
    if (end === -1) this.fail(`"${open}" is never closed`);
    for (let i = start; i < end; i++) {
      if (!chars.isXmlChar(this.text.charCodeAt(i))) this.failInText(i);
    }
    this.at = end + close.length;
    return this.text.slice(start, end);
  }

  private failInText(at: number): never {
    const isEnd = Number.isNaN(this.text.charCodeAt(at));
    return this.fail(isEnd ? 'the document ends too early' : 'a character that is not allowed here', 'malformed', at);
  }
}
