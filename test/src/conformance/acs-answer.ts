import type { IncomingHttpHeaders } from 'node:http';
import { XMLParser } from 'fast-xml-parser';

type Node = { readonly [name: string]: unknown };

/** What the ACS put into its envelope. */
export interface AcsMessage {
  /** Of the element in Body, by its declared prefix. */
  readonly namespace: string;
  /** Text of cwmp:ID, or undefined. */
  readonly id: string | undefined;
  /** Local name of the element in Body: `InformResponse`, `GetParameterValues`, `Fault` … */
  readonly method: string;
  /** Attributes as `@name`, texts unparsed. */
  readonly args: Node;
  readonly header: Node;
  /** FaultCode of a CWMP fault. */
  readonly faultCode: string | undefined;
}

/** One HTTP answer. */
export interface AcsAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The message in the body. Throws when there is none. */
  readonly message: AcsMessage;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  trimValues: false,
  processEntities: true,
  htmlEntities: true,
});

export function acsAnswer(status: number, headers: IncomingHttpHeaders, body: string): AcsAnswer {
  return {
    status,
    headers,
    body,
    get message() {
      return readMessage(body);
    },
  };
}

function readMessage(xml: string): AcsMessage {
  const document = parser.parse(xml) as Node;
  const root = document['SOAP-ENV:Envelope'] as Node | undefined;
  if (root === undefined) throw new Error(`not an envelope: ${xml.slice(0, 300)}`);
  const header = asNode(root['SOAP-ENV:Header']);
  const body = asNode(root['SOAP-ENV:Body']);
  const names = Object.keys(body).filter((name) => !name.startsWith('@') && !name.startsWith('#'));
  const [name, ...others] = names;
  if (name === undefined || others.length > 0) throw new Error(`Body holds ${names.length} elements`);
  const args = asNode(body[name]);
  return {
    namespace: String(root['@xmlns:cwmp']),
    id: textOf(header['cwmp:ID']),
    method: name.replace(/^.*:/, ''),
    args,
    header,
    faultCode: textOf(asNode(asNode(args.detail)['cwmp:Fault']).FaultCode),
  };
}

/** The text of an element; undefined when there is no such element. */
export function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'object' && value !== null ? String((value as Node)['#text'] ?? '') : String(value);
}

/** The strings of an array argument. */
export function stringsIn(list: unknown): readonly string[] {
  const found = asNode(list).string;
  if (found === undefined) return [];
  return (Array.isArray(found) ? found : [found]).map((entry) => textOf(entry) ?? '');
}

function asNode(value: unknown): Node {
  return typeof value === 'object' && value !== null ? (value as Node) : {};
}
