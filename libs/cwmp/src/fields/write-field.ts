import { escapeText } from '../xml/write.ts';

/** `<Name>text</Name>`; an empty text still writes the element, as the schema wants every argument present. */
export function writeText(local: string, text: string): string {
  return `<${local}>${escapeText(text)}</${local}>`;
}

/** An element that is left out when there is no text. */
export function writeOptionalText(local: string, text: string | undefined): string {
  return text === undefined ? '' : writeText(local, text);
}

/** A whole number. A RangeError when it is not one: the caller would otherwise send a CPE `NaN`. */
export function writeNumber(local: string, value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${local} must be a whole number, got ${value}`);
  return `<${local}>${value}</${local}>`;
}

/** A boolean as 1 or 0: some CPEs know only these. */
export function writeFlag(local: string, value: boolean): string {
  return `<${local}>${value ? '1' : '0'}</${local}>`;
}

/** A SOAP array with the right count; `items` are the written entries, `itemType` their qualified type. */
export function writeArray(local: string, itemType: string, items: readonly string[]): string {
  return `<${local} SOAP-ENC:arrayType="${itemType}[${items.length}]">${items.join('')}</${local}>`;
}

/** A SOAP array of strings. */
export function writeStrings(local: string, texts: readonly string[]): string {
  return writeArray(
    local,
    'xsd:string',
    texts.map((text) => writeText('string', text)),
  );
}
