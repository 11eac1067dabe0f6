import { capabilityCatalog } from '#libs/capabilities';
import {
  type Capability,
  type CapabilityGroup,
  type CatalogParts,
  MODEL_KINDS,
  type ModelKind,
  type TableDescription,
  type ValueDescription,
} from '#libs/domain';
import { capabilityPaths } from './capability-paths.ts';

/** Words of an enum that are told; there are many channels. */
const WORDS = 8;
const HEADS: Readonly<Record<ModelKind, string>> = {
  tr181: 'TR-181 (`Device.`)',
  tr098: 'TR-098 (`InternetGatewayDevice.`)',
  device1: 'Device:1 (`Device.`)',
};

/** `docs/capabilities.md`, from the data of `libs/capabilities`. */
export function capabilitiesPage(): string {
  const { parts } = capabilityCatalog();
  const links = parts.groups.map(({ title }) => `[${title}](#${anchor(title)})`).join(' · ');
  return `# Capabilities

What a profile can say in words that fit every data model: \`{ "capability": "wifi.2g.ssid", "value": "Home" }\`. Each becomes the
parameters that the device has. Rows are found by what they are (the radio of a band, the connection that is up) and stand here as
\`{i}\`; of several paths all are set, or the first that the device has is taken. Where a device has none of them, the profile's
entry is told as unmet and the rest of the profile holds. This page is generated (\`npm run docs\`) from
\`libs/capabilities/src/data\`, where all of it can be changed as data and then is built. A vendor more is a file more in \`overrides\`,
and its name in \`catalog-files.ts\`.

${links}

${parts.groups.map((group) => groupSection(group, parts)).join('\n')}
${vendorSection(parts)}`;
}

function groupSection({ name, title, summary }: CapabilityGroup, parts: CatalogParts): string {
  const capabilities = Object.entries(parts.capabilities).filter(([, { group }]) => group === name);
  const kinds = MODEL_KINDS.filter((kind) => capabilities.some(([, { models }]) => (models[kind] ?? []).length > 0));
  const heads = ['capability', 'what it is', 'value', ...kinds.map((kind) => HEADS[kind]), 'differs at'];
  const rows = capabilities.map(([each, capability]) => [
    `\`${each}\``,
    capability.summary,
    capability.kind === 'value' ? valueText(capability) : 'rows, see below',
    ...kinds.map((kind) => pathsCell(capability, kind, parts)),
    vendorsOf(each, parts).join(', '),
  ]);
  const tables = capabilities.flatMap(([each, capability]) =>
    capability.kind === 'table' ? [fieldsTable(each, capability)] : [],
  );
  return `## ${title}\n\n${summary}\n\n${[table(heads, rows), ...tables].join('\n')}`;
}

function pathsCell(capability: Capability, kind: ModelKind, parts: CatalogParts): string {
  const paths = capabilityPaths(capability.models[kind] ?? [], kind, [parts]);
  return paths.length === 0 ? '–' : paths.map((path) => `\`${path}\``).join('<br>');
}

function vendorsOf(name: string, { overrides }: CatalogParts): readonly string[] {
  return overrides.filter(({ capabilities }) => Object.hasOwn(capabilities, name)).map((override) => override.name);
}

function fieldsTable(name: string, { fields, tables = {} }: TableDescription): string {
  const rows = Object.entries(fields).map(([field, { summary, required, default: preset, ...shape }]) => [
    `\`${field}\``,
    summary,
    valueText({ summary, ...shape }),
    required ? 'must be given' : preset === undefined ? 'left as it is' : `\`${JSON.stringify(preset)}\``,
  ]);
  const below = Object.entries(tables).map(([each, shape]) => fieldsTable(`${name}.${each}`, shape));
  return [`Rows of \`${name}\`:\n\n${table(['field', 'what it is', 'value', 'default'], rows)}`, ...below].join('\n');
}

function vendorSection(parts: CatalogParts): string {
  const sections = parts.overrides.map((override) => {
    const { title, name, capabilities } = override;
    const rows = Object.entries(capabilities).flatMap(([each, models]) =>
      MODEL_KINDS.flatMap((kind) => {
        const mappings = models[kind];
        if (mappings === undefined) return [];
        const paths = capabilityPaths(mappings, kind, [parts, override]).map((path) => `\`${path}\``);
        return [[`\`${each}\``, HEADS[kind], paths.join('<br>') || 'not there']];
      }),
    );
    return `### ${title}\n\n\`${name}\`\n\n${table(['capability', 'data model', 'where it is'], rows)}`;
  });
  return `## Vendors\n\nWhat is different on the devices of a vendor.\n\n${sections.join('\n')}`;
}

function valueText({ type, format, list, enum: words, min, max, secret, risky, ...lengths }: ValueDescription): string {
  const named = words?.slice(0, WORDS).map((word) => `\`${word}\``);
  const more = (words?.length ?? 0) > WORDS ? ', …' : '';
  const bounds = [
    ...(min === undefined ? [] : [`from ${min}`]),
    ...(max === undefined ? [] : [`to ${max}`]),
    ...lengthText(lengths),
    ...(secret ? ['secret'] : []),
    ...(risky ? ['set alone and last'] : []),
  ];
  const what = named ? named.join(', ') + more : (format ?? type);
  return [list ? `list of ${what}` : what, ...bounds].join('; ');
}

function lengthText({ minLength, maxLength }: Pick<ValueDescription, 'minLength' | 'maxLength'>): readonly string[] {
  if (minLength === undefined) return maxLength === undefined ? [] : [`at most ${maxLength} characters`];
  return [maxLength === undefined ? `at least ${minLength} characters` : `${minLength} to ${maxLength} characters`];
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return [line(heads), `|${'---|'.repeat(heads.length)}\n`, ...rows.map(line)].join('');
}

/** As GitHub makes the anchor of a heading. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-');
}
