import type { AcsMessage } from '../../../harness/scripted-cpe/acs-message.ts';

const REFERENCES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * A message of the ACS, read by looking for tags: for envelopes as Muster writes them and nothing else, so that reading
 * costs thousands of CPEs on one machine next to nothing. Throws when there is no message.
 */
export function lightMessage(xml: string): AcsMessage {
  const bodyAt = xml.indexOf('Body>');
  const method = /<(?:[\w-]+:)?(\w+)/.exec(xml.slice(bodyAt + 'Body>'.length))?.[1];
  if (bodyAt < 0 || method === undefined) throw new Error(`no message:\n${xml}`);
  const head = xml.slice(0, bodyAt);
  const body = xml.slice(bodyAt);
  const texts = (element: string) => textsOf(body, element);
  return {
    namespace: /xmlns:cwmp="([^"]*)"/.exec(xml)?.[1] ?? '',
    id: textsOf(head, 'cwmp:ID')[0],
    method,
    faultCode: method === 'Fault' ? texts('FaultCode')[0] : undefined,
    texts,
    text: (element) => texts(element)[0] ?? '',
    xml,
  };
}

function textsOf(xml: string, element: string): readonly string[] {
  const found = xml.matchAll(new RegExp(`<${element}(?:\\s[^>]*)?(?:/>|>([^<]*)</${element}>)`, 'g'));
  return Array.from(found, ([, text = '']) => decoded(text));
}

function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return REFERENCES[name] ?? whole;
  });
}
