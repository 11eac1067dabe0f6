import * as chars from './chars.ts';
import type { XmlAttribute, XmlElement } from './element.ts';
import type { XmlLimits } from './limits.ts';
import { normalizeLineEnds } from './normalize.ts';
import { Scanner } from './scanner.ts';
import { skipComment, skipInstruction, skipMisc } from './skipped-markup.ts';
import { XmlError } from './xml-error.ts';

/** Shared by every element without attributes or without children: most lack one or the other. */
const EMPTY: readonly never[] = Object.freeze([]);

const CDATA = '<![CDATA[';

/** An element being read. */
interface Open {
  prefix: string;
  local: string;
  attributes: readonly XmlAttribute[];
  children: XmlElement[] | typeof EMPTY;
  text: string;
}

/** The grammar level: builds the tree without recursion, so that depth costs no stack. */
class Tokenizer {
  private readonly scan: Scanner;
  private readonly limits: XmlLimits;
  private elements = 0;
  /** The elements around `at`, outermost first, and their names as written. */
  private readonly open: Open[] = [];
  private readonly names: string[] = [];

  constructor(text: string, limits: XmlLimits) {
    this.scan = new Scanner(text, limits);
    this.limits = limits;
  }

  /** XML 1.0 §2.1 `document`, without a DTD; white space before the XML declaration is forgiven. */
  document(): XmlElement {
    const { scan } = this;
    if (scan.code() === chars.BYTE_ORDER_MARK) scan.at++;
    scan.space();
    if (scan.text.startsWith('<?xml', scan.at) && chars.isSpace(scan.text.charCodeAt(scan.at + 5))) {
      scan.delimited('<?', '?>');
    }
    skipMisc(scan);
    if (scan.code() !== chars.LESS_THAN) scan.fail('a root element was expected');
    const root = this.startTag();
    for (let inner = this.open.at(-1); inner !== undefined; inner = this.open.at(-1)) this.content(inner);
    skipMisc(scan);
    if (scan.at < scan.text.length) scan.fail('something after the root element');
    return root;
  }

  /** Character data of the innermost element up to the next markup, then that markup. */
  private content(inner: Open): void {
    const { scan } = this;
    if (scan.code() !== chars.LESS_THAN) {
      const text = scan.characterData(inner.text.length);
      inner.text = inner.text === '' ? text : inner.text + text;
    }
    const next = scan.text.charCodeAt(scan.at + 1);
    if (next === chars.SLASH) this.endTag();
    else if (next === chars.EXCLAMATION && scan.text.startsWith(CDATA, scan.at)) this.cdata(inner);
    else if (next === chars.EXCLAMATION) skipComment(scan);
    else if (next === chars.QUESTION) skipInstruction(scan);
    else this.child(inner);
  }

  private child(parent: Open): void {
    const element = this.startTag();
    if (parent.children === EMPTY) parent.children = [element];
    else (parent.children as XmlElement[]).push(element);
  }

  private startTag(): Open {
    const { scan, limits } = this;
    if (this.open.length >= limits.maxDepth) scan.fail('elements nested too deep', 'limit');
    if (++this.elements > limits.maxElements) scan.fail('too many elements', 'limit');
    const start = ++scan.at;
    scan.name();
    const { at: end, colon } = scan;
    const name = scan.text.slice(start, end);
    const element: Open = {
      prefix: colon === -1 ? '' : scan.text.slice(start, colon),
      local: colon === -1 ? name : scan.text.slice(colon + 1, end),
      attributes: scan.code() === chars.GREATER_THAN ? EMPTY : this.attributes(),
      children: EMPTY,
      text: '',
    };
    if (scan.code() === chars.SLASH) {
      scan.at++;
    } else {
      this.open.push(element);
      this.names.push(name);
    }
    if (scan.code() !== chars.GREATER_THAN) scan.fail('a malformed start tag');
    scan.at++;
    return element;
  }

  private attributes(): readonly XmlAttribute[] {
    const { scan } = this;
    const attributes: XmlAttribute[] = [];
    while (scan.space()) {
      const code = scan.code();
      if (code === chars.GREATER_THAN || code === chars.SLASH) break;
      attributes.push(this.attribute(attributes));
    }
    return attributes.length === 0 ? EMPTY : attributes;
  }

  private attribute(before: readonly XmlAttribute[]): XmlAttribute {
    const { scan } = this;
    if (before.length === this.limits.maxAttributes) scan.fail('too many attributes', 'limit');
    const start = scan.at;
    scan.name();
    const { at: end, colon } = scan;
    const prefix = colon === -1 ? '' : scan.text.slice(start, colon);
    const local = scan.text.slice(colon === -1 ? start : colon + 1, end);
    for (const other of before) {
      if (other.local === local && other.prefix === prefix) scan.fail('an attribute given twice', 'malformed', start);
    }
    scan.space();
    if (scan.code() !== chars.EQUALS) scan.fail('an attribute without a value');
    scan.at++;
    scan.space();
    return { prefix, local, value: scan.quoted() };
  }

  private endTag(): void {
    const { scan } = this;
    const name = this.names.pop() ?? '';
    this.open.pop();
    if (!scan.text.startsWith(name, scan.at + 2)) scan.fail('an end tag that does not match its start tag');
    scan.at += 2 + name.length;
    scan.space();
    if (scan.code() !== chars.GREATER_THAN) scan.fail('an end tag that does not match its start tag');
    scan.at++;
  }

  private cdata(inner: Open): void {
    const { scan } = this;
    const start = scan.at;
    const text = scan.delimited(CDATA, ']]>');
    if (inner.text.length + text.length > this.limits.maxTextLength) {
      scan.fail('too much text in an element', 'limit', start);
    }
    inner.text += text;
  }
}

/**
 * Reads a document as XML 1.0 and Namespaces demand (well-formed, names are QNames), except that no DTD is accepted.
 * Fast, because nearly every message of every CPE passes here.
 * @throws XmlError what is wrong and where; offsets count after line ends were normalized
 */
export function parseStrict(text: string, limits: XmlLimits): XmlElement {
  const lone = chars.loneSurrogateAt(text);
  if (lone !== -1) throw new XmlError('malformed', 'a lone surrogate', lone);
  return new Tokenizer(normalizeLineEnds(text), limits).document();
}
