import type { CwmpNamespace } from '../version.ts';
import { escapeText } from '../xml/write.ts';
import { SOAP_ENCODING, SOAP_ENVELOPE, XML_SCHEMA, XML_SCHEMA_INSTANCE } from './namespaces.ts';

/**
 * An envelope around written header blocks and a written body. No XML declaration, and these prefixes to the letter:
 * some CPEs compare them as text, some take what stands before the first colon for the SOAP prefix.
 */
export function writeEnvelope(namespace: CwmpNamespace, header: string, body: string): string {
  const declarations =
    `xmlns:SOAP-ENV="${SOAP_ENVELOPE}" xmlns:SOAP-ENC="${SOAP_ENCODING}" xmlns:xsd="${XML_SCHEMA}" ` +
    `xmlns:xsi="${XML_SCHEMA_INSTANCE}" xmlns:cwmp="${namespace}"`;
  return (
    `<SOAP-ENV:Envelope ${declarations}><SOAP-ENV:Header>${header}</SOAP-ENV:Header>` +
    `<SOAP-ENV:Body>${body}</SOAP-ENV:Body></SOAP-ENV:Envelope>`
  );
}

/** A header block of CWMP's namespace. */
export function writeBlock(local: string, text: string, mustUnderstand: '0' | '1'): string {
  return `<cwmp:${local} SOAP-ENV:mustUnderstand="${mustUnderstand}">${escapeText(text)}</cwmp:${local}>`;
}

/** cwmp:ID, which answers echo verbatim (TR-069 §3.4.6); nothing when there is none. */
export function writeId(id: string | undefined): string {
  return id === undefined ? '' : writeBlock('ID', id, '1');
}

/** The element of an RPC around its written arguments. */
export function writeMessage(name: string, args: string): string {
  return `<cwmp:${name}>${args}</cwmp:${name}>`;
}
