import { CwmpDecodeError, type DecodeContext, type DecodeErrorCode, inContext } from '../decode-error.ts';
import type { DecodeOptions } from '../decode-options.ts';
import type { CwmpNamespace } from '../version.ts';
import type { XmlElement } from '../xml/element.ts';
import { parseXml } from '../xml/parse.ts';
import { textOf } from '../xml/text.ts';
import { XmlError } from '../xml/xml-error.ts';
import { findBlock, refuseUnknownHeaders } from './header.ts';
import { declaredAnywhere, resolveNamespace } from './namespaces.ts';

/** An envelope taken apart; what its parts mean is up to the direction it travels in. */
export interface SoapEnvelope {
  readonly namespace: CwmpNamespace;
  readonly id?: string;
  readonly header: readonly XmlElement[];
  /** The one element inside Body. */
  readonly content: XmlElement;
}

/** Reads the SOAP 1.1 envelope in `body`. Throws CwmpDecodeError with the ID and namespace as far as they were known. */
export function readEnvelope(body: Uint8Array, options: DecodeOptions): SoapEnvelope {
  const root = parse(body, options);
  if (root.local !== 'Envelope') throw notSoap(`the document is a ${root.local.slice(0, 64)}`);
  const header = only(root, 'Header', guess([root]))?.children ?? [];
  const context = guess([root, ...header]);
  const id = inContext(context, () => findBlock(header, 'ID'))?.text;
  const known: DecodeContext = id === undefined ? context : { ...context, id };
  refuseUnknownHeaders(header, known);
  const soapBody = only(root, 'Body', known);
  if (soapBody === undefined) throw notSoap('the envelope has no Body', known);
  const [content, ...others] = soapBody.children;
  if (content === undefined || others.length > 0) {
    throw notSoap(`Body holds ${soapBody.children.length} elements, not one`, known);
  }
  const namespace = resolveNamespace(content, [soapBody, root], [...header, ...faultDetail(content)]);
  return { namespace, header, content, ...(id === undefined ? {} : { id }) };
}

const CODE_OF_XML_ERROR = { malformed: 'malformed_xml', doctype: 'doctype', limit: 'limit' } as const satisfies Record<
  XmlError['reason'],
  DecodeErrorCode
>;

function parse(body: Uint8Array, options: DecodeOptions): XmlElement {
  try {
    return parseXml(textOf(body, options.charset), options.limits, options.onFallback);
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    throw new CwmpDecodeError(CODE_OF_XML_ERROR[error.reason], error.message, {}, error);
  }
}

function guess(elements: readonly XmlElement[]): DecodeContext {
  const namespace = declaredAnywhere(elements);
  return namespace === undefined ? {} : { namespace };
}

/** The single child of that name. */
function only(parent: XmlElement, local: string, context: DecodeContext): XmlElement | undefined {
  const [found, another] = parent.children.filter((child) => child.local === local);
  if (another !== undefined) throw notSoap(`${local} appears twice`, context);
  return found;
}

/** Where a CPE that only declares CWMP's prefix inside a fault does so. */
function faultDetail(content: XmlElement): readonly XmlElement[] {
  if (content.local !== 'Fault') return [];
  const inside = content.children.flatMap((child) => [child, ...child.children]);
  return [...inside, ...inside.flatMap((child) => child.children)];
}

function notSoap(message: string, context: DecodeContext = {}): CwmpDecodeError {
  return new CwmpDecodeError('not_soap', message, context);
}
