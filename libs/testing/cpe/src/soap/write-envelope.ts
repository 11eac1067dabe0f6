import type { CpeFault, CpeMessage } from '#libs/cwmp';
import { type EnvelopeStyle, SOAP_ENCODING, SOAP_ENVELOPE, XSD, XSI } from './envelope-style.ts';
import { writeMessage } from './write-message.ts';
import { escapeXml, leaf } from './xml-text.ts';

/** What a CPE puts into a Body: a message, a fault, or markup that no table knows (to try the ACS). */
export type CpeBody = { readonly message: CpeMessage } | { readonly fault: CpeFault } | { readonly markup: string };

/** Writes one envelope. `id` is written verbatim; undefined leaves the header out. */
export function writeEnvelope(body: CpeBody, id: string | undefined, style: EnvelopeStyle): string {
  const soap = style.prefix === '' ? '' : `${style.prefix}:`;
  const declaration = style.xmlDeclaration ? `<?xml version="1.0" encoding="${style.encoding.toUpperCase()}"?>\n` : '';
  const soapNamespace = style.prefix === '' ? 'xmlns' : `xmlns:${style.prefix}`;
  const attributes =
    `${soapNamespace}="${SOAP_ENVELOPE}" xmlns:soapenc="${SOAP_ENCODING}" xmlns:xsd="${XSD}" xmlns:xsi="${XSI}"` +
    ` xmlns:cwmp="${style.namespace}"${style.extraAttributes === '' ? '' : ` ${style.extraAttributes}`}`;
  const header = headerOf(body, id, style, soap);
  return `${declaration}<${soap}Envelope ${attributes}>${header}<${soap}Body>${markup(body, style, soap)}</${soap}Body></${soap}Envelope>`;
}

function headerOf(body: CpeBody, id: string | undefined, style: EnvelopeStyle, soap: string): string {
  const blocks = [id === undefined ? '' : `<cwmp:ID ${soap}mustUnderstand="1">${escapeXml(id)}</cwmp:ID>`];
  if ('message' in body && body.message.method === 'Inform') {
    if (style.sessionTimeoutS !== undefined) blocks.push(leaf('cwmp:SessionTimeout', style.sessionTimeoutS));
    if (style.supportedVersions !== undefined) blocks.push(leaf('cwmp:SupportedCWMPVersions', style.supportedVersions));
  }
  const content = blocks.join('') + style.extraHeaders;
  return content === '' ? '' : `<${soap}Header>${content}</${soap}Header>`;
}

function markup(body: CpeBody, style: EnvelopeStyle, soap: string): string {
  if ('markup' in body) return body.markup;
  if ('message' in body) return writeMessage(body.message, style);
  return writeFault(body.fault, soap);
}

/** A SOAP fault with the CWMP detail (TR-069 §3.5). */
function writeFault(fault: CpeFault, soap: string): string {
  const parameters = fault.parameterFaults
    .map(
      (each) =>
        `<SetParameterValuesFault>${leaf('ParameterName', each.parameterName)}${leaf('FaultCode', each.faultCode)}${leaf('FaultString', each.faultString)}</SetParameterValuesFault>`,
    )
    .join('');
  const detail = `<cwmp:Fault>${leaf('FaultCode', fault.faultCode)}${leaf('FaultString', fault.faultString)}${parameters}</cwmp:Fault>`;
  return `<${soap}Fault><faultcode>Client</faultcode><faultstring>CWMP fault</faultstring><detail>${detail}</detail></${soap}Fault>`;
}
