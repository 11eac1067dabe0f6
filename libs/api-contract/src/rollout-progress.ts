import { z } from 'zod';
import { named } from './named.ts';
import { DeviceId, Timestamp } from './scalars.ts';

export const EXECUTION_STATES = [
  'eligible',
  'scheduled',
  'notified',
  'admitted',
  'sending',
  'unknownSent',
  'transferring',
  'transferred',
  'rebooting',
  'verifying',
  'soaking',
  'waitingRetry',
  'succeeded',
  'failed',
  'timedOut',
  'skipped',
  'cancelled',
  'superseded',
] as const;

/** Why a device that called in was sent nothing. */
export const WAIT_REASONS = [
  'notRunning',
  'notApproved',
  'waveClosed',
  'cellClosed',
  'windowClosed',
  'tooEarly',
  'deadline',
  'imageNotReleased',
  'downgrade',
  'cancelWanted',
  'noPermit',
  'groupFull',
  'preCheck',
  'busy',
] as const;

const Counts = z.record(z.string(), z.int());

const Tally = named(
  'RolloutTally',
  z
    .object({
      states: Counts.describe('Devices by state.'),
      reasons: Counts.describe('By why they are in a final state.'),
      faults: Counts.describe('By fault code: each device counts once for a code.'),
      cells: z
        .record(
          z.string(),
          z.object({
            inFlight: z.int(),
            completed: z.int(),
            failed: z.int(),
            silent: z.int().exactOptional().describe('Of those that failed; absent: none.'),
          }),
        )
        .describe('By manufacturer/productClass/hardwareVersion/softwareVersion at the start.'),
      waits: Counts.exactOptional().describe(
        'Devices that wait, by why nothing was sent when they called in last: `waits.for` of a device.',
      ),
      inFlight: z.int().describe('Under way: they have a permit.'),
      completed: z.int(),
      failed: z.int(),
      blamed: z.int().describe('Failures that say something about the image, with their weight.'),
      silent: z.int().describe('Not a word since the Download.'),
    })
    .meta({ description: 'Devices counted. What is none is left out.' }),
);

const Rule = z.object({
  rule: z.string().describe('Of HaltRules.'),
  action: z
    .enum(['pause', 'halt', 'quarantine', 'closeCell'])
    .describe('What it does when it trips. closeCell: devices of that model and version get nothing any more.'),
  value: z.number(),
  limit: z.number().nullable().describe('null: none.'),
  tripped: z.boolean(),
  cell: z.string().exactOptional(),
});

export const RolloutProgress = named(
  'RolloutProgress',
  z
    .object({
      at: Timestamp,
      enrolled: z.int().describe('Devices that are in a wave.'),
      finished: z.int().describe('Devices in a final state.'),
      burned: z.int().describe('Permits that failures took.'),
      cap: z.int().describe('Permits of all waves.'),
      total: Tally,
      waves: z.array(
        z.object({
          wave: z.int(),
          tally: Tally,
          rules: z.array(Rule).describe('What each rule says, also when it does not trip.'),
        }),
      ),
      curve: z
        .array(
          z.object({
            at: Timestamp,
            succeeded: z.int(),
            failed: z.int().describe('Also those of which nothing was heard in time.'),
            inFlight: z.int(),
          }),
        )
        .describe('How it went over time; at most some hundred points.'),
      held: z
        .object({
          devices: z.int(),
          examples: z.array(z.object({ deviceId: DeviceId, rollout: z.string() })).describe('At most 20.'),
        })
        .exactOptional()
        .describe('Devices that it did not get when they were put into waves, since another rollout holds them.'),
    })
    .meta({ description: 'How far a rollout is. While it runs: as it was when something changed last.' }),
);
export type RolloutProgress = z.infer<typeof RolloutProgress>;
