import { CwmpDecodeError } from '../decode-error.ts';
import type { FaultStruct } from '../fault.ts';
import { readChild, readText, readToken } from '../fields/read-field.ts';
import { writeNumber, writeText } from '../fields/write-field.ts';
import type { XmlElement } from '../xml/element.ts';

/**
 * The fault code in a text that may hold more than it ("Error 9005"): a CWMP code (8xxx, 9xxx) wins, else the first
 * number. Undefined when there is none.
 */
export function faultCodeIn(text: string): number | undefined {
  const digits = /(?<!\d)[89]\d{3}(?!\d)/.exec(text)?.[0] ?? /(?<!\d)\d{1,9}(?!\d)/.exec(text)?.[0];
  return digits === undefined ? undefined : Number(digits);
}

export function writeFaultStruct(local: 'FaultStruct' | 'Fault', fault: FaultStruct): string {
  return `<${local}>${writeNumber('FaultCode', fault.faultCode)}${writeText('FaultString', fault.faultString)}</${local}>`;
}

/** No struct, or one without a code, means success. A code that cannot be read must not: it is invalid arguments. */
export function readFaultStruct(parent: XmlElement, local: 'FaultStruct' | 'Fault'): FaultStruct {
  const struct = readChild(parent, local);
  if (struct === undefined) return { faultCode: 0, faultString: '' };
  const text = readToken(struct, 'FaultCode');
  const faultCode = text === '' ? 0 : faultCodeIn(text);
  if (faultCode === undefined) throw new CwmpDecodeError('invalid_arguments', 'FaultCode is not a number');
  return { faultCode, faultString: readText(struct, 'FaultString') };
}
