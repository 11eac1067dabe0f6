import { XMLParser } from 'fast-xml-parser';
import type { XmlAttribute, XmlElement } from './element.ts';
import type { XmlLimits } from './limits.ts';
import { mend } from './mend.ts';
import { normalizeAttributeValue, normalizeLineEnds } from './normalize.ts';
import { colonOf } from './qualified-name.ts';
import { decodeReferencesLeniently } from './references.ts';
import { XmlError } from './xml-error.ts';

const TEXT = '#text';
const CDATA = '#cdata';
const ATTRIBUTES = ':@';
/** Keeps attribute names like "__proto__" or "1" from meaning anything to a JavaScript object. */
const ATTRIBUTE_PREFIX = '@_';

/** What fast-xml-parser makes of a node in order-preserving mode: one of these keys. Its own typing is `any`. */
interface FxpNode {
  readonly e?: readonly FxpNode[];
  readonly [TEXT]?: string;
  readonly [CDATA]?: readonly FxpNode[];
  readonly [ATTRIBUTES]?: Readonly<Record<string, string>>;
}

/** References are left to us: fast-xml-parser knows no numeric ones unless it may also replace those of HTML. */
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: ATTRIBUTE_PREFIX,
  textNodeName: TEXT,
  cdataPropName: CDATA,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  maxNestedTags: Number.MAX_SAFE_INTEGER,
  jPath: false,
});

class TreeReader {
  private readonly names: readonly string[];
  private readonly limits: XmlLimits;
  private read = 0;

  constructor(names: readonly string[], limits: XmlLimits) {
    this.names = names;
    this.limits = limits;
  }

  root(nodes: readonly FxpNode[]): XmlElement {
    const [node] = nodes;
    if (nodes.length !== 1 || node?.e === undefined) throw new XmlError('malformed', 'no single root element', 0);
    const root = this.element(node, node.e);
    if (this.read !== this.names.length) throw new XmlError('malformed', 'tags that can be read in two ways', 0);
    return root;
  }

  private element(node: FxpNode, content: readonly FxpNode[]): XmlElement {
    const name = this.names[this.read++] ?? '';
    const children: XmlElement[] = [];
    let text = '';
    for (const inner of content) {
      if (inner.e !== undefined) children.push(this.element(inner, inner.e));
      else if (inner[CDATA] !== undefined) text += inner[CDATA][0]?.[TEXT] ?? '';
      else text += decodeReferencesLeniently(inner[TEXT] ?? '');
    }
    if (text.length > this.limits.maxTextLength) throw this.limit('too much text in an element');
    return { ...splitName(name), attributes: this.attributes(node[ATTRIBUTES]), children, text };
  }

  /** An attribute whose name is none is left out: the values of a message are in its elements. */
  private attributes(written: Readonly<Record<string, string>> = {}): readonly XmlAttribute[] {
    const attributes: XmlAttribute[] = [];
    for (const [key, raw] of Object.entries(written)) {
      const name = key.slice(ATTRIBUTE_PREFIX.length);
      if (name.length > this.limits.maxNameLength) throw this.limit('a name too long');
      if (raw.length > this.limits.maxTextLength) throw this.limit('an attribute value too long');
      if (colonOf(name) === undefined) continue;
      attributes.push({ ...splitName(name), value: decodeReferencesLeniently(normalizeAttributeValue(raw)) });
    }
    if (attributes.length > this.limits.maxAttributes) throw this.limit('too many attributes');
    return attributes;
  }

  private limit(what: string): XmlError {
    return new XmlError('limit', `${what}, element ${this.read} of the document,`, 0);
  }
}

function splitName(name: string): { readonly prefix: string; readonly local: string } {
  const colon = name.indexOf(':');
  return { prefix: name.slice(0, Math.max(colon, 0)), local: name.slice(colon + 1) };
}

/**
 * Reads what real CPEs send instead of XML: bare '&' and '<', unknown entities (both kept as written), stray control
 * characters (dropped), an attribute given twice (the last one counts) or without quotes (dropped), junk after the root.
 * On well-formed documents it agrees with the strict parser, at about seven times its cost.
 * @throws XmlError for what stays unusable, a DOCTYPE, or the limits
 */
export function parseLenient(text: string, limits: XmlLimits): XmlElement {
  const { text: mended, names } = mend(normalizeLineEnds(text), limits);
  return new TreeReader(names, limits).root(parseMended(mended));
}

function parseMended(mended: string): readonly FxpNode[] {
  try {
    return parser.parse(mended);
  } catch (cause) {
    // Its errors are plain and quote the document; the type is what callers rely on.
    throw new XmlError('malformed', 'unreadable even leniently', 0, { cause });
  }
}
