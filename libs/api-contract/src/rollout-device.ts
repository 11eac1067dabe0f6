import { z } from 'zod';
import { ImageId } from './image.ts';
import { named } from './named.ts';
import { EXECUTION_STATES, WAIT_REASONS } from './rollout-progress.ts';
import { DeviceId, Next, Timestamp } from './scalars.ts';

const ExecutionState = named(
  'ExecutionState',
  z.enum(EXECUTION_STATES).meta({ description: 'The last six are final. `explanation` has it in words.' }),
);

const BytesServed = z
  .int()
  .describe('Bytes of the image that the device was sent, parts that it fetched twice twice; some seconds old.');

const Attempt = z.object({
  step: z.int(),
  attempt: z.int(),
  commandKey: z.string().describe('CommandKey on the wire.'),
  sentAt: Timestamp,
  endedAt: Timestamp.exactOptional(),
  faultCode: z.int().exactOptional(),
  result: z.string().exactOptional().describe('One word for programs.'),
  bytesServed: BytesServed,
  text: z.string().describe('All of it in words.'),
});

export const RolloutDevice = named(
  'RolloutDevice',
  z
    .object({
      deviceId: DeviceId,
      rollout: z.string(),
      wave: z.int(),
      state: ExecutionState,
      explanation: z.string().describe('What that means for this device, in words.'),
      since: Timestamp,
      deadlineAt: Timestamp.exactOptional().describe('When it is looked at again, or given up.'),
      reason: z.string().exactOptional().describe('Why it ended, one word for programs.'),
      detail: z.string().exactOptional(),
      waits: z
        .object({
          for: z.enum(WAIT_REASONS),
          group: z.string().exactOptional().describe('That is full, attribute=value.'),
          since: Timestamp,
        })
        .exactOptional()
        .describe('Why nothing was sent when the device called in last. Only while it waits.'),
      checkFailed: z.string().exactOptional().describe('Which pre-check or post-check did not hold the last time.'),
      cell: z.string().describe('manufacturer/productClass/hardwareVersion/softwareVersion at the start.'),
      groups: z.array(z.string()).describe('In which it counts, attribute=value.'),
      path: z
        .array(z.object({ image: ImageId, from: z.string(), to: z.string() }))
        .describe('Images one after the other; none before it was looked at.'),
      step: z.int().describe('Of `path`, from 1.'),
      attempt: z.int().describe('Of the step, from 1.'),
      permit: z
        .enum(['none', 'inFlight', 'completed', 'failed'])
        .describe('How it counts against the cap. failed: its permit is gone.'),
      transferOpen: z.boolean().describe('The CPE may be fetching the image: nothing else is sent to it.'),
      faults: z.array(z.int()).describe('Every fault code that came.'),
      bytesServed: BytesServed,
      attempts: z.array(Attempt).describe('What was sent, in the order of time.'),
    })
    .meta({ description: 'One rollout on one device.' }),
);
export type RolloutDevice = z.infer<typeof RolloutDevice>;

export const RolloutDeviceList = named(
  'RolloutDeviceList',
  z.object({ devices: z.array(RolloutDevice).describe('By id.'), next: Next.exactOptional() }),
);
