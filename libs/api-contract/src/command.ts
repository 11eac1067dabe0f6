import { z } from 'zod';
import { COMMAND_KINDS, FAILURE_REASONS } from '#libs/event-contract';
import { named } from './named.ts';
import { CommandId, DeviceId, Next, Timestamp } from './scalars.ts';
import { ValueType } from './wanted-value.ts';

export { COMMAND_KINDS, FAILURE_REASONS };

export const COMMAND_STATES = ['queued', 'sent', 'completed', 'failed', 'expired', 'cancelled'] as const;

export const CommandState = named(
  'CommandState',
  z.enum(COMMAND_STATES).meta({
    description:
      'queued: waits for a session. sent: an RPC of it is on the wire, or its effect is awaited. The others are final.',
  }),
);

const ReadValue = z.object({
  name: z.string(),
  value: z.string(),
  type: ValueType,
  hidden: z.literal(true).exactOptional().describe('It is a secret: `value` is empty.'),
});

const CpeFault = named(
  'CpeFault',
  z
    .object({
      faultCode: z.int(),
      faultString: z.string(),
      parameterFaults: z.array(z.object({ parameterName: z.string(), faultCode: z.int(), faultString: z.string() })),
    })
    .meta({ description: 'What the CPE refused (TR-069 A.5.1), word for word.' }),
);

export const CommandResult = named(
  'CommandResult',
  z
    .object({
      values: z.array(ReadValue).exactOptional(),
      methods: z.array(z.string()).exactOptional(),
      instanceNumber: z.int().exactOptional().describe('Of the new row.'),
      status: z.int().exactOptional().describe('1: committed, applied after a reboot.'),
      startTime: z.string().exactOptional(),
      completeTime: z.string().exactOptional(),
      parameters: z.int().exactOptional().describe('How many were learnt.'),
      unreadable: z.array(z.string()).exactOptional(),
      response: z.unknown().optional().describe('For `rpc`: the answer as it came.'),
      note: z.string().exactOptional(),
    })
    .meta({ description: 'What a completed command has to show. Only members that apply are there.' }),
);

export const CommandOutcome = named(
  'CommandOutcome',
  z.discriminatedUnion('status', [
    z.object({ status: z.literal('completed'), result: CommandResult }),
    z.object({
      status: z.literal('failed'),
      reason: z.enum(FAILURE_REASONS),
      detail: z.string(),
      fault: CpeFault.exactOptional(),
    }),
  ]),
);

export const Command = named(
  'Command',
  z
    .object({
      id: CommandId,
      deviceId: DeviceId,
      origin: z.enum(['operator', 'system']).describe('system: queued by Muster itself.'),
      spec: z
        .looseObject({ kind: z.enum(COMMAND_KINDS) })
        .describe('What was asked for, as it was given. Secrets are left out: empty, with `hidden: true` beside.'),
      commandKey: z.string().describe('CommandKey on the wire.'),
      bytesServed: z
        .int()
        .exactOptional()
        .describe('Bytes of an image that the CPE was sent for it; told of one command alone.'),
      idempotencyKey: z.string().exactOptional(),
      state: CommandState,
      onWire: z
        .object({ step: z.int(), method: z.string(), sessionId: z.string(), sentAt: Timestamp })
        .exactOptional()
        .describe('The RPC that was sent and has no answer yet.'),
      awaiting: z
        .object({
          what: z.enum(['transferComplete', 'boot', 'bootstrap', 'scheduledInform', 'duStateChange']),
          since: Timestamp,
          sessionId: z.string().describe('In which it was asked for.'),
        })
        .exactOptional()
        .describe('All was sent and answered; what is waited for is its effect.'),
      attempts: z.int().describe('How often an RPC was sent again.'),
      rpcs: z.int(),
      createdAt: Timestamp,
      notBefore: Timestamp.exactOptional(),
      deadlineAt: Timestamp.describe('Not sent by then: expired.'),
      sentAt: Timestamp.exactOptional(),
      finishedAt: Timestamp.exactOptional(),
      outcome: CommandOutcome.exactOptional(),
    })
    .meta({ description: 'Work queued for a device.' }),
);
export type Command = z.infer<typeof Command>;

export const CommandList = named(
  'CommandList',
  z.object({ commands: z.array(Command).describe('Newest first.'), next: Next.exactOptional() }),
);
