import { CwmpDecodeError } from '../decode-error.ts';
import type { XmlElement } from '../xml/element.ts';

/** Longest parameter or object name taken from a peer; the schema says 256, CPEs go beyond it. */
export const MAX_NAME_LENGTH = 512;

/** How many entries a list may have; more is refused as invalid arguments. */
export interface ListLimits {
  readonly maxParameters: number;
}

/** The schema's own ceiling of Inform's Event list (cwmp XSD, EventList). */
export const MAX_EVENTS = 64;

function invalid(message: string): CwmpDecodeError {
  return new CwmpDecodeError('invalid_arguments', message);
}

/** The child of that local name, whatever its prefix or position. Two of them are invalid arguments. */
export function readChild(parent: XmlElement, local: string): XmlElement | undefined {
  let found: XmlElement | undefined;
  for (const child of parent.children) {
    if (child.local !== local) continue;
    if (found !== undefined) throw invalid(`${local} appears twice`);
    found = child;
  }
  return found;
}

/** The text of a string argument, verbatim; '' when it is missing. */
export function readText(parent: XmlElement, local: string): string {
  return readChild(parent, local)?.text ?? '';
}

/** The text of a string argument that may be left out. */
export function readOptionalText(parent: XmlElement, local: string): string | undefined {
  return readChild(parent, local)?.text;
}

/** The text of an argument whose surrounding white space means nothing (dates, codes, enumerations). */
export function readToken(parent: XmlElement, local: string): string {
  return readText(parent, local).trim();
}

/** A parameter or object name. */
export function readName(parent: XmlElement, local: string): string {
  return nameOf(readText(parent, local));
}

/** A list entry that is a parameter or object name. */
export function nameOf(text: string): string {
  const name = text.trim();
  if (name.length > MAX_NAME_LENGTH) throw invalid(`a name has ${name.length} characters`);
  return name;
}

/** A whole number; 0 when missing or empty. Anything else that is not one is invalid arguments. */
export function readNumber(parent: XmlElement, local: string): number {
  const text = readToken(parent, local);
  const number = integerOf(text === '' ? '0' : text);
  if (number === undefined) throw invalid(`${local} is not a number`);
  return number;
}

/** A whole number nothing depends on: whatever does not read as one is 0. */
export function readNumberLoosely(parent: XmlElement, local: string): number {
  return integerOf(readToken(parent, local)) ?? 0;
}

/** The integer a text stands for; undefined when it stands for none or not for one that a number holds exactly. */
export function integerOf(text: string): number | undefined {
  if (!/^[+-]?\d{1,16}$/.test(text)) return undefined;
  // `+ 0` makes "-0" an ordinary zero.
  const number = Number(text) + 0;
  return Number.isSafeInteger(number) ? number : undefined;
}

/** A boolean: 1 and true in any case; anything else, and nothing at all, is false. */
export function readFlag(parent: XmlElement, local: string): boolean {
  const text = readToken(parent, local);
  return text === '1' || text.toLowerCase() === 'true';
}

/**
 * The entries of an array argument; none when it is missing. Entries are taken whatever they are called, since the
 * names of array members mean nothing (SOAP 1.1 §5.4.2), and the count in arrayType is ignored, since CPEs get it wrong.
 */
export function readItems(parent: XmlElement, local: string, max: number): readonly XmlElement[] {
  const items = readChild(parent, local)?.children ?? [];
  if (items.length > max) throw invalid(`${local} has ${items.length} entries`);
  return items;
}

/**
 * The occurrences of an argument that repeats (ChangeDUState's Operations). Some CPEs write one array of that name
 * instead, with entries called one of `structs`.
 */
export function readRepeated(
  parent: XmlElement,
  local: string,
  structs: readonly string[],
  max: number,
): readonly XmlElement[] {
  const found = parent.children
    .filter((child) => child.local === local)
    .flatMap((child) => (child.children.some((item) => structs.includes(item.local)) ? child.children : [child]));
  if (found.length > max) throw invalid(`${local} has ${found.length} entries`);
  return found;
}

/** The local part of the `xsi:type` of an element, '' when it has none. */
export function readXsiType(element: XmlElement): string {
  for (const attribute of element.attributes) {
    if (attribute.local === 'type') return attribute.value.slice(attribute.value.lastIndexOf(':') + 1).trim();
  }
  return '';
}
