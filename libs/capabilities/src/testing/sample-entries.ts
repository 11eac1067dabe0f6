import type { Capability, ProfileEntry, ProfileRow, RowsOfTable, Scalar, TableDescription } from '#libs/domain';

/** What a sample says where its shape leaves open what a device takes. */
const SAMPLES: Readonly<Record<string, Scalar>> = {
  'managementServer.periodicInform.time': '2026-01-01T03:00:00Z',
  'wifi.2g.channel': '6',
  'wifi.5g.channel': '36',
  'qos.queues.trafficClasses': '1,2',
};

const FORMATS = {
  ipv4: '192.0.2.10',
  ipv4Range: '192.168.1.100-192.168.1.150',
  ip: '192.0.2.53',
  mac: '02:00:5E:00:53:01',
  host: 'host.example.com',
  url: 'https://acs.example.com/',
  timeOfDay: '07:30',
} as const;

/** Entries that together declare everything a capability can be: every word of an enum, every field of a row. */
export function sampleEntries(name: string, capability: Capability): readonly ProfileEntry[] {
  if (capability.kind === 'table') return [{ capability: name, ...sampleRows(name, capability) }];
  const sample = SAMPLES[name];
  if (sample === undefined && capability.enum && !capability.list) {
    return capability.enum.map((value) => ({ capability: name, value }));
  }
  return [{ capability: name, value: sample ?? sampleValue(name, capability) }];
}

function sampleRows(name: string, { fields, tables = {} }: TableDescription): RowsOfTable {
  const row: Record<string, ProfileRow[string]> = {};
  for (const [field, shape] of Object.entries(fields)) row[field] = sampleValue(`${name}.${field}`, shape);
  for (const [table, shape] of Object.entries(tables)) row[table] = sampleRows(`${name}.${table}`, shape);
  return { rows: { sample: row } };
}

function sampleValue(name: string, shape: TableDescription['fields'][string]): Scalar {
  const { secret, enum: words, format, type, min, max } = shape;
  const sample = SAMPLES[name];
  if (sample !== undefined) return sample;
  // The characters themselves are meant: the device's data fill it in.
  if (secret) return '$' + '{secrets.sample}';
  if (words?.[0] !== undefined) return words[0];
  if (format !== undefined) return FORMATS[format];
  if (type === 'boolean') return true;
  return type === 'string' ? 'sample' : Math.min(Math.max(min ?? 0, 50), max ?? 50);
}
