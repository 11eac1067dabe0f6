import { z } from 'zod';
import { named } from './named.ts';
import { Timestamp } from './scalars.ts';

export const AuditLink = named(
  'AuditLink',
  z
    .object({
      number: z.int().describe('From 1, without gaps.'),
      at: Timestamp,
      who: z.string().describe('Who says to have done it; empty as long as nobody is asked.'),
      from: z.string().describe('The address that it came from.'),
      what: z.string().describe('The operation of this API, or `refused` when one was not done.'),
      subject: z.string().describe('The path of the request.'),
      detail: z
        .record(z.string(), z.string())
        .describe('`body` tells bodies apart without showing them; `link` and `status` go with `refused`.'),
      keyId: z.string(),
      proof: z.string().describe('Made of all that and of the proof before, with a key of the ACS.'),
    })
    .meta({ description: 'Something that somebody did, in its place in the audit log.' }),
);
export type AuditLink = z.infer<typeof AuditLink>;

export const AuditPage = named(
  'AuditPage',
  z.object({ links: z.array(AuditLink) }).meta({ description: 'A part of the audit log.' }),
);
export type AuditPage = z.infer<typeof AuditPage>;
