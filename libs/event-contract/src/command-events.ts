import { z } from 'zod';
import type { EventTable } from './event-table.ts';
import { CpeFault } from './fault.ts';
import { CommandId } from './scalars.ts';
import { ACS_METHODS, COMMAND_KINDS, FAILURE_REASONS } from './vocabulary.ts';

const command = {
  commandId: CommandId,
  commandKey: z.string().describe('CommandKey on the wire.'),
  kind: z.enum(COMMAND_KINDS).describe('What was asked for.'),
  origin: z.enum(['operator', 'system']).describe('system: queued by Muster itself.'),
} as const;

export const commandEvents = {
  'command.queued': {
    summary: 'A command was accepted.',
    detail: 'It waits for a session of the device.',
    senders: ['api', 'provisioning'],
    schema: z.object(command),
  },
  'command.sent': {
    summary: 'An RPC of a command was sent.',
    detail: 'The first one only: commands may have several.',
    senders: ['provisioning'],
    schema: z.object({ ...command, method: z.enum(ACS_METHODS).describe('The RPC.') }),
  },
  'command.completed': {
    summary: 'A command is done.',
    detail: 'Values that were read and answers are not told: they stay in the command.',
    senders: ['provisioning'],
    schema: z.object({
      ...command,
      outcome: z
        .object({
          status: z.literal('completed').describe('It worked.'),
          result: z
            .object({
              methods: z.array(z.string()).exactOptional().describe('Methods of the CPE.'),
              instanceNumber: z.int().exactOptional().describe('Number of the new row.'),
              status: z.int().exactOptional().describe('0: applied. 1: committed, and applied after a reboot.'),
              startTime: cpeTimeOfTransfer('began'),
              completeTime: cpeTimeOfTransfer('ended'),
              parameters: z.int().exactOptional().describe('How many parameters were learnt.'),
              unreadable: z.array(z.string()).exactOptional().describe('Paths that the CPE refused to read.'),
              note: z.string().exactOptional().describe('What else there is to say.'),
            })
            .describe('What came of it; only members that apply are there.'),
        })
        .describe('How it ended.'),
    }),
  },
  'command.failed': {
    summary: 'A command has failed.',
    detail: 'It will not be tried again.',
    senders: ['provisioning'],
    schema: z.object({
      ...command,
      outcome: z
        .object({
          status: z.literal('failed').describe('It did not work.'),
          reason: z
            .enum(FAILURE_REASONS)
            .describe(
              'cpe_fault: the CPE refused. not_supported: the CPE cannot do it. invalid: it cannot be sent to this device. outcome_unknown: it was sent, the answer was lost, and whether it was done cannot be found out. timed_out: its effect did not come in time. transfer_failed: the transfer ended with a fault. internal: a mistake of Muster.',
            ),
          detail: z.string().describe('The same in words.'),
          fault: CpeFault.exactOptional(),
        })
        .describe('How it ended.'),
    }),
  },
  'command.expired': {
    summary: 'A command was not sent in time.',
    detail: 'It will not be sent any more.',
    senders: ['provisioning'],
    schema: z.object(command),
  },
  'command.cancelled': {
    summary: 'A command was cancelled.',
    detail: 'An operator took it back.',
    senders: ['api'],
    schema: z.object(command),
  },
  'command.overdue': {
    summary: 'The time of a command is over; what becomes of it follows.',
    detail: 'What becomes of it is decided in order with all else about the device.',
    internal: true,
    senders: ['provisioning'],
    schema: z.object(command),
  },
} as const satisfies EventTable;

function cpeTimeOfTransfer(what: 'began' | 'ended') {
  return z.string().exactOptional().describe(`When the transfer ${what}, by the CPE's clock, as it wrote it.`);
}
