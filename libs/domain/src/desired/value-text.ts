import { checkValue, normalizeValue, type ValueType } from '#libs/cwmp';

/**
 * One spelling of what means the same, to compare what is wanted with what a CPE says: `1` and `true`, `+07` and `7`, a
 * moment in any zone and with or without fractions (to the millisecond), base64 and hexadecimal digits. Spellings that
 * CPEs use although the standard has none (`TRUE`, `+0200`, base64 without padding) count, too. White space around is
 * ignored, except in strings; of those only the ends of lines are made one, as XML does (XML 1.0 §2.11). Text that is no
 * value of the type comes back as it was.
 */
export function canonical(text: string, type: ValueType | undefined): string {
  if (type === undefined || type === 'string') return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  const spelling = standardSpelling(text.trim(), type);
  return checkValue(type, spelling) === undefined ? normalizeValue(type, spelling) : text;
}

/** Whether a CPE that says one has what is wanted by the other. */
export function sameText(one: string, other: string, type: ValueType | undefined): boolean {
  return one === other || canonical(one, type) === canonical(other, type);
}

function standardSpelling(text: string, type: ValueType): string {
  switch (type) {
    case 'boolean':
      return text.toLowerCase();
    case 'dateTime':
      return text.toUpperCase().replace(/([+-]\d\d)(\d\d)$/, '$1:$2');
    case 'base64': {
      const digits = text.replace(/\s+/g, '').replace(/={1,2}$/, '');
      return digits.padEnd(Math.ceil(digits.length / 4) * 4, '=');
    }
    default:
      return text;
  }
}
