import { z } from 'zod';
import { CONDITIONS } from '#libs/event-contract';
import { API_LIMITS } from './limits.ts';
import { named } from './named.ts';
import { ProfileName } from './profile.ts';
import { wordList } from './request-parts.ts';
import { DeviceId, Next, Timestamp } from './scalars.ts';
import { Condition, Finding } from './sync.ts';

const word = z.string().max(256);

/** Which devices are looked at. */
export const complianceQuery = {
  profile: z
    .union([
      ProfileName,
      z.string().regex(/^[a-z0-9][a-z0-9._-]{0,63}@[1-9]\d{0,8}$/, 'must be a profile, or one as name@revision'),
    ])
    .exactOptional()
    .describe('Devices for which this profile is in force, in any revision or as name@revision.'),
  manufacturer: word.exactOptional(),
  productClass: word.exactOptional(),
  softwareVersion: word.exactOptional(),
  tag: word.exactOptional(),
  condition: wordList(
    CONDITIONS,
    'Comma-separated conditions, any of which holds; by default all but `InSync`.',
  ).exactOptional(),
  filter: z
    .string()
    .max(API_LIMITS.filter)
    .exactOptional()
    .describe('More conditions on devices, as in the list of devices.'),
} as const;

export const ComplianceItem = named(
  'ComplianceItem',
  z.object({
    deviceId: DeviceId,
    model: z.object({ manufacturer: z.string(), productClass: z.string(), softwareVersion: z.string() }),
    profiles: z.array(z.string()).describe('In force for it, as name@revision.'),
    conditions: z.array(Condition),
    differing: z.int(),
    findings: z.array(Finding).describe('At most 100.'),
  }),
);

export const ComplianceList = named(
  'ComplianceList',
  z.object({
    devices: z.array(ComplianceItem),
    next: Next.exactOptional(),
    total: z.int().exactOptional().describe('How many devices match; only with `count=true`.'),
  }),
);

const counts = {
  devices: z.int().describe('All of them.'),
  differing: z.int().describe('Those of which a condition other than InSync is true.'),
} as const;

export type ComplianceList = z.infer<typeof ComplianceList>;

export const ComplianceSummary = named(
  'ComplianceSummary',
  z
    .object({
      at: Timestamp.describe('When this was counted: some seconds ago at most, or minutes in a large fleet.'),
      ...counts,
      byCondition: z.array(z.object({ condition: z.enum(CONDITIONS), devices: z.int() })),
      byProfile: z.array(z.object({ profile: z.string().describe('As name@revision.'), ...counts })),
      byModel: z.array(
        z.object({ manufacturer: z.string(), productClass: z.string(), softwareVersion: z.string(), ...counts }),
      ),
      byTag: z.array(z.object({ tag: z.string(), ...counts })),
    })
    .meta({ description: 'Counts; of each list at most 50, those with the most devices that differ first.' }),
);
export type ComplianceSummary = z.infer<typeof ComplianceSummary>;
