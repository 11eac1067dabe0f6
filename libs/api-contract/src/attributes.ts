import { z } from 'zod';
import { LIMITS } from './limits.ts';
import { named } from './named.ts';
import { AnyPath } from './parameter-path.ts';
import { wireText } from './wire-text.ts';

/** SetParameterAttributesStruct (TR-069 A.3.2.4). */
export const SetParameterAttribute = named(
  'SetParameterAttribute',
  z
    .strictObject({
      name: AnyPath,
      notificationChange: z.boolean().describe('Whether `notification` is to be set.'),
      notification: z
        .int()
        .min(0)
        .max(6)
        .describe('0 off, 1 passive, 2 active; 3–6 lightweight notifications, for CPEs with CWMP 1.4 only.'),
      accessListChange: z.boolean().describe('Whether `accessList` is to be set.'),
      accessList: z
        .array(wireText(LIMITS.accessListEntry).min(1))
        .max(16)
        .describe('Who besides the ACS may write: `Subscriber` or nobody.'),
    })
    .meta({
      description: 'Notification and access of a parameter, or of all below an object.',
      examples: [
        {
          name: 'Device.DeviceInfo.SoftwareVersion',
          notificationChange: true,
          notification: 2,
          accessListChange: false,
          accessList: [],
        },
      ],
    }),
);
