import { z } from 'zod';
import { named } from './named.ts';
import { ValueType } from './wanted-value.ts';

const facts = {
  name: z.string().meta({ examples: ['wifi.2g.ssid'] }),
  group: z.string(),
  kind: z.enum(['value', 'table']).describe('value: one value. table: rows by name.'),
  summary: z.string(),
  models: z.array(z.string()).describe('Data models it is mapped to: `tr181`, `tr098`, `device1`.'),
} as const;

export const CapabilityValue = named(
  'CapabilityValue',
  z
    .object({
      summary: z.string(),
      type: ValueType,
      format: z.string().exactOptional().describe('How a text looks: `ipv4`, `mac`, `url`, …'),
      list: z.boolean().exactOptional().describe('Items with commas between them, each of that form.'),
      enum: z.array(z.string()).exactOptional(),
      min: z.number().exactOptional(),
      max: z.number().exactOptional(),
      minLength: z.int().exactOptional().describe('In characters.'),
      maxLength: z.int().exactOptional().describe('In characters.'),
      secret: z.boolean().exactOptional().describe('Never shown.'),
      risky: z.boolean().exactOptional().describe('Getting it wrong may cut the CPE off: it is set alone and last.'),
      required: z.boolean().exactOptional().describe('Every row has it.'),
      default: z.union([z.string(), z.number(), z.boolean()]).exactOptional(),
    })
    .meta({ description: 'What a value may be.' }),
);

export const CapabilityTable = named(
  'CapabilityTable',
  z.object({
    fields: z.record(z.string(), CapabilityValue),
    get tables() {
      return z.record(z.string(), CapabilityTable).exactOptional().describe('Tables below a row.');
    },
  }),
);

export const Capability = named(
  'Capability',
  z
    .object({
      ...facts,
      value: CapabilityValue.exactOptional().describe('Of kind `value`.'),
      table: CapabilityTable.exactOptional().describe('Of kind `table`.'),
    })
    .meta({ description: 'A model-neutral name for something a CPE can be told.' }),
);

export const CapabilityList = named(
  'CapabilityList',
  z.object({
    groups: z.array(z.object({ name: z.string(), title: z.string(), summary: z.string() })),
    capabilities: z.array(z.object(facts)).describe('By name.'),
  }),
);
