import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** A message of the ACS, read by a parser that is not Muster's. */
export interface AcsMessage {
  /** Of the prefix `cwmp`. */
  readonly namespace: string;
  /** Text of cwmp:ID, or undefined. */
  readonly id: string | undefined;
  /** Local name of what is in the Body: `InformResponse`, `GetParameterValues`, `Fault` … */
  readonly method: string;
  /** FaultCode of a CWMP fault; undefined for any other message. */
  readonly faultCode: string | undefined;
  /** Texts of all elements of that name below the Body, in document order. */
  texts(element: string): readonly string[];
  /** The first of them; empty when there is none. */
  text(element: string): string;
  readonly xml: string;
}

/** One element as fast-xml-parser keeps it when the order matters; attributes are in `:@`. */
interface Node {
  readonly [key: string]: readonly Node[] | string | Readonly<Record<string, string>>;
}

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  trimValues: false,
  // Also what reads `&#38;`.
  htmlEntities: true,
});

/** Throws when it is no well-formed envelope, under the prefixes that CPEs expect, with one message. */
export function readAcsMessage(xml: string): AcsMessage {
  const wellFormed = XMLValidator.validate(xml);
  if (wellFormed !== true) throw new Error(`not well-formed: ${wellFormed.err.msg}\n${xml}`);
  const root = (parser.parse(xml) as Node[]).find((node) => nameOf(node) === 'SOAP-ENV:Envelope');
  if (root === undefined) throw new Error(`not an envelope:\n${xml}`);
  const header = childrenOf(root, 'SOAP-ENV:Header');
  const body = childrenOf(root, 'SOAP-ENV:Body').filter((node) => nameOf(node) !== '#text');
  const [message] = body;
  if (message === undefined || body.length !== 1) throw new Error(`no message, or more than one:\n${xml}`);
  const cwmpFault = childrenOf(message, 'detail').filter((node) => nameOf(node) === 'cwmp:Fault');
  const texts = (element: string) => textsIn([message], element);
  return {
    namespace: attributeOf(root, 'xmlns:cwmp'),
    id: textsIn(header, 'cwmp:ID')[0],
    method: nameOf(message).replace(/^.*:/, ''),
    faultCode: textsIn(cwmpFault, 'FaultCode')[0],
    texts,
    text: (element) => texts(element)[0] ?? '',
    xml,
  };
}

function nameOf(node: Node): string {
  return Object.keys(node).find((key) => key !== ':@') ?? '';
}

function attributeOf(node: Node, name: string): string {
  const attributes = node[':@'];
  if (typeof attributes !== 'object' || !(name in attributes)) throw new Error(`no ${name} in ${nameOf(node)}`);
  return String((attributes as Readonly<Record<string, string>>)[name]);
}

function inside(node: Node): readonly Node[] {
  const content = node[nameOf(node)];
  return Array.isArray(content) ? content : [];
}

function childrenOf(node: Node, name: string): readonly Node[] {
  return inside(node)
    .filter((child) => nameOf(child) === name)
    .flatMap(inside);
}

function textsIn(nodes: readonly Node[], element: string): readonly string[] {
  return nodes.flatMap((node) => {
    const own = nameOf(node) === element ? [textOf(node)] : [];
    return [...own, ...textsIn(inside(node), element)];
  });
}

function textOf(node: Node): string {
  return inside(node)
    .map((child) => (typeof child['#text'] === 'string' ? child['#text'] : ''))
    .join('');
}
