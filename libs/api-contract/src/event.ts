import { z } from 'zod';
import { EVENT_TYPE_NAMES, EVENTS, type EventTypeName, isInternal } from '#libs/event-contract';
import { named } from './named.ts';
import { DeviceId, Timestamp } from './scalars.ts';

export { EVENT_TYPE_NAMES, type EventTypeName };

export const EventType = named(
  'EventType',
  z.enum(EVENT_TYPE_NAMES).meta({
    description: EVENT_TYPE_NAMES.map((type) => `- \`${type}\`: ${meaningOf(type)}`).join('\n'),
  }),
);

export const Event = named(
  'Event',
  z
    .object({
      id: z.string().describe('The same fact has the same id, also when it is delivered twice.'),
      type: EventType,
      deviceId: DeviceId.exactOptional().describe(
        'The device it happened to. Absent where it happened to a rollout or an image.',
      ),
      rollout: z.string().exactOptional().describe('The rollout it happened to, as a whole.'),
      image: z.string().exactOptional().describe('The image it happened to: its SHA-256.'),
      time: Timestamp,
      position: z.int().describe('Grows along the events of one device, of one rollout, and of one image.'),
      data: z.record(z.string(), z.unknown()).describe('What there is to say; depends on the type.'),
    })
    .meta({ description: 'Something that happened to a device, to a rollout as a whole, or to an image.' }),
);
export type Event = z.infer<typeof Event>;

export const EventList = named(
  'EventList',
  z.object({
    events: z.array(Event).describe('Newest first.'),
    next: z.int().exactOptional().describe('Give this as `before` to go on. Absent when nothing is left.'),
  }),
);

function meaningOf(type: EventTypeName): string {
  return `${EVENTS[type].summary}${isInternal(type) ? ' Only when asked for in `types`.' : ''}`;
}
