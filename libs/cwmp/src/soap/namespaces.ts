import { CWMP_NAMESPACES, type CwmpNamespace } from '../version.ts';
import type { XmlElement } from '../xml/element.ts';

export const SOAP_ENVELOPE = 'http://schemas.xmlsoap.org/soap/envelope/';
export const SOAP_ENCODING = 'http://schemas.xmlsoap.org/soap/encoding/';
export const XML_SCHEMA = 'http://www.w3.org/2001/XMLSchema';
export const XML_SCHEMA_INSTANCE = 'http://www.w3.org/2001/XMLSchema-instance';

/** What a CPE speaks that does not say. */
const UNDECLARED: CwmpNamespace = 'urn:dslforum-org:cwmp-1-0';
const KNOWN: ReadonlyMap<string, CwmpNamespace> = new Map(CWMP_NAMESPACES.map((uri) => [uri, uri]));

/**
 * The CWMP namespace of an envelope: what the prefix of `content` (the Body's child) stands for, looked up from
 * `content` outwards through `ancestors` (innermost first). When that is not CWMP's (a SOAP fault, a prefix nobody
 * declared), any CWMP namespace declared in `ancestors`, `content`, or `elsewhere`.
 */
export function resolveNamespace(
  content: XmlElement,
  ancestors: readonly XmlElement[],
  elsewhere: readonly XmlElement[],
): CwmpNamespace {
  const scopes = [content, ...ancestors];
  for (const scope of scopes) {
    const uri = declaration(scope, content.prefix);
    if (uri === undefined) continue;
    const known = KNOWN.get(uri);
    if (known !== undefined) return known;
    break;
  }
  return declaredAnywhere([...scopes, ...elsewhere]) ?? UNDECLARED;
}

/** Any CWMP namespace one of these elements declares. */
export function declaredAnywhere(elements: readonly XmlElement[]): CwmpNamespace | undefined {
  for (const element of elements) {
    for (const { prefix, local, value } of element.attributes) {
      const known = prefix === 'xmlns' || (prefix === '' && local === 'xmlns') ? KNOWN.get(value.trim()) : undefined;
      if (known !== undefined) return known;
    }
  }
  return undefined;
}

/** What `element` itself declares for a prefix; '' asks for the default namespace. */
function declaration(element: XmlElement, prefix: string): string | undefined {
  for (const attribute of element.attributes) {
    const declares =
      prefix === ''
        ? attribute.prefix === '' && attribute.local === 'xmlns'
        : attribute.prefix === 'xmlns' && attribute.local === prefix;
    if (declares) return attribute.value.trim();
  }
  return undefined;
}
