import { z } from 'zod';
import { named } from './named.ts';
import { Draft, ProfileName, ProfileProblem } from './profile.ts';
import { DeviceId } from './scalars.ts';
import { Source } from './sync.ts';

const UnmetReason = z.enum(['not_supported', 'missing_data', 'bad_value', 'conflict']);

export const DevicePreviewOrder = named(
  'DevicePreviewOrder',
  z.strictObject({
    profile: ProfileName.exactOptional().describe(
      'In whose place the draft stands; without a draft, its newest revision stands for what is in force.',
    ),
    draft: Draft.exactOptional(),
  }),
);

const Difference = z.object({
  what: z
    .enum(['unknown', 'value', 'attribute', 'missingRow', 'unwanted', 'ambiguous'])
    .describe('unknown: what is there must be read first.'),
  subject: z.string().describe('Path, or name of a row.'),
  desired: z.string().exactOptional().describe('`•••` for a secret.'),
  reported: z.string().exactOptional().describe('`•••` for a secret.'),
  observed: z.literal(true).exactOptional().describe('It is only told.'),
  source: Source,
});

export const PlanSteps = z.array(
  z.object({
    do: z.enum(['list', 'read', 'delete', 'add', 'set', 'attributes', 'reboot', 'verify']),
    text: z.string().describe('In words. Secrets are `•••`.'),
    risky: z.literal(true).exactOptional().describe('A mistake in it may cut the CPE off.'),
  }),
);

export const DevicePreview = named(
  'DevicePreview',
  z
    .object({
      deviceId: DeviceId,
      generation: z.int().describe('Of what is in force.'),
      profiles: z.array(z.string()).describe('That would be in force for it, as name@revision; a draft as name@draft.'),
      differences: z.array(Difference),
      unmet: z
        .array(z.object({ subject: z.string(), reason: UnmetReason, detail: z.string(), source: Source }))
        .describe('What is declared and can not be had.'),
      steps: PlanSteps.describe('What would be done. What must be read first may lead to more.'),
    })
    .meta({ description: 'What is, and what would be done. Nothing was.' }),
);

export type DevicePreview = z.infer<typeof DevicePreview>;

export const PreviewOrder = named(
  'PreviewOrder',
  z.strictObject({ profile: ProfileName.describe('In whose place the draft stands.'), document: Draft }),
);

const Share = z.object({ devices: z.int(), examples: z.array(DeviceId).describe('At most 5.') });

const progress = {
  done: z.int(),
  total: z.int().describe('As counted at the beginning.'),
  perSecond: z.number(),
} as const;

/** A line of the answer. */
export const PreviewLine = named(
  'PreviewLine',
  z.union([
    z.object({ progress: z.object(progress) }),
    z.object({
      result: z.object({
        devices: z.int(),
        seconds: z.number(),
        selected: z.int().describe('Devices that the draft is for.'),
        released: z.int().describe('Devices that the revision in force is for and the draft is not.'),
        unchanged: Share.describe('Nothing would be done.'),
        unknown: Share.describe('Something would have to be read first.'),
        shapes: z
          .array(Share.extend({ steps: z.array(z.string()).describe('Without numbers of rows and without values.') }))
          .describe('What would be done, the commonest first; at most 100.'),
        otherShapes: Share.describe('Those with any other.'),
        unmet: z
          .array(Share.extend({ subject: z.string(), reason: UnmetReason, source: Source, detail: z.string() }))
          .describe('What could not be had, the commonest first; at most 100.'),
        failed: Share.describe('They could not be looked at.'),
        problems: z
          .array(ProfileProblem)
          .describe('What publishing it would be refused for, such as conflicts with other profiles.'),
      }),
    }),
  ]),
);
export type PreviewLine = z.infer<typeof PreviewLine>;
