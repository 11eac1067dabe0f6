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
    .describe(
      'Devices that differ from what this profile declares, in any revision or as name@revision, and of their findings only its own. What a profile of a higher priority decides is not its own. With `condition=InSync` also those that are as it declares. A device that was not looked at since Muster keeps whose findings it has counts as differing from all profiles in force for it.',
    ),
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
    differing: z.int().describe('How many things are not as declared, by whatever profile.'),
    findings: z
      .array(Finding)
      .describe('Which these are, of the profile that was asked for: of the first 100 of the device.'),
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

const ProfileCounts = z.object({
  profile: z.string().describe('As name@revision.'),
  devices: z.int().describe('Those for which it is in force.'),
  differing: z.int().describe('Those of them that differ from what this profile declares.'),
});

const others = z.int().describe('How many are not told. Of more than 10,000, those beyond are not counted.');

export type ComplianceList = z.infer<typeof ComplianceList>;

export const ComplianceSummary = named(
  'ComplianceSummary',
  z
    .object({
      at: Timestamp.describe('When this was counted: some seconds ago at most, or minutes in a large fleet.'),
      ...counts,
      notLookedAt: z
        .int()
        .describe('Devices that were never compared: no profile was for them yet, or their tree is not known.'),
      byCondition: z.array(z.object({ condition: z.enum(CONDITIONS), devices: z.int() })),
      byProfile: z.array(ProfileCounts),
      byModel: z.array(
        z.object({ manufacturer: z.string(), productClass: z.string(), softwareVersion: z.string(), ...counts }),
      ),
      byTag: z.array(z.object({ tag: z.string(), ...counts })),
      others: z.object({ byProfile: others, byModel: others, byTag: others }).describe('What the lists leave out.'),
    })
    .meta({ description: 'Counts; of each list at most 50, those with the most devices that differ first.' }),
);
export type ComplianceSummary = z.infer<typeof ComplianceSummary>;
