import { CPE_FAULT_TEXT } from '#libs/cwmp';

/** A fault code with what it means, where that is known. */
export function faultText(code: number): string {
  const text = CPE_FAULT_TEXT.get(code);
  return text === undefined ? `${code}` : `${code} (${text})`;
}
