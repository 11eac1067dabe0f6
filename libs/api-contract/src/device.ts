import { z } from 'zod';
import { CONDITIONS } from '#libs/event-contract';
import { named } from './named.ts';
import { DeviceId, Next, Timestamp } from './scalars.ts';

const DeviceIdentity = named(
  'DeviceIdentity',
  z
    .object({ manufacturer: z.string(), oui: z.string(), productClass: z.string(), serialNumber: z.string() })
    .meta({ description: 'DeviceIdStruct: who the CPE says it is.' }),
);

export const DATA_MODEL_KINDS = ['tr098', 'tr181', 'device1', 'unknown'] as const;

const members = {
  id: DeviceId,
  revision: z.int().describe('Grows with every change of the document; also the ETag.'),
  identity: DeviceIdentity,
  tags: z.array(z.string()),
  dataModel: z
    .object({ kind: z.enum(DATA_MODEL_KINDS), root: z.string() })
    .describe('Which tree the device has: TR-098, TR-181 issue 2 (Device:2), or Device:1.'),
  cwmpVersion: z.string(),
  softwareVersion: z.string(),
  hardwareVersion: z.string(),
  provisioningCode: z.string(),
  parameterKey: z.string().describe('The key the ACS set last, as the CPE reports it.'),
  connectionRequestUrl: z.string(),
  aliasBasedAddressing: z.boolean(),
  methods: z.array(z.string()).exactOptional().describe('What GetRPCMethods answered; absent while unknown.'),
  discovery: z
    .object({
      state: z.enum(['none', 'running', 'complete', 'partial']),
      startedAt: Timestamp.exactOptional(),
      completedAt: Timestamp.exactOptional(),
      parameters: z.int(),
      objects: z.int(),
      unreadable: z.int(),
    })
    .describe('How much of the tree is known.'),
  rebootPending: z.boolean().describe('Something was committed that is applied only after a reboot.'),
  attributes: z
    .record(z.string(), z.string())
    .describe('Business data such as the plan or the site; profiles select by it and refer to it.'),
  parameterAttributes: z
    .array(
      z.object({
        path: z.string(),
        notification: z.int().exactOptional(),
        accessList: z.array(z.string()).exactOptional(),
      }),
    )
    .describe('CWMP attributes that the ACS has set.'),
  conditions: z
    .array(z.enum(CONDITIONS))
    .describe('What is true of how it stands to what is declared for it; empty before that was looked at.'),
  registeredAt: Timestamp,
  lastInformAt: Timestamp.describe('When the device was last heard of.'),
  lastBootAt: Timestamp.exactOptional(),
  lastBootstrapAt: Timestamp.exactOptional(),
  lastInform: z.object({ sessionId: z.string(), eventCodes: z.array(z.string()) }),
} as const;

export const Device = named('Device', z.object(members).meta({ description: 'A CPE, apart from its parameters.' }));
export type Device = z.infer<typeof Device>;

/** Top-level members of a device that `fields` may name. */
export const DEVICE_MEMBERS = Object.keys(members) as readonly (keyof Device)[];

// With `fields`, a listed device has only the members asked for.
const ListedDevice = named(
  'ListedDevice',
  Device.partial()
    .extend({ id: DeviceId })
    .meta({ description: 'A device, or the members of it that were asked for.' }),
);

export const DeviceList = named(
  'DeviceList',
  z.object({
    devices: z.array(ListedDevice),
    next: Next.exactOptional(),
    total: z.int().exactOptional().describe('How many devices match; only with `count=true`.'),
  }),
);
