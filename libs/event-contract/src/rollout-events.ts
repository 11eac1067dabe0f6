import { z } from 'zod';
import type { EventTable } from './event-table.ts';
import { EVIDENCE, EXECUTION_REASONS, EXECUTION_STATES } from './vocabulary.ts';

const State = z.enum(EXECUTION_STATES);

export const rolloutEvents = {
  'execution.changed': {
    summary: 'A rollout got on with the device.',
    detail: 'One event for each change of the state of the rollout on this device.',
    senders: ['firmware'],
    schema: z.object({
      rollout: z.string().describe('Id of the rollout.'),
      wave: z.int().describe('Wave the device is in, from 1.'),
      step: z.int().describe('Which of the images on the way to the target, from 1.'),
      attempt: z.int().describe('Which try of the step, from 1.'),
      from: State.describe('State before.'),
      to: State.describe(
        'State now. eligible, scheduled and notified wait; admitted has a permit; sending to soaking are under way; waitingRetry is tried again; the others are final.',
      ),
      commandKey: z.string().describe('CommandKey of the Download of this try.'),
      fromVersion: z.string().exactOptional().describe('SoftwareVersion before the step.'),
      toVersion: z.string().exactOptional().describe('SoftwareVersion after the step.'),
      reason: z.enum(EXECUTION_REASONS).exactOptional().describe('Why it ended so, in one word for programs.'),
      detail: z.string().exactOptional().describe('Why, in words for people.'),
      fault: z.int().exactOptional().describe('The fault that came last, 9xxx.'),
      evidence: z.array(z.enum(EVIDENCE)).describe('What was seen of the device since the Download.'),
    }),
  },
} as const satisfies EventTable;
