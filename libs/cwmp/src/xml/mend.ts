import * as chars from './chars.ts';
import type { XmlLimits } from './limits.ts';
import { colonOf } from './qualified-name.ts';
import { XmlError } from './xml-error.ts';

/** The longest tag handed on: fast-xml-parser reads attributes with a regular expression. */
const MAX_TAG_LENGTH = 1 << 16;

/** The root element of a broken document, with all that could mislead a lenient parser taken out. */
export interface Mended {
  /**
   * Balanced tags, character data and CDATA, nothing else; every element is called "e". References are as written and
   * a '<' that starts no tag is escaped.
   */
  readonly text: string;
  /** The names of the elements as written, in document order. */
  readonly names: readonly string[];
}

/** A document without the characters XML does not allow; they carry no information a CPE could have meant. */
function withoutIllegalCharacters(text: string): string {
  const kept: string[] = [];
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    if (!chars.isXmlChar(text.charCodeAt(i))) {
      kept.push(text.slice(from, i));
      from = i + 1;
    }
  }
  return kept.join('') + text.slice(from);
}

/** Walks the structure only: what is a tag, does each end tag match, is there one root and nothing but space around it. */
class Mender {
  private readonly text: string;
  private readonly limits: XmlLimits;
  private at = 0;
  private readonly open: string[] = [];
  private readonly names: string[] = [];
  private readonly kept: string[] = [];

  constructor(text: string, limits: XmlLimits) {
    this.text = text;
    this.limits = limits;
  }

  mend(): Mended {
    for (let lessThan = this.text.indexOf('<'); lessThan !== -1; lessThan = this.text.indexOf('<', this.at)) {
      this.characterData(lessThan);
      this.markup();
    }
    this.characterData(this.text.length);
    if (this.open.length > 0 || this.names.length === 0) this.fail('the document ends too early');
    return { text: this.kept.join(''), names: this.names };
  }

  private fail(what: string, reason: XmlError['reason'] = 'malformed'): never {
    throw new XmlError(reason, what, this.at);
  }

  private characterData(end: number): void {
    const text = this.text.slice(this.at, end);
    if (this.open.length > 0) this.kept.push(text);
    else if (text.trim() !== '') this.fail('text outside the root element');
    this.at = end;
  }

  private markup(): void {
    const next = this.text.charCodeAt(this.at + 1);
    if (next === chars.SLASH) this.endTag();
    else if (next === chars.QUESTION) this.at = this.endOf('?>', 2);
    else if (next === chars.EXCLAMATION) this.declaration();
    else if (chars.isNameStart(next)) this.startTag();
    else this.literalLessThan();
  }

  /** Behind the next `close`; what follows an unclosed construct is not guessed at. */
  private endOf(close: string, from: number): number {
    const end = this.text.indexOf(close, this.at + from);
    return end === -1 ? this.fail('markup that is never closed') : end + close.length;
  }

  private declaration(): void {
    const { text, at } = this;
    if (text.startsWith('<!--', at)) {
      this.at = this.endOf('-->', 4);
    } else if (text.startsWith('<![CDATA[', at) && this.open.length > 0) {
      this.at = this.endOf(']]>', 9);
      this.kept.push(text.slice(at, this.at));
    } else {
      const isDoctype = text.slice(at + 2, at + 9).toUpperCase() === 'DOCTYPE';
      this.fail(isDoctype ? 'a DOCTYPE' : 'a malformed declaration', isDoctype ? 'doctype' : 'malformed');
    }
  }

  private endTag(): void {
    const end = this.endOf('>', 2);
    const name = this.text.slice(this.at + 2, end - 1).trim();
    if (this.open.pop() !== name) this.fail('an end tag that does not match its start tag');
    this.kept.push('</e>');
    this.at = end;
  }

  private startTag(): void {
    const { limits } = this;
    if (this.open.length === 0 && this.names.length > 0) this.fail('a second root element');
    if (this.open.length >= limits.maxDepth) this.fail('elements nested too deep', 'limit');
    if (this.names.length >= limits.maxElements) this.fail('too many elements', 'limit');
    const nameEnd = this.nameEnd();
    const name = this.text.slice(this.at + 1, nameEnd);
    if (name.length > limits.maxNameLength) this.fail('a name too long', 'limit');
    if (colonOf(name) === undefined) this.fail('a malformed name');
    const end = this.tagEnd(nameEnd);
    if (end - this.at > MAX_TAG_LENGTH) this.fail('a tag too long', 'limit');
    this.names.push(name);
    if (this.text.charCodeAt(end - 1) !== chars.SLASH) this.open.push(name);
    this.kept.push('<e', this.text.slice(nameEnd, end + 1));
    this.at = end + 1;
  }

  private nameEnd(): number {
    let end = this.at + 1;
    while (chars.isNameChar(this.text.charCodeAt(end))) end++;
    const code = this.text.charCodeAt(end);
    if (chars.isSpace(code) || code === chars.SLASH || code === chars.GREATER_THAN) return end;
    return this.fail('a malformed name');
  }

  /** The '>' that ends the tag: the first outside quotes, as fast-xml-parser sees it too. */
  private tagEnd(from: number): number {
    for (let i = from; i < this.text.length; i++) {
      const code = this.text.charCodeAt(i);
      if (code === chars.GREATER_THAN) return i;
      if (code === chars.LESS_THAN) break;
      if (code === chars.QUOTE || code === chars.APOSTROPHE) {
        i = this.text.indexOf(this.text.charAt(i), i + 1);
        if (i === -1) break;
      }
    }
    return this.fail('a tag that is never closed');
  }

  /** "a < b" in a value that should have been escaped. */
  private literalLessThan(): void {
    if (this.open.length === 0) this.fail('text outside the root element');
    this.kept.push('&lt;');
    this.at++;
  }
}

/**
 * Prepares a document that strict parsing refused. Forgiven: characters XML does not allow, bare '&' and '<', unknown
 * entities, "--" in comments, misplaced XML declarations, anything within a tag behind its name.
 * @param text with line ends normalized
 * @throws XmlError for what stays unusable: tags that don't match, text outside the root, a DOCTYPE, the limits
 */
export function mend(text: string, limits: XmlLimits): Mended {
  return new Mender(withoutIllegalCharacters(text.toWellFormed()), limits).mend();
}
