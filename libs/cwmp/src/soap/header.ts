import { CwmpDecodeError, type DecodeContext } from '../decode-error.ts';
import { integerOf } from '../fields/read-field.ts';
import type { XmlElement } from '../xml/element.ts';

const KNOWN_BLOCKS: ReadonlySet<string> = new Set([
  'ID',
  'SessionTimeout',
  'SupportedCWMPVersions',
  'UseCWMPVersion',
  'HoldRequests',
  // In no schema, but old CPEs send it; whatever it says is ignored.
  'NoMoreRequests',
]);

/** The actor of blocks meant for whoever reads the message first (SOAP 1.1 §4.2.2). */
const NEXT_ACTOR = 'http://schemas.xmlsoap.org/soap/actor/next';

/** The header block of that name. Two of them are invalid arguments. */
export function findBlock(header: readonly XmlElement[], local: string): XmlElement | undefined {
  const [found, another] = header.filter((block) => block.local === local);
  if (another !== undefined) throw new CwmpDecodeError('invalid_arguments', `header ${local} appears twice`);
  return found;
}

/** A whole number of seconds ≥ 0; undefined when it is missing or says nothing sensible. */
export function readSeconds(header: readonly XmlElement[], local: string): number | undefined {
  const seconds = integerOf(findBlock(header, local)?.text.trim() ?? '');
  return seconds !== undefined && seconds >= 0 ? seconds : undefined;
}

/** A comma-separated list; undefined when the block is missing. */
export function readList(header: readonly XmlElement[], local: string): readonly string[] | undefined {
  const text = findBlock(header, local)?.text;
  if (text === undefined) return undefined;
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** A block we do not know, but must (SOAP 1.1 §4.2.3). */
export function refuseUnknownHeaders(header: readonly XmlElement[], context: DecodeContext): void {
  for (const block of header) {
    if (KNOWN_BLOCKS.has(block.local) || !insists(block)) continue;
    throw new CwmpDecodeError('must_understand', `header ${block.local.slice(0, 64)} is not understood`, context);
  }
}

function insists(block: XmlElement): boolean {
  const attribute = (local: string) => block.attributes.find((one) => one.local === local)?.value.trim();
  const actor = attribute('actor') ?? '';
  if (actor !== '' && actor !== NEXT_ACTOR) return false;
  const mustUnderstand = attribute('mustUnderstand');
  return mustUnderstand === '1' || mustUnderstand === 'true';
}
