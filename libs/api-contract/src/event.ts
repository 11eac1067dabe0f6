import { z } from 'zod';
import { named } from './named.ts';
import { DeviceId, Timestamp } from './scalars.ts';

/** Every type of event, and what it means. */
export const EVENT_TYPES = {
  'device.informed': 'A CPE opened a session.',
  'device.registered': 'First contact of a device.',
  'device.bootstrapped': 'First contact, factory reset or a changed ACS URL: what was known of the device is void.',
  'device.booted': 'The device has booted.',
  'version.changed': 'The device has another software version.',
  'values.changed': 'Values differ from the last known ones. Secret values are left out.',
  'discovery.completed': 'The tree of the device was learnt.',
  'rpc.sent': 'An RPC is about to go to the CPE. Only when asked for in `types`.',
  'rpc.answered': 'The CPE answered an RPC. Only when asked for in `types`.',
  'transfer.completed': 'A download or upload has ended.',
  'du.changed': 'Software modules were installed, updated or removed.',
  'download.requested': 'The CPE asks for a file.',
  'device.kicked': 'A user of the CPE asked for the ACS.',
  'session.ended': 'A session has ended; not published for a settled device.',
  'command.queued': 'A command was accepted.',
  'command.sent': 'An RPC of a command was sent.',
  'command.completed': 'A command is done.',
  'command.failed': 'A command has failed.',
  'command.expired': 'A command was not sent in time.',
  'command.cancelled': 'A command was cancelled.',
  'command.overdue': 'The time of a command is over; what becomes of it follows. Only when asked for in `types`.',
} as const;

export type EventTypeName = keyof typeof EVENT_TYPES;
export const EVENT_TYPE_NAMES = Object.keys(EVENT_TYPES) as [EventTypeName, ...EventTypeName[]];

export const EventType = named(
  'EventType',
  z.enum(EVENT_TYPE_NAMES).meta({
    description: Object.entries(EVENT_TYPES)
      .map(([type, meaning]) => `- \`${type}\`: ${meaning}`)
      .join('\n'),
  }),
);

export const Event = named(
  'Event',
  z
    .object({
      id: z.string().describe('The same fact has the same id, also when it is delivered twice.'),
      type: EventType,
      deviceId: DeviceId,
      time: Timestamp,
      position: z.int().describe('Grows along the events of one device.'),
      data: z.record(z.string(), z.unknown()).describe('What there is to say; depends on the type.'),
    })
    .meta({ description: 'Something that happened to a device.' }),
);
export type Event = z.infer<typeof Event>;

export const EventList = named(
  'EventList',
  z.object({
    events: z.array(Event).describe('Newest first.'),
    next: z.int().exactOptional().describe('Give this as `before` to go on. Absent when nothing is left.'),
  }),
);
