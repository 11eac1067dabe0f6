import { z } from 'zod';
import { DeviceIdentity } from './device-identity.ts';
import type { EventTable } from './event-table.ts';
import { named } from './named.ts';
import { ParameterValue } from './parameter.ts';
import { cpeTime, Gateway, SessionId } from './scalars.ts';
import { CONDITIONS, CWMP_VERSIONS, DECLARED_PARTS, PROOFS } from './vocabulary.ts';

const InformEvent = named(
  'InformEvent',
  z
    .object({
      eventCode: z
        .string()
        .describe('`0 BOOTSTRAP`, `2 PERIODIC`, … (TR-069 §3.7.1.5); unknown and vendor codes as they came.'),
      commandKey: z.string().describe('Key of the command that led to it; empty where there is none.'),
    })
    .describe('Why the CPE opened the session (EventStruct).'),
);

export const deviceEvents = {
  'device.informed': {
    summary: 'A CPE opened a session.',
    detail:
      'For each Inform that was acknowledged. Of a settled device, one that calls in as always with nothing to do and nothing changed, only the required members are there.',
    senders: ['gateway'],
    schema: z.object({
      sessionId: SessionId,
      gateway: Gateway,
      identity: DeviceIdentity,
      events: z.array(InformEvent).describe('Why it calls.'),
      retryCount: z.int().describe('How often the CPE has tried in vain to have this session.'),
      settled: z.boolean().describe('Nothing is to be done and nothing has changed.'),
      login: z
        .object({
          proof: z
            .enum(PROOFS)
            .describe(
              'own: the login of the device. next: the one it was being given. shared: one that other devices have, too. certificate: its certificate. none: nothing was asked for.',
            ),
          confined: z.literal(true).exactOptional().describe('It is sent nothing but a login of its own.'),
        })
        .exactOptional()
        .describe('What the session has proved; absent where nobody was asked.'),
      version: z.enum(CWMP_VERSIONS).exactOptional().describe('CWMP version of the session.'),
      currentTime: cpeTime('Time at the CPE.').exactOptional(),
      fingerprint: z
        .string()
        .exactOptional()
        .describe('Hash of the parameters that are the same in each Inform of a device at rest.'),
      parameters: z.array(ParameterValue).exactOptional().describe('What the Inform reported.'),
    }),
  },
  'device.registered': {
    summary: 'First contact of a device.',
    detail: 'Also when a device that an operator had removed calls again.',
    senders: ['provisioning'],
    schema: z.object({ identity: DeviceIdentity }),
  },
  'device.bootstrapped': {
    summary: 'First contact, factory reset or a changed ACS URL: what was known of the device is void.',
    detail: 'The Inform had `0 BOOTSTRAP`.',
    senders: ['provisioning'],
    schema: z.object({ sessionId: SessionId }),
  },
  'device.booted': {
    summary: 'The device has booted.',
    detail: 'The Inform had `1 BOOT`.',
    senders: ['provisioning'],
    schema: z.object({
      sessionId: SessionId,
      commandKeys: z.array(z.string()).describe('Keys of the commands that led to it; none when it booted by itself.'),
    }),
  },
  'device.kicked': {
    summary: 'A user of the CPE asked for the ACS.',
    detail: 'The CPE sent Kicked (TR-069 A.4.2.1, Annex D).',
    senders: ['gateway'],
    schema: z.object({
      sessionId: SessionId,
      command: z.string().describe('What the user asked for.'),
      referer: z.string().describe('The page the user came from.'),
      arg: z.string().describe('Argument of the command.'),
    }),
  },
  'version.changed': {
    summary: 'The device has another software version.',
    detail: 'DeviceInfo.SoftwareVersion of the Inform differs from that of the last one.',
    senders: ['provisioning'],
    schema: z.object({
      from: z.string().describe('The version it had.'),
      to: z.string().describe('The version it has.'),
    }),
  },
  'values.changed': {
    summary: 'Values differ from the last known ones. Secret values are left out.',
    detail: 'Values that were not known before and values that change all the time (counters, uptime) are no change.',
    senders: ['provisioning'],
    schema: z.object({
      changes: z
        .array(
          z.object({
            name: z.string().describe('Full path of the parameter.'),
            value: z.string().describe('The value it has. Empty for a secret.'),
            previous: z.string().exactOptional().describe('The value it had. Empty for a secret.'),
          }),
        )
        .describe('One entry for each parameter.'),
      cause: z.enum(['inform', 'read']).describe('inform: the device told it. read: Muster asked for it.'),
    }),
  },
  'device.declared': {
    summary: 'An operator said something about the device: tags, attributes or secrets.',
    detail: 'Also of a device that has never called. What follows from it is looked at in its next session.',
    senders: ['api'],
    schema: z.object({
      changed: z.array(z.enum(DECLARED_PARTS)).describe('What was said; the values are not told.'),
    }),
  },
  'reconcile.requested': {
    summary: 'An operator asked for another try to make the device what is declared for it.',
    detail: 'What was refused or put off before is tried again, at the latest in its next session.',
    senders: ['api'],
    schema: z.object({}),
  },
  'condition.changed': {
    summary: 'How the device stands to what is declared for it has changed.',
    detail: 'One event for each condition that began or ended.',
    senders: ['provisioning'],
    schema: z.object({
      condition: z
        .enum(CONDITIONS)
        .describe(
          'InSync: all is as declared. Reconciling: it is being made so. Degraded: something was refused or cannot be had. Drifted: something differs and is only observed. Contested: something does not stay as it is set. RebootPending: something takes effect after a reboot. Unreachable: it does not call in. ConfigConflict: profiles contradict each other. AmbiguousInstance: two rows fit one.',
        ),
      holds: z.boolean().describe('true: it began. false: it is over.'),
      reason: z.string().describe('Why, in one word for programs.'),
      message: z.string().describe('Why, in words for people.'),
      profiles: z.array(z.string()).describe('Profiles in force for the device, as name@revision.'),
      differing: z.int().describe('How many things are not as declared.'),
    }),
  },
  'discovery.completed': {
    summary: 'The tree of the device was learnt.',
    detail: 'After first contact, a factory reset or new software.',
    senders: ['provisioning'],
    schema: z.object({
      parameters: z.int().describe('Parameters that are known.'),
      objects: z.int().describe('Objects and rows that are known.'),
      unreadable: z.int().describe('Paths that the CPE lists and refuses to read.'),
    }),
  },
} as const satisfies EventTable;
