import { z } from 'zod';
import type { EventTable } from './event-table.ts';
import {
  EVIDENCE,
  EXECUTION_REASONS,
  EXECUTION_STATES,
  IMAGE_STATES,
  ROLLOUT_CHANGES,
  ROLLOUT_PHASES,
  WAVE_STATES,
} from './vocabulary.ts';

const ExecutionState = z.enum(EXECUTION_STATES);

const progress = {
  enrolled: z.int().describe('Devices that are in it.'),
  succeeded: z.int().describe('Devices that run the new version, and do well.'),
  failed: z.int().describe('Devices that do not; also those of which nothing was heard in time.'),
  inFlight: z.int().describe('Devices that hold a permit.'),
};

export const rolloutEvents = {
  'rollout.changed': {
    summary: 'Something was done to a rollout, or one of its waves is in another state.',
    detail:
      'Each change by itself, in their order, within seconds, with where the rollout stood then: the last event with the highest `revision` counts.',
    senders: ['firmware'],
    schema: z.object({
      what: z
        .enum(ROLLOUT_CHANGES)
        .exactOptional()
        .describe(
          'What somebody, or a rule, did. wave: that wave is in another state. closeCell: a model and version gets nothing any more.',
        ),
      detail: z.string().exactOptional().describe('One sentence, where that does not say all.'),
      name: z.string().describe('Name of the rollout.'),
      revision: z.int().describe('Of the rollout: grows with every change.'),
      phase: z
        .enum(ROLLOUT_PHASES)
        .describe(
          'running: devices are admitted. paused: none is, those under way go on. halted: and what was not fetched yet can not be fetched any more. completed, cancelled and expired are final.',
        ),
      since: z.string().describe('When it came into this phase.'),
      by: z.string().describe('Who or what did it: the name of a person, or of a rule.'),
      reason: z.string().exactOptional().describe('Why.'),
      wave: z
        .int()
        .exactOptional()
        .describe(
          'The wave that changed; else the one that is under way or comes next, the last one when all are over. Absent before it started.',
        ),
      waveState: z
        .enum(WAVE_STATES)
        .exactOptional()
        .describe(
          'Of that wave. soaking: it did well, and the next one waits. failed: too many of its devices did. stalled: failures took all its permits.',
        ),
      closedCells: z.array(z.string()).describe('Models with their versions that get nothing any more.'),
    }),
  },
  'image.changed': {
    summary: 'An image came, was released or quarantined, or is gone.',
    detail:
      'Told before it is so; of two that do it at the same time, what one of them tells may not have come to pass: the event with the highest `revision` counts.',
    senders: ['api', 'firmware'],
    schema: z.object({
      name: z.string().describe('Name of the image.'),
      version: z.string().describe('SoftwareVersion of devices that run it.'),
      revision: z.int().describe('Of the image: grows with every change.'),
      from: z.enum(IMAGE_STATES).exactOptional().describe('State before. Absent: it is new.'),
      to: z
        .enum([...IMAGE_STATES, 'removed'])
        .describe('State now. released: it may be sent to devices. quarantined: it is sent to none any more.'),
      reason: z.string().exactOptional().describe('Why it is quarantined.'),
      rollout: z.string().exactOptional().describe('The rollout whose rule did it. Absent: an operator did.'),
    }),
  },
  'rollout.progressed': {
    summary: 'A rollout has got on.',
    detail:
      'How many devices are where, all waves together and each. Every few seconds at most, and only when it changed.',
    senders: ['firmware'],
    schema: z.object({
      ...progress,
      finished: z.int().describe('Devices with which nothing is to be done any more, however it ended.'),
      skipped: z.int().describe('Devices with which nothing was to be done, or nothing could be.'),
      burned: z.int().describe('Permits that failures took.'),
      cap: z.int().describe('Permits of all waves that have begun.'),
      waves: z
        .array(z.object({ wave: z.int().describe('From 1 on.'), ...progress }))
        .describe('One entry for each wave that has devices.'),
    }),
  },
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
