import { z } from 'zod';
import type { EventTable } from './event-table.ts';
import { EVIDENCE, EXECUTION_REASONS, EXECUTION_STATES } from './vocabulary.ts';

const ExecutionState = z.enum(EXECUTION_STATES);

export const rolloutEvents = {
  'execution.changed': {
    summary: 'A rollout got on with a device.',
    detail:
      'Each change of the state of one rollout on one device. Only `succeeded` means that the device runs the new version: a transfer that is complete does not.',
    senders: ['provisioning', 'firmware'],
    schema: z.object({
      rollout: z.string().describe('The rollout.'),
      wave: z.int().describe('Its wave, from 1 on.'),
      step: z.int().describe('Which image of those on the way to the target, from 1 on.'),
      attempt: z.int().describe('Of the step, from 1 on.'),
      from: ExecutionState.describe('State before.'),
      to: ExecutionState.describe(
        'State now. eligible: not looked at yet. scheduled: waits for its device, a window and a permit. notified: it was asked to call in. admitted: it has a permit, what must hold before is checked. sending: the Download goes out. unknownSent: whether it arrived is not known. transferring: the CPE took it up. transferred: the file is there. rebooting: the CPE is told to reboot. verifying: it reports the new version, what must hold after is checked. soaking: it must stay well for a time. waitingRetry: it is tried again, or the next image comes. The others are final.',
      ),
      commandKey: z.string().describe('CommandKey of the Download of this attempt, also before it is sent.'),
      fromVersion: z
        .string()
        .exactOptional()
        .describe('SoftwareVersion before the image. Absent before the way was found.'),
      toVersion: z.string().exactOptional().describe('SoftwareVersion of the image. Absent before the way was found.'),
      reason: z.enum(EXECUTION_REASONS).exactOptional().describe('Why it ended so.'),
      detail: z.string().exactOptional().describe('The same in words.'),
      fault: z.int().exactOptional().describe('Fault code that came last.'),
      evidence: z
        .array(z.enum(EVIDENCE))
        .describe(
          'What was seen since the Download: transferComplete, boot, version: the new one was reported, configLost: `0 BOOTSTRAP` came, late: success came after it was given up.',
        ),
    }),
  },
} as const satisfies EventTable;
