import { z } from 'zod';
import { CONDITIONS } from '#libs/event-contract';
import { CommandState } from './command.ts';
import { named } from './named.ts';
import { CommandId, DeviceId, Timestamp } from './scalars.ts';

export const Source = named(
  'Source',
  z
    .object({
      profile: z.string(),
      revision: z.int().describe('Of a draft: the number it would have.'),
      pointer: z.string().describe('JSON pointer into its document.'),
    })
    .meta({ description: 'Where something was declared.' }),
);

export const Condition = named(
  'Condition',
  z.object({
    type: z.enum(CONDITIONS),
    reason: z.string().describe('One word for programs.'),
    message: z.string().describe('One sentence for people.'),
    since: Timestamp,
  }),
);

export const Finding = named(
  'Finding',
  z
    .object({
      subject: z.string().describe('Path, or capability when the model has no path for it.'),
      condition: z.enum(CONDITIONS),
      reason: z.string(),
      desired: z.string().exactOptional().describe('`•••` for a secret.'),
      reported: z.string().exactOptional().describe('`•••` for a secret.'),
      detail: z.string(),
      source: Source,
      other: Source.exactOptional().describe('The other side of a conflict.'),
      since: Timestamp,
    })
    .meta({ description: 'One thing that is not as declared.' }),
);

const Trouble = z.object({
  path: z.string(),
  kind: z
    .enum(['ignored', 'reverted', 'refused'])
    .describe(
      'ignored: not so right after it was accepted. reverted: it was so, and was changed. refused: with a fault.',
    ),
  times: z.int().describe('How often of late; at most 8 are counted.'),
  lastAt: Timestamp.exactOptional(),
  until: Timestamp.describe('Not tried again before.'),
  text: z.string().describe('All of it in words.'),
});

const OpenPlan = z.object({
  commandId: CommandId,
  state: CommandState,
  step: z.int().describe('Of `steps`, from 0: the one that is being done.'),
  steps: z.array(z.string()).describe('In words, in order. Without secrets.'),
});

export const DeviceSync = named(
  'DeviceSync',
  z
    .object({
      deviceId: DeviceId,
      lookedAt: z.boolean().describe('Whether there ever was a profile for it and that was looked at.'),
      generation: z.int().describe('Of what was in force when it was looked at last.'),
      generationInForce: z.int().describe('The same now: when it is greater, the device looks in its next session.'),
      profiles: z.array(z.string()).describe('In force for it, as name@revision, the highest priority first.'),
      conditions: z.array(Condition),
      differing: z.int().describe('How many things are not as declared.'),
      findings: z.array(Finding).describe('Which these are; at most 100.'),
      troubles: z.array(Trouble).describe('What did not stay as it was set, or was refused.'),
      backOff: z
        .object({
          reason: z
            .string()
            .describe('One word for programs: NoAnswer, PlanFailed, TooManyPlans, TooManyTroubles or Parked.'),
          failures: z.int(),
          until: Timestamp.exactOptional().describe(
            'Absent when the device is parked: the same plan failed three times. It is tried again when something else is declared for it, its software is another, it is reset, or somebody asks with `POST /api/v1/devices/{deviceId}/reconcile`.',
          ),
          why: z.string(),
        })
        .exactOptional()
        .describe('After plans that failed as a whole.'),
      auditDueAt: Timestamp.exactOptional().describe('What is enforced is read again from then on.'),
      rows: z
        .array(
          z.object({
            row: z.string().describe('Table and name.'),
            instance: z.int(),
            alias: z.string().exactOptional(),
            owned: z.boolean().describe('Muster made it.'),
          }),
        )
        .describe('Which row of the CPE a declared row is.'),
      plan: OpenPlan.exactOptional().describe('What is being done about it.'),
    })
    .meta({ description: 'How a device stands to what is declared for it.' }),
);
export type DeviceSync = z.infer<typeof DeviceSync>;
