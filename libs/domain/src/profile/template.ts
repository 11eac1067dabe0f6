import { isValidPath } from '#libs/cwmp';
import type { DesiredValue, RowName, SecretText } from '../desired/desired.ts';
import type { Device } from '../device/device.ts';
import { ATTRIBUTE_NAME } from '../filter/device-fields.ts';
import { Fingerprint } from '../fingerprint.ts';
import type { Scalar } from './profile.ts';

/** A text with references to data of the device it is for. */
export type Template = readonly TemplatePart[];

export type TemplatePart =
  | string
  | { readonly attribute: string; readonly fallback?: string }
  | { readonly device: DeviceDatum; readonly fallback?: string }
  | { readonly secret: string }
  | { readonly row: RowName };

export type ParsedTemplate = { readonly template: Template } | { readonly problem: string };

/** What a template is filled with. Of a secret, only which version of it there is. */
export interface TemplateData {
  readonly device: Pick<Device, 'id' | 'identity' | 'softwareVersion'>;
  readonly attributes: Readonly<Record<string, Scalar>>;
  readonly secrets: Readonly<Record<string, { readonly version: number }>>;
}

/** `missing` names what the device does not have, as it was written: `attributes.ssid`. */
export type FilledTemplate = DesiredValue | { readonly missing: string };

/** What a template may say of a device. */
const DEVICE_DATA = {
  id: ({ id }) => id,
  manufacturer: ({ identity }) => identity.manufacturer,
  oui: ({ identity }) => identity.oui,
  productClass: ({ identity }) => identity.productClass,
  serialNumber: ({ identity }) => identity.serialNumber,
  softwareVersion: ({ softwareVersion }) => softwareVersion,
} as const satisfies Readonly<Record<string, (device: TemplateData['device']) => string>>;
export type DeviceDatum = keyof typeof DEVICE_DATA;

/** A filled text can't be much longer than the document and a few attributes. */
export const MAX_REFERENCES = 32;
export const SECRET_NAME = /^[a-z][A-Za-z0-9_-]{0,63}$/;
/** Logical names of rows. */
export const ROW_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/**
 * Reads `${attributes.x}`, `${secrets.x}`, `${device.serialNumber}` (`oui`, `productClass`, `manufacturer`,
 * `softwareVersion`, `id`) and `${row:<table>/<name>}`. What follows a `|` is used when the attribute is not set, or
 * the device's datum not known. `$${` is a `${` that means nothing; a `$` alone never means anything. A row is the
 * whole text.
 */
export function parseTemplate(text: string): ParsedTemplate {
  const parts: TemplatePart[] = [];
  let literal = '';
  let from = 0;
  for (let at = text.indexOf('${'); at >= 0; at = text.indexOf('${', from)) {
    if (at > from && text[at - 1] === '$') {
      literal += `${text.slice(from, at - 1)}\${`;
      from = at + 2;
      continue;
    }
    const end = text.indexOf('}', at);
    if (end < 0) return { problem: 'A ${ is not closed; for the characters themselves write $${.' };
    const reference = parseReference(text.slice(at + 2, end));
    if ('problem' in reference) return reference;
    literal += text.slice(from, at);
    if (literal !== '') parts.push(literal);
    parts.push(reference);
    literal = '';
    from = end + 1;
  }
  literal += text.slice(from);
  if (literal !== '') parts.push(literal);
  return checked(parts);
}

/** Puts the device's data in. Secrets stay names: their values are filled in when they are sent. */
export function fillTemplate(template: Template, data: TemplateData): FilledTemplate {
  const texts: SecretText[] = [];
  for (const part of template) {
    if (typeof part !== 'string' && 'row' in part) return { kind: 'rowPath', row: part.row };
    const text = textOf(part, data);
    if (text === undefined) return { missing: nameOf(part) };
    texts.push(text);
  }
  const parts = joined(texts);
  if (parts.every((part) => typeof part === 'string')) return { kind: 'plain', text: parts.join('') };
  return { kind: 'secret', parts, stamp: stampOf(parts, data.secrets) };
}

/** A value of a profile as it should be on the device. `problem`: the text is no template. */
export function fillValue(value: Scalar, data: TemplateData): FilledTemplate | { readonly problem: string } {
  if (typeof value !== 'string' || !value.includes('${')) return { kind: 'plain', text: String(value) };
  const parsed = parseTemplate(value);
  return 'problem' in parsed ? parsed : fillTemplate(parsed.template, data);
}

function parseReference(text: string): Exclude<TemplatePart, string> | { readonly problem: string } {
  if (text.startsWith('row:')) return parseRow(text.slice(4));
  const bar = text.indexOf('|');
  const name = bar < 0 ? text : text.slice(0, bar);
  const fallback = bar < 0 ? {} : { fallback: text.slice(bar + 1) };
  const dot = name.indexOf('.');
  const member = name.slice(dot + 1);
  switch (name.slice(0, Math.max(dot, 0))) {
    case 'attributes':
      return ATTRIBUTE_NAME.test(member) ? { attribute: member, ...fallback } : notAName(member);
    case 'secrets':
      if (bar >= 0) return { problem: 'A secret has no default: a profile is no place for one.' };
      return SECRET_NAME.test(member) ? { secret: member } : notAName(member);
    case 'device':
      if (isDeviceDatum(member)) return { device: member, ...fallback };
      return { problem: `Of a device, only ${Object.keys(DEVICE_DATA).join(', ')} can be named.` };
    default:
      return { problem: `After \${ comes attributes., secrets., device. or row:, as in \${attributes.ssid}.` };
  }
}

/** `<table>/<name>`, and so on for rows of tables below it. */
function parseRow(row: string): { readonly row: RowName } | { readonly problem: string } {
  const steps = row.split('/');
  const right = steps.every((step, index) => (index % 2 === 0 ? isTable(step) : ROW_NAME.test(step)));
  if (right && steps.length % 2 === 0) return { row };
  return { problem: 'A row is named by its table with final dot, a slash and its name.' };
}

function isTable(path: string): boolean {
  return path.endsWith('.') && isValidPath(path) && !/[*[]/.test(path);
}

function checked(template: Template): ParsedTemplate {
  const references = template.filter((part) => typeof part !== 'string');
  if (references.length > MAX_REFERENCES) return { problem: `More than ${MAX_REFERENCES} references in one text.` };
  if (template.length > 1 && references.some((part) => 'row' in part)) {
    return { problem: `A \${row:…} is the whole text: no other can stand beside it.` };
  }
  return { template };
}

function isDeviceDatum(name: string): name is DeviceDatum {
  return Object.hasOwn(DEVICE_DATA, name);
}

function notAName(text: string): { readonly problem: string } {
  const shown = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return { problem: `"${shown}" is no name: a small letter, then letters, digits, "_" and "-", at most 64.` };
}

type DataPart = Exclude<TemplatePart, { readonly row: RowName }>;

/** Undefined when the device does not have it. */
function textOf(part: DataPart, { device, attributes, secrets }: TemplateData): SecretText | undefined {
  if (typeof part === 'string') return part;
  if ('secret' in part) return Object.hasOwn(secrets, part.secret) ? part : undefined;
  if ('attribute' in part) {
    const value = Object.hasOwn(attributes, part.attribute) ? attributes[part.attribute] : undefined;
    return value === undefined ? part.fallback : String(value);
  }
  // Empty is what a device is before it told who it is.
  return DEVICE_DATA[part.device](device) || part.fallback;
}

function nameOf(part: DataPart): string {
  if (typeof part === 'string') return part;
  if ('secret' in part) return `secrets.${part.secret}`;
  return 'attribute' in part ? `attributes.${part.attribute}` : `device.${part.device}`;
}

/** Neighbouring texts as one, so that only what is wanted counts, not where it comes from. */
function joined(texts: readonly SecretText[]): SecretText[] {
  const parts: SecretText[] = [];
  for (const text of texts) {
    const last = parts.at(-1);
    if (typeof text === 'string' && typeof last === 'string') parts[parts.length - 1] = last + text;
    else if (text !== '') parts.push(text);
  }
  return parts;
}

function stampOf(parts: readonly SecretText[], secrets: TemplateData['secrets']): string {
  const hash = new Fingerprint();
  for (const part of parts) {
    if (typeof part === 'string') hash.add(`=${part}`);
    else hash.add(`$${part.secret}@${secrets[part.secret]?.version}`);
  }
  return hash.text();
}
