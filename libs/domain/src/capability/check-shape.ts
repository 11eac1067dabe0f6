import { checkValue } from '#libs/cwmp';
import type { ValueFormat, ValueShape } from './capability.ts';
import { itemsOf } from './list-value.ts';

const BYTE = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)';
const IPV4 = `${BYTE}(?:\\.${BYTE}){3}`;
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?';

const FORMATS: Readonly<Record<ValueFormat, readonly [RegExp, string]>> = {
  ipv4: [new RegExp(`^${IPV4}$`), 'an IPv4 address'],
  ipv4Range: [new RegExp(`^${IPV4}\\s*-\\s*${IPV4}$`), 'two IPv4 addresses with a hyphen between them'],
  ip: [new RegExp(`^(?:${IPV4}|(?=.*:.*:)[\\da-fA-F:]{2,39}(?:${IPV4})?)$`), 'an IP address'],
  mac: [/^[\da-fA-F]{2}(?::[\da-fA-F]{2}){5}$/, 'a MAC address such as 02:00:5E:00:53:01'],
  host: [
    new RegExp(`^(?=.{1,253}$)(?:${LABEL}(?:\\.${LABEL})*\\.?|(?=.*:.*:)[\\da-fA-F:]{2,39})$`),
    'a host name or an IP address',
  ],
  url: [/^https?:\/\/[^\s/]+\S*$/, 'an http or https URL'],
  timeOfDay: [/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time such as 07:30'],
};

/** Why a text is no such value, in words for who declared it; undefined when it is one. */
export function shapeProblem(shape: ValueShape, text: string): string | undefined {
  if (shape.maxLength !== undefined && text.length > shape.maxLength) {
    return `must have at most ${shape.maxLength} characters`;
  }
  if (!shape.list) return itemProblem(shape, text);
  for (const item of itemsOf(text)) {
    const problem = itemProblem(shape, item);
    if (problem !== undefined) return `"${item}" in it ${problem}`;
  }
  return undefined;
}

function itemProblem(shape: ValueShape, text: string): string | undefined {
  const problem = checkValue(shape.type, text);
  if (problem !== undefined) return problem;
  if (shape.enum && !shape.enum.includes(text)) return `must be one of ${shape.enum.join(', ')}`;
  const number = Number(text);
  if (shape.min !== undefined && number < shape.min) return `must be at least ${shape.min}`;
  if (shape.max !== undefined && number > shape.max) return `must be at most ${shape.max}`;
  // An empty text means "none" wherever the standard has texts.
  if (shape.format === undefined || text === '') return undefined;
  const [pattern, meaning] = FORMATS[shape.format];
  return pattern.test(text) ? undefined : `must be ${meaning}`;
}

/** What separates the parts of a value: items of a list, or the ends of a range. */
export function partsOf(shape: ValueShape, text: string): readonly string[] {
  return shape.format === 'ipv4Range' && !shape.list ? text.split('-').map((part) => part.trim()) : itemsOf(text);
}
