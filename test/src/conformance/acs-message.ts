import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** A message of the ACS, read by a parser that is not Muster's. */
export interface AcsMessage {
  /** Local name of what is in the Body: `GetParameterValues`, `TransferCompleteResponse`, `Fault` … */
  readonly method: string;
  readonly id: string | undefined;
  /** Texts of all elements of that name below the Body, in document order. */
  texts(element: string): readonly string[];
  /** The first of them; empty when there is none. */
  text(element: string): string;
  readonly xml: string;
}

/** One element as fast-xml-parser keeps it when the order matters. */
type Node = Readonly<Record<string, readonly Node[] | string>>;

const parser = new XMLParser({
  preserveOrder: true,
  removeNSPrefix: true,
  ignoreAttributes: false,
  parseTagValue: false,
  trimValues: false,
});

/** Throws when it is no well-formed envelope with one message. */
export function readAcsMessage(xml: string): AcsMessage {
  const wellFormed = XMLValidator.validate(xml);
  if (wellFormed !== true) throw new Error(`not well-formed: ${wellFormed.err.msg}\n${xml}`);
  const envelope = childrenOf(parser.parse(xml) as Node[], 'Envelope');
  const header = childrenOf(envelope, 'Header');
  const body = childrenOf(envelope, 'Body').filter((node) => nameOf(node) !== '#text');
  const [message] = body;
  if (message === undefined || body.length !== 1) throw new Error(`no message, or more than one:\n${xml}`);
  const texts = (element: string) => textsIn([message], element);
  return {
    method: nameOf(message),
    id: textsIn(header, 'ID')[0],
    texts,
    text: (element) => texts(element)[0] ?? '',
    xml,
  };
}

function nameOf(node: Node): string {
  return Object.keys(node).find((key) => key !== ':@') ?? '';
}

function inside(node: Node): readonly Node[] {
  const content = node[nameOf(node)];
  return Array.isArray(content) ? content : [];
}

function childrenOf(nodes: readonly Node[], name: string): readonly Node[] {
  const found = nodes.find((node) => nameOf(node) === name);
  return found === undefined ? [] : inside(found);
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
