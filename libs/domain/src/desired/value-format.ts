/** How a text looks beyond its type. */
export const VALUE_FORMATS = ['ipv4', 'ipv4Range', 'ip', 'mac', 'host', 'url', 'timeOfDay'] as const;
export type ValueFormat = (typeof VALUE_FORMATS)[number];

const BYTE = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const IPV4 = `${BYTE}(?:\\.${BYTE}){3}`;
const IPV6 = `(?=.*:.*:)(?!.*:::)(?!.*::.*::)[\\da-fA-F:]{2,39}(?:${IPV4})?`;
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?';

const FORMATS: Readonly<Record<ValueFormat, readonly [RegExp, string]>> = {
  ipv4: [new RegExp(`^${IPV4}$`), 'an IPv4 address'],
  ipv4Range: [new RegExp(`^${IPV4}\\s*-\\s*${IPV4}$`), 'two IPv4 addresses with a hyphen between them'],
  ip: [new RegExp(`^(?:${IPV4}|${IPV6})$`), 'an IP address'],
  mac: [/^[\da-fA-F]{2}(?::[\da-fA-F]{2}){5}$/, 'a MAC address such as 02:00:5E:00:53:01'],
  host: [new RegExp(`^(?:(?=.{1,253}$)${LABEL}(?:\\.${LABEL})*\\.?|${IPV6})$`), 'a host name or an IP address'],
  url: [/^https?:\/\/[^\s/]+\S*$/, 'an http or https URL'],
  timeOfDay: [/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time such as 07:30'],
};

/** Why a text does not look so; undefined when it does. An empty one means "none" wherever the standard has texts. */
export function formatProblem(text: string, format: ValueFormat | undefined): string | undefined {
  if (format === undefined || text === '') return undefined;
  const [pattern, meaning] = FORMATS[format];
  if (!pattern.test(text)) return `must be ${meaning}`;
  return format === 'ipv4Range' && isBackwards(text) ? 'must begin with the lower of its addresses' : undefined;
}

function isBackwards(range: string): boolean {
  const [first = 0, last = 0] = range.split('-').map(numberOf);
  return first > last;
}

function numberOf(address: string): number {
  return address.split('.').reduce((number, byte) => number * 256 + Number(byte), 0);
}
