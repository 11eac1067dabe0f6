import { checkArguments } from './check-arguments.ts';
import { SOAP_ENCODING, SOAP_ENVELOPE, XSD, XSI } from './envelope-style.ts';
import { type AcsReply, readEnvelope } from './read-acs-reply.ts';
import { ACS_REQUESTS, ACS_RESPONSES } from './rpc-schema.ts';
import { type Violation, violation } from './violation.ts';
import { attributeOf, childNamed, childrenNamed, parseXml, type XmlNode } from './xml-node.ts';

/** What the CPE had sent, as far as the answer depends on it. */
export interface EnvelopeContext {
  /** The namespace of the Inform: the ACS answers in the same. */
  readonly namespace?: string;
  /** The POST carried a request of the CPE; `id` is its cwmp:ID, undefined if it had none. */
  readonly asked?: { readonly id: string | undefined };
  /** What the Inform said in SupportedCWMPVersions. */
  readonly offeredVersions?: string;
}

/** Holds an envelope of an ACS against the standard and against what strict clients in the field need. */
export function checkAcsEnvelope(xml: string, context: EnvelopeContext = {}): readonly Violation[] {
  return inspectEnvelope(xml, context).violations;
}

/** The same, together with what the envelope says, so that it is parsed once. */
export function inspectEnvelope(
  xml: string,
  context: EnvelopeContext,
): { readonly reply: AcsReply; readonly violations: readonly Violation[] } {
  // Strict clients wrap the body in a document of their own, or read the first prefix from the first "<".
  const preface =
    xml.startsWith('<') && !xml.startsWith('<?') ? [] : [violation('no-xml-declaration', xml.slice(0, 40))];
  try {
    const envelope = parseXml(xml);
    return { reply: readEnvelope(envelope), violations: [...preface, ...checkEnvelope(envelope, context)] };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {
      reply: { kind: 'malformed', why: error.message },
      violations: [...preface, violation('well-formed', error.message)],
    };
  }
}

const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['SOAP-ENV', SOAP_ENVELOPE],
  ['SOAP-ENC', SOAP_ENCODING],
  ['xsi', XSI],
  ['xsd', XSD],
]);

function checkEnvelope(envelope: XmlNode, context: EnvelopeContext): readonly Violation[] {
  const shape = [envelope, ...envelope.children].map((each) => each.local).join();
  const soap = [envelope, ...envelope.children];
  const [content, ...more] = childNamed(envelope, 'Body')?.children ?? [];
  return [
    ...(shape === 'Envelope,Header,Body' ? [] : [violation('envelope-shape', `The envelope is [${shape}]`)]),
    ...soap.filter((each) => each.prefix !== 'SOAP-ENV' || each.namespace !== SOAP_ENVELOPE).map(wrongPrefix),
    ...[...envelope.scope]
      .filter(([prefix, uri]) => PREFIXES.has(prefix) && PREFIXES.get(prefix) !== uri)
      .map(([prefix, uri]) => violation('literal-prefixes', `${prefix} stands for ${uri}`)),
    ...checkHeader(childNamed(envelope, 'Header'), content, context),
    ...(content && more.length === 0
      ? []
      : [violation('one-body-child', `The body has ${more.length} children too many or none`)]),
    ...(content ? checkContent(content, context) : []),
  ];
}

const wrongPrefix = (each: XmlNode): Violation =>
  violation('literal-prefixes', `${each.prefix}:${each.local} is in ${each.namespace ?? 'no declared namespace'}`);

function checkHeader(
  header: XmlNode | undefined,
  content: XmlNode | undefined,
  context: EnvelopeContext,
): readonly Violation[] {
  const blocks = header?.children ?? [];
  const isRequest = content !== undefined && Object.hasOwn(ACS_REQUESTS, content.local) && context.asked === undefined;
  return [
    ...blocks.filter((block) => block.prefix !== 'cwmp').map(wrongPrefix),
    ...blocks
      .filter((block) => attributeOf(block, SOAP_ENVELOPE, 'mustUnderstand') !== '1')
      .map((block) => violation('must-understand', `${block.local} does not say mustUnderstand="1"`)),
    ...blocks
      .filter((block) => !['ID', 'HoldRequests', 'UseCWMPVersion'].includes(block.local))
      .map((block) => violation('header-direction', `An ACS does not send ${block.local}`)),
    ...(isRequest && childNamed(header, 'HoldRequests')
      ? [violation('header-direction', 'HoldRequests on a request')]
      : []),
    ...checkId(childrenNamed(header, 'ID'), isRequest, context),
    ...checkVersion(childNamed(header, 'UseCWMPVersion')?.text, content, context),
  ];
}

function checkId(ids: readonly XmlNode[], isRequest: boolean, context: EnvelopeContext): readonly Violation[] {
  const [id] = ids;
  if (ids.length > 1) return [violation('id-header', 'There is more than one cwmp:ID')];
  if (isRequest)
    return id && id.text !== '' && id.text.length <= 32
      ? []
      : [violation('id-header', `A request with the ID "${id?.text ?? ''}"`)];
  if (context.asked && context.asked.id !== id?.text)
    return [violation('id-echoed', `Answered "${id?.text ?? 'nothing'}" to the ID "${context.asked.id ?? 'nothing'}"`)];
  return [];
}

/** UseCWMPVersion answers SupportedCWMPVersions, with one of them, and is sent in no other case (TR-069 §3.7.2.1). */
function checkVersion(
  used: string | undefined,
  content: XmlNode | undefined,
  context: EnvelopeContext,
): readonly Violation[] {
  const offered = context.offeredVersions?.split(',').map((version) => version.trim());
  if (content?.local === 'InformResponse' && offered)
    return used !== undefined && offered.includes(used.trim())
      ? []
      : [violation('use-cwmp-version', `Answered ${used ?? 'nothing'} to ${context.offeredVersions}`)];
  return used === undefined ? [] : [violation('use-cwmp-version', `UseCWMPVersion ${used} was not asked for`)];
}

function checkContent(content: XmlNode, context: EnvelopeContext): readonly Violation[] {
  if (content.local === 'Fault') return checkFault(content);
  const namespace = context.namespace ?? content.namespace;
  const known = { ...ACS_REQUESTS, ...ACS_RESPONSES } as Readonly<Record<string, (typeof ACS_REQUESTS)['Reboot']>>;
  const schema = Object.hasOwn(known, content.local) ? known[content.local] : undefined;
  return [
    ...(content.prefix === 'cwmp' ? [] : [wrongPrefix(content)]),
    ...(content.namespace === namespace
      ? []
      : [violation('cwmp-namespace', `${content.namespace} in answer to ${namespace}`)]),
    ...(schema ? checkArguments(content, schema) : [violation('unknown-method', content.local)]),
  ];
}

/** TR-069 §3.5: a fixed faultstring, and the CWMP fault as the only detail; SOAP's own MustUnderstand fault has none. */
function checkFault(fault: XmlNode): readonly Violation[] {
  if (/^SOAP-ENV:MustUnderstand$/.test(childNamed(fault, 'faultcode')?.text ?? '')) return [];
  const detail = childNamed(fault, 'detail');
  const cwmp = childNamed(detail, 'Fault');
  const code = childNamed(cwmp, 'FaultCode')?.text ?? '';
  const wrong = [
    /^(\w[\w-]*:)?(Client|Server)$/.test(childNamed(fault, 'faultcode')?.text ?? '') ? '' : 'faultcode',
    childNamed(fault, 'faultstring')?.text === 'CWMP fault' ? '' : 'faultstring',
    fault.prefix === 'SOAP-ENV' && fault.namespace === SOAP_ENVELOPE ? '' : 'namespace',
    cwmp?.prefix === 'cwmp' && detail?.children.length === 1 ? '' : 'detail',
    /^8(00[0-6]|8\d\d)$/.test(code) ? '' : `FaultCode ${code}`,
    childNamed(cwmp, 'FaultString') ? '' : 'FaultString',
  ].filter((part) => part !== '');
  return wrong.length === 0 ? [] : [violation('fault-shape', wrong.join(', '))];
}
