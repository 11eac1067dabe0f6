import { CwmpDecodeError, inContext } from './decode-error.ts';
import { DEFAULT_MAX_PARAMETERS } from './decode-options.ts';
import type { AcsBody, AcsEnvelope } from './envelope.ts';
import type { ListLimits } from './fields/read-field.ts';
import type { AcsMessage, AcsRequest, AcsResponse } from './message.ts';
import { acsRpc, cpeRpcOfResponse } from './rpc-table.ts';
import { readAcsFault, soapFault, writeAcsFault } from './soap/fault.ts';
import { findBlock } from './soap/header.ts';
import { readEnvelope } from './soap/read-envelope.ts';
import { writeBlock, writeEnvelope, writeId, writeMessage } from './soap/write-envelope.ts';
import { CWMP_VERSIONS, type CwmpNamespace, type CwmpVersion } from './version.ts';
import type { XmlElement } from './xml/element.ts';

/**
 * Writes an envelope of the ACS, the same bytes for the same envelope. Throws XmlError for text XML 1.0 cannot carry
 * (most control characters) and RangeError for a number that is none: both must be refused before a command is queued.
 */
export function encodeAcsEnvelope(envelope: AcsEnvelope): string {
  const { namespace, id, holdRequests, useVersion, body } = envelope;
  const hold = holdRequests === undefined ? '' : writeBlock('HoldRequests', holdRequests ? '1' : '0', '1');
  const version = useVersion === undefined ? '' : writeBlock('UseCWMPVersion', useVersion, '1');
  const content = body.kind === 'fault' ? writeAcsFault(body.fault) : encodeMessage(body.message);
  return writeEnvelope(namespace, writeId(id) + hold + version, content);
}

function encodeMessage(message: AcsMessage): string {
  const request = acsRpc(message.method);
  if (request !== undefined) return writeMessage(message.method, request.codec.encodeRequest(message as AcsRequest));
  const answered = cpeRpcOfResponse(message.method);
  if (answered === undefined) throw new RangeError(`${message.method} is no message of an ACS`);
  return writeMessage(message.method, answered.codec.encodeResponse(message as AcsResponse));
}

/** The fault of SOAP itself (1.1 §4.4.1) for a header that had to be understood and was not. */
export function encodeMustUnderstandFault(namespace: CwmpNamespace, id?: string): string {
  return writeEnvelope(namespace, writeId(id), soapFault('SOAP-ENV:MustUnderstand', 'header not understood', ''));
}

/**
 * Reads an envelope of an ACS: for simulators and tests. Throws CwmpDecodeError; a method CWMP does not have is
 * `invalid_arguments` with `method` set, which a CPE answers with fault 9000.
 */
export function decodeAcsEnvelope(body: Uint8Array): AcsEnvelope {
  const { namespace, id, header, content } = readEnvelope(body, {});
  const context = { namespace, method: content.local, ...(id === undefined ? {} : { id }) };
  return inContext(context, () => {
    const hold = findBlock(header, 'HoldRequests')?.text.trim().toLowerCase();
    const useVersion = readVersion(header);
    return {
      namespace,
      ...(id === undefined ? {} : { id }),
      ...(hold === undefined ? {} : { holdRequests: hold === '1' || hold === 'true' }),
      ...(useVersion === undefined ? {} : { useVersion }),
      body: decodeBody(content, { maxParameters: DEFAULT_MAX_PARAMETERS }),
    };
  });
}

function readVersion(header: readonly XmlElement[]): CwmpVersion | undefined {
  const text = findBlock(header, 'UseCWMPVersion')?.text.trim();
  if (text === undefined) return undefined;
  const version = CWMP_VERSIONS.find((known) => known === text);
  if (version === undefined) throw new CwmpDecodeError('invalid_arguments', 'UseCWMPVersion names no version');
  return version;
}

function decodeBody(content: XmlElement, limits: ListLimits): AcsBody {
  if (content.local === 'Fault') return { kind: 'fault', fault: readAcsFault(content) };
  const request = acsRpc(content.local);
  if (request !== undefined) return { kind: 'message', message: request.codec.decodeRequest(content, limits) };
  const answered = cpeRpcOfResponse(content.local);
  if (answered !== undefined) return { kind: 'message', message: answered.codec.decodeResponse(content, limits) };
  throw new CwmpDecodeError('invalid_arguments', 'CWMP has no such method');
}
