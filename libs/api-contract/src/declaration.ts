import { z } from 'zod';
import { API_LIMITS } from './limits.ts';
import { named } from './named.ts';
import { DeviceId, Next, Timestamp } from './scalars.ts';

const Name = z
  .string()
  .regex(
    /^[a-z][A-Za-z0-9_-]{0,63}$/,
    'must begin with a lower-case letter and have at most 64 letters, digits, _ or -',
  );

const AttributeValue = z.string().max(API_LIMITS.attribute);
const SecretValue = z.string().min(1).max(API_LIMITS.secret);

export const Tags = z
  .array(
    z
      .string()
      .max(API_LIMITS.tag)
      .regex(/^[^\p{Cc}\p{Z}\p{Cs},](?:[^\p{Cc}\p{Cs},]*[^\p{Cc}\p{Z}\p{Cs},])?$/u, {
        error: 'must be 1 to 64 characters without commas, line breaks or blanks at its ends',
      }),
  )
  .max(API_LIMITS.tags)
  .refine((tags) => new Set(tags).size === tags.length, 'must not name a tag twice');

const few = (what: string) => ({
  check: (members: object) => Object.keys(members).length <= API_LIMITS.attributes,
  message: `must not name more than ${API_LIMITS.attributes} ${what}`,
});

/** Members that are null are taken away, others are set, the rest stays. */
export const AttributesPatch = z
  .record(Name, AttributeValue.nullable())
  .refine(few('attributes').check, few('attributes').message)
  .describe('Attributes to set; null takes one away; the others stay.');

const SecretsPatch = named(
  'SecretsPatch',
  z
    .record(Name, SecretValue.nullable())
    .refine(few('secrets').check, few('secrets').message)
    .meta({
      description: 'Secrets to set; null takes one away; the others stay. They are never shown again.',
      examples: [{ wifi: 'correct horse battery staple', pppoe: 'p4ss' }],
    }),
);

export const SecretChanges = SecretsPatch;

/** Of a secret only that there is one. */
export const SecretList = named(
  'SecretList',
  z.object({
    secrets: z.array(
      z.object({
        name: z.string(),
        version: z.int().describe('Grows each time the secret is set.'),
        changedAt: Timestamp,
      }),
    ),
  }),
);

const said = {
  tags: Tags.exactOptional().describe('The tags from now on.'),
  attributes: AttributesPatch.exactOptional(),
} as const;

export const DevicePatch = named(
  'DevicePatch',
  z
    .strictObject(said)
    .refine((patch) => Object.keys(patch).length > 0, 'must name tags or attributes')
    .meta({ description: 'What to change.', examples: [{ tags: ['pilot', 'north'], attributes: { plan: 'gold' } }] }),
);

export const NewDeclaration = named(
  'NewDeclaration',
  z.strictObject({ ...said, secrets: SecretsPatch.exactOptional() }).meta({
    description: 'What is to hold for a device from its first contact on.',
    examples: [{ tags: ['pilot'], attributes: { plan: 'gold', ssid: 'Home' }, secrets: { wifi: 'correct horse' } }],
  }),
);

export const Declaration = named(
  'Declaration',
  z
    .object({
      id: DeviceId,
      tags: z.array(z.string()),
      attributes: z.record(z.string(), z.string()),
      declaredAt: Timestamp,
    })
    .meta({ description: 'A device that is expected: it has not called yet.' }),
);

export const DeclarationList = named(
  'DeclarationList',
  z.object({ declarations: z.array(Declaration), next: Next.exactOptional() }),
);

/** A line of an import. */
export const ImportLine = named(
  'ImportLine',
  z.strictObject({ id: DeviceId, ...said, secrets: SecretsPatch.exactOptional() }).meta({
    description: 'What to say of one device. It need not have called yet.',
    examples: [{ id: '00D09E-Gateway-SIM000001', tags: ['pilot'], attributes: { plan: 'gold' } }],
  }),
);

/** What became of a line of an import. */
export const ImportReport = named(
  'ImportReport',
  z.object({
    line: z.int().describe('Number of the line, from 1.'),
    id: z.string().exactOptional(),
    status: z
      .enum(['changed', 'declared', 'refused'])
      .describe(
        'changed: of a known device. declared: of one that is expected. refused: nothing was done; see problems.',
      ),
    problems: z.array(z.object({ path: z.string(), message: z.string() })).exactOptional(),
  }),
);
export type ImportReport = z.infer<typeof ImportReport>;
