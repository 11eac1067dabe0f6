import { z } from 'zod';
import { DeviceIdentity } from './device-identity.ts';
import type { EventTable } from './event-table.ts';
import { ACCESS_CHANGES, DOUBLE_EVIDENCE, LOGIN_FAILURES, PROOFS } from './vocabulary.ts';

const address = z.string().describe('Where it came from: an IP address.');

export const securityEvents = {
  'security.login.failed': {
    summary: 'Somebody claimed to be the device and did not prove it.',
    detail:
      'Nothing of what was said was taken in. A gateway tells a few per minute of each reason, whatever the device, and how many it did not tell.',
    senders: ['gateway'],
    schema: z.object({
      reason: z
        .enum(LOGIN_FAILURES)
        .describe(
          'wrong_login: name or password are wrong, or the device has none. other_device: the login or the certificate of another device. replayed: an answer that was used before. not_admitted: a rule or an operator does not let it in.',
        ),
      address,
      username: z.string().describe('The name that was given, at most 64 characters of it; empty where none was.'),
      untold: z
        .int()
        .describe('How many more for that reason, of any device, this gateway has had since the last it told.'),
    }),
  },
  'security.device.knocked': {
    summary: 'A device that is not known waits for an operator to let it in.',
    detail: 'Its Informs are answered, and nothing else is done. Told again every hour as long as it calls.',
    senders: ['gateway'],
    schema: z.object({
      identity: DeviceIdentity,
      address,
      proof: z.enum(PROOFS).describe('What it has proved.'),
    }),
  },
  'security.device.doubled': {
    summary: 'Two that claim to be this device had sessions at once, from two addresses.',
    detail:
      'A serial number that was given twice, a copy, or somebody who has its login. The newer session wins each time, and nothing else is done: whether the device is to be refused is for an operator to say. Told once an hour. One that only got another address is not told of.',
    senders: ['gateway'],
    schema: z.object({
      evidence: z
        .enum(DOUBLE_EVIDENCE)
        .describe(
          'went_on: who was cut short by the newer session went on with the older one. again: open sessions were cut short from another address twice within an hour.',
        ),
      address: z.string().describe('Of who opened the newer session: an IPv4 address, or the /64 of an IPv6 address.'),
      otherAddress: z.string().describe('Of who had the older one.'),
    }),
  },
  'security.access.changed': {
    summary: 'Whether the device may come in has changed, or what it logs in with.',
    detail: 'Names and passwords are not told.',
    senders: ['api', 'provisioning'],
    schema: z.object({
      change: z
        .enum(ACCESS_CHANGES)
        .describe(
          'quarantined, admitted, refused: whether it may come in. login_set: an operator set its login. login_prepared: it is being given another one, and both work. login_taken: it was seen to have the new one; the old one works no more. removed: it counts as not known.',
        ),
      by: z.enum(['operator', 'rule', 'device']).describe('Who brought it about.'),
    }),
  },
} as const satisfies EventTable;
