import { z } from 'zod';
import { named } from './named.ts';
import { ProfileProblem } from './profile.ts';
import { RolloutDraft, RolloutId } from './rollout.ts';
import { HaltRules } from './rollout-document.ts';
import { DeviceId } from './scalars.ts';

export const LEFT_OUT_REASONS = ['excluded', 'held', 'already', 'incompatible', 'downgrade'] as const;

export const RolloutPreviewOrder = named(
  'RolloutPreviewOrder',
  z
    .strictObject({
      rollout: RolloutId.exactOptional().describe('A stored one, as it is.'),
      document: RolloutDraft.exactOptional().describe(
        'A RolloutDocument that nobody stored; it goes before `rollout`.',
      ),
      perDeviceMinutes: z
        .number()
        .min(0.1)
        .max(10_000)
        .default(15)
        .describe(
          'How long a device is likely to take from a Download to its version; twice as long with an image in between.',
        ),
    })
    .meta({ description: 'One of both is needed; with both, the document stands in place of that of the rollout.' }),
);

const Share = z.object({ devices: z.int(), examples: z.array(DeviceId).describe('At most 5.') });

/** A line of the answer. */
export const RolloutPreviewLine = named(
  'RolloutPreviewLine',
  z.union([
    z.object({
      progress: z.object({
        done: z.int(),
        total: z.int().describe('As counted at the beginning.'),
        perSecond: z.number(),
      }),
    }),
    z.object({
      result: z.object({
        devices: z.int().describe('That the filter fits and that are not excluded.'),
        seconds: z.number(),
        upgraded: z.int().describe('Devices that would get an image.'),
        paths: z
          .array(
            Share.extend({
              from: z.string().describe('SoftwareVersion.'),
              versions: z.array(z.string()).describe('Of the images, one after the other.'),
            }),
          )
          .describe('By which images, the commonest first; at most 100.'),
        otherPaths: Share.describe('By any other.'),
        leftOut: z
          .array(
            Share.extend({
              reason: z.enum(LEFT_OUT_REASONS),
              detail: z.string(),
              rollout: z.object({ id: z.string(), name: z.string() }).exactOptional().describe('Which one holds them.'),
            }),
          )
          .describe(
            'Who gets nothing, and why; the commonest first, at most 100. already, incompatible and downgrade are in a wave all the same and are skipped there.',
          ),
        otherLeftOut: Share,
        images: z
          .array(z.object({ id: z.string(), version: z.string(), size: z.int(), devices: z.int() }))
          .describe('What is to be fetched how often.'),
        bytes: z.number().describe('To be fetched in all.'),
        waves: z.array(
          z.object({
            wave: z.int(),
            devices: z.int(),
            soakMinutes: z.int(),
            gated: z.boolean().describe('Somebody has to open it.'),
            halt: HaltRules.describe('The rules that hold in it, its own and the defaults among them.'),
            durationMinutes: z.number().nullable().describe('With its soak; null: it never ends.'),
          }),
        ),
        minutesPerWeek: z.int().describe('In which devices may begin: windows, but for their lead.'),
        devicesPerWeek: z.int().describe('That can be upgraded in a week by the cap and the windows.'),
        durationMinutes: z
          .number()
          .nullable()
          .describe('At least: all devices call in at once, none fails, gates open at once. null: it never ends.'),
        problems: z.array(ProfileProblem).describe('What would keep it from being started, or from ending in time.'),
      }),
    }),
  ]),
);
export type RolloutPreviewLine = z.infer<typeof RolloutPreviewLine>;
