import { CwmpDecodeError } from '../decode-error.ts';
import { ACS_FAULT, type AcsFault, type AcsFaultCode, type CpeFault, type ParameterFault } from '../fault.ts';
import { writeNumber, writeText } from '../fields/write-field.ts';
import { faultCodeIn } from '../structs/fault-struct.ts';
import type { XmlElement } from '../xml/element.ts';

const ACS_CODES: ReadonlySet<number> = new Set(Object.values(ACS_FAULT));

/** The fault of an ACS (TR-069 §3.5): only invalid arguments are the CPE's doing. */
export function writeAcsFault(fault: AcsFault): string {
  const faultcode = fault.faultCode === ACS_FAULT.invalidArguments ? 'Client' : 'Server';
  return writeFault(faultcode, fault.faultCode, fault.faultString, '');
}

/** The fault of a CPE; one without a code is a plain SOAP fault. */
export function writeCpeFault(fault: CpeFault): string {
  if (fault.faultCode === 0) return soapFault('Client', fault.faultString, '');
  const parameters = fault.parameterFaults.map(
    ({ parameterName, faultCode, faultString }) =>
      `<SetParameterValuesFault>${writeText('ParameterName', parameterName)}${writeNumber('FaultCode', faultCode)}` +
      `${writeText('FaultString', faultString)}</SetParameterValuesFault>`,
  );
  return writeFault('Client', fault.faultCode, fault.faultString, parameters.join(''));
}

function writeFault(faultcode: 'Client' | 'Server', code: number, text: string, more: string): string {
  const fault = `<cwmp:Fault>${writeNumber('FaultCode', code)}${writeText('FaultString', text)}${more}</cwmp:Fault>`;
  return soapFault(faultcode, 'CWMP fault', `<detail>${fault}</detail>`);
}

/** A SOAP 1.1 fault (§4.4); `detail` is written. */
export function soapFault(faultcode: string, faultstring: string, detail: string): string {
  const code = writeText('faultcode', faultcode);
  return `<SOAP-ENV:Fault>${code}${writeText('faultstring', faultstring)}${detail}</SOAP-ENV:Fault>`;
}

/**
 * Reads a fault as CPEs write it: by local names, FaultCode with text around it, `detail` inside `faultstring`, or no
 * CWMP detail at all, which leaves code 0 and SOAP's own text. It never throws: a fault must always get through.
 */
export function readCpeFault(soap: XmlElement): CpeFault {
  const faultstring = first(soap, 'faultstring');
  const detail = first(soap, 'detail') ?? (faultstring === undefined ? undefined : first(faultstring, 'detail'));
  const fault = detail === undefined ? undefined : (first(detail, 'Fault') ?? detail);
  const faultString = fault === undefined ? undefined : first(fault, 'FaultString')?.text;
  return {
    faultCode: fault === undefined ? 0 : codeIn(fault),
    faultString: faultString ?? faultstring?.text.trim() ?? '',
    parameterFaults: (fault?.children ?? [])
      .filter((child) => child.local === 'SetParameterValuesFault')
      .map(readParameterFault),
  };
}

/** Reads a fault of an ACS, which is one of the codes in A.5.2 or invalid arguments. */
export function readAcsFault(soap: XmlElement): AcsFault {
  const { faultCode, faultString } = readCpeFault(soap);
  if (!isAcsFaultCode(faultCode)) {
    throw new CwmpDecodeError('invalid_arguments', `${faultCode} is not a fault code of an ACS`);
  }
  return { faultCode, faultString };
}

function isAcsFaultCode(code: number): code is AcsFaultCode {
  return ACS_CODES.has(code);
}

function readParameterFault(struct: XmlElement): ParameterFault {
  return {
    parameterName: textIn(struct, 'ParameterName').trim(),
    faultCode: codeIn(struct),
    faultString: textIn(struct, 'FaultString'),
  };
}

function codeIn(struct: XmlElement): number {
  return faultCodeIn(textIn(struct, 'FaultCode')) ?? 0;
}

function textIn(parent: XmlElement, local: string): string {
  return first(parent, local)?.text ?? '';
}

/** The first child of that name; unlike an argument of an RPC, a second one is no reason to lose the fault. */
function first(parent: XmlElement, local: string): XmlElement | undefined {
  return parent.children.find((child) => child.local === local);
}
