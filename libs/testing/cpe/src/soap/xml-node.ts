import { XMLParser } from 'fast-xml-parser';
import { unescapeXml } from './xml-text.ts';

/** An element with its namespace resolved. */
export interface XmlNode {
  readonly prefix: string;
  readonly local: string;
  /** The namespace URI; undefined for a prefix that is not declared. The empty string means no namespace. */
  readonly namespace: string | undefined;
  /** Attributes by their name as written, `xmlns` declarations left out. */
  readonly attributes: ReadonlyMap<string, string>;
  /** The prefixes in scope; the default namespace has the empty prefix. */
  readonly scope: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  /** All character data directly inside, white space kept. */
  readonly text: string;
}

/** A document as fast-xml-parser gives it with `preserveOrder`: each item has one tag name, and `:@` for attributes. */
type Item = Readonly<Record<string, unknown>>;

const TEXT = '#text';
const ATTRIBUTES = ':@';
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  // References are resolved by us: this parser would expand entities of a DTD.
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
});

/** Parses a document strictly. Throws a SyntaxError for anything that is not one well-formed element without DTD. */
export function parseXml(xml: string): XmlNode {
  if (/<!DOCTYPE/i.test(xml)) throw new SyntaxError('The document has a DOCTYPE');
  let items: readonly Item[];
  try {
    items = parser.parse(xml, true) as readonly Item[];
  } catch (error) {
    throw new SyntaxError(error instanceof Error ? error.message : String(error), { cause: error });
  }
  const elements = items.filter((item) => nameOf(item) !== TEXT);
  const [root] = elements;
  if (!root || elements.length > 1) throw new SyntaxError('The document is not one element');
  return node(root, new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]));
}

/** The children of that local name. */
export const childrenNamed = (parent: XmlNode | undefined, local: string): readonly XmlNode[] =>
  parent?.children.filter((child) => child.local === local) ?? [];

/** The first child of that local name. */
export const childNamed = (parent: XmlNode | undefined, local: string): XmlNode | undefined =>
  parent?.children.find((child) => child.local === local);

/** An attribute by namespace and local name, whatever its prefix. */
export function attributeOf(element: XmlNode, namespace: string, local: string): string | undefined {
  for (const [name, value] of element.attributes) {
    const { prefix, local: found } = splitName(name);
    if (found === local && prefix !== '' && element.scope.get(prefix) === namespace) return value;
  }
  return undefined;
}

const nameOf = (item: Item): string => Object.keys(item).find((key) => key !== ATTRIBUTES) ?? TEXT;

function splitName(name: string): { readonly prefix: string; readonly local: string } {
  const colon = name.indexOf(':');
  return colon < 0 ? { prefix: '', local: name } : { prefix: name.slice(0, colon), local: name.slice(colon + 1) };
}

function node(item: Item, outer: ReadonlyMap<string, string>): XmlNode {
  const name = nameOf(item);
  const scope = new Map(outer);
  const attributes = new Map<string, string>();
  for (const [key, raw] of Object.entries((item[ATTRIBUTES] ?? {}) as Readonly<Record<string, string>>)) {
    const value = unescapeXml(raw);
    if (key === 'xmlns') scope.set('', value);
    else if (key.startsWith('xmlns:')) scope.set(key.slice(6), value);
    else attributes.set(key, value);
  }
  const inside = item[name] as readonly Item[];
  const text = inside.map((child) => (nameOf(child) === TEXT ? unescapeXml(String(child[TEXT])) : '')).join('');
  const children = inside.filter((child) => nameOf(child) !== TEXT).map((child) => node(child, scope));
  const { prefix, local } = splitName(name);
  const namespace = scope.get(prefix) ?? (prefix === '' ? '' : undefined);
  return { prefix, local, namespace, attributes, scope, children, text };
}
