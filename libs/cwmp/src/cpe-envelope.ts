import { inContext } from './decode-error.ts';
import { DEFAULT_MAX_PARAMETERS, type DecodeOptions } from './decode-options.ts';
import type { CpeBody, CpeEnvelope } from './envelope.ts';
import type { ListLimits } from './fields/read-field.ts';
import type { CpeMessage, CpeRequest, CpeResponse } from './message.ts';
import { acsRpcOfResponse, cpeRpc } from './rpc-table.ts';
import { readCpeFault, writeCpeFault } from './soap/fault.ts';
import { readList, readSeconds } from './soap/header.ts';
import { readEnvelope } from './soap/read-envelope.ts';
import { writeBlock, writeEnvelope, writeId, writeMessage } from './soap/write-envelope.ts';
import type { XmlElement } from './xml/element.ts';

/**
 * Reads what a CPE posted. Throws CwmpDecodeError and nothing else, with the ID, the namespace and the method as far as
 * they were known by then. Headers only an ACS may send (HoldRequests, UseCWMPVersion) are ignored.
 */
export function decodeCpeEnvelope(body: Uint8Array, options: DecodeOptions = {}): CpeEnvelope {
  const { namespace, id, header, content } = readEnvelope(body, options);
  const context = { namespace, method: content.local, ...(id === undefined ? {} : { id }) };
  return inContext(context, () => {
    const sessionTimeoutS = readSeconds(header, 'SessionTimeout');
    const supportedVersions = readList(header, 'SupportedCWMPVersions');
    const limits = { maxParameters: options.maxParameters ?? DEFAULT_MAX_PARAMETERS };
    return {
      namespace,
      ...(id === undefined ? {} : { id }),
      ...(sessionTimeoutS === undefined ? {} : { sessionTimeoutS }),
      ...(supportedVersions === undefined ? {} : { supportedVersions }),
      body: decodeBody(content, limits),
    };
  });
}

function decodeBody(content: XmlElement, limits: ListLimits): CpeBody {
  if (content.local === 'Fault') return { kind: 'fault', fault: readCpeFault(content) };
  const request = cpeRpc(content.local);
  if (request !== undefined) return { kind: 'message', message: request.codec.decodeRequest(content, limits) };
  const answered = acsRpcOfResponse(content.local);
  if (answered !== undefined) return { kind: 'message', message: answered.codec.decodeResponse(content, limits) };
  return { kind: 'unknown', name: content.local };
}

/** Writes an envelope as a well-behaved CPE would: for simulators and tests. */
export function encodeCpeEnvelope(envelope: CpeEnvelope): string {
  const { namespace, id, sessionTimeoutS, supportedVersions, body } = envelope;
  const timeout = sessionTimeoutS === undefined ? '' : writeBlock('SessionTimeout', String(sessionTimeoutS), '0');
  const versions =
    supportedVersions === undefined ? '' : writeBlock('SupportedCWMPVersions', supportedVersions.join(', '), '0');
  return writeEnvelope(namespace, writeId(id) + timeout + versions, encodeBody(body));
}

function encodeBody(body: CpeBody): string {
  switch (body.kind) {
    case 'message':
      return encodeMessage(body.message);
    case 'fault':
      return writeCpeFault(body.fault);
    case 'unknown':
      return writeMessage(body.name, '');
  }
}

function encodeMessage(message: CpeMessage): string {
  const request = cpeRpc(message.method);
  if (request !== undefined) return writeMessage(message.method, request.codec.encodeRequest(message as CpeRequest));
  const answered = acsRpcOfResponse(message.method);
  if (answered === undefined) throw new RangeError(`${message.method} is no message of a CPE`);
  return writeMessage(message.method, answered.codec.encodeResponse(message as CpeResponse));
}
