import { z } from 'zod';
import { ConfirmAcsUrl } from './confirm-acs-url.ts';
import { API_LIMITS } from './limits.ts';
import { named } from './named.ts';
import { ProfileDocument } from './profile-document.ts';
import { Timestamp } from './scalars.ts';

export const PROFILE_PROBLEM_CODES = [
  'wrong_type',
  'missing',
  'unknown_member',
  'too_much',
  'bad_name',
  'bad_path',
  'bad_template',
  'bad_selector',
  'contradiction',
  'conflict',
  'unknown_capability',
  'bad_value',
  'exposed_secret',
  'read_only',
] as const;

export const ProfileName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be 1 to 64 small letters, digits, ".", "_" or "-"')
  .meta({ examples: ['residential'] });

export const RevisionNumber = z.int().min(1);

/** Its mistakes are listed by their JSON pointers, which a schema can't do. */
export const Draft = z
  .record(z.string(), z.unknown())
  .describe('A ProfileDocument. What is wrong with it is in `problems`.');

export const Profile = named(
  'Profile',
  z
    .object({
      name: z.string(),
      published: z.int().exactOptional().describe('Number of the revision in force; absent: it touches no device.'),
      latest: z.int().describe('Number of the newest revision.'),
      createdAt: Timestamp,
      changedAt: Timestamp.describe('When the newest revision was made.'),
    })
    .meta({ description: 'A profile by name.' }),
);

export const ProfileList = named(
  'ProfileList',
  z.object({
    generation: z.int().describe('Of what is in force: grows whenever that changes.'),
    profiles: z.array(Profile).describe('By name.'),
  }),
);

export const ProfileRevision = named(
  'ProfileRevision',
  z
    .object({
      profile: z.string(),
      number: z.int().describe('From 1.'),
      document: ProfileDocument,
      author: z.string(),
      message: z.string(),
      createdAt: Timestamp,
    })
    .meta({ description: 'What a profile said at one time. It never changes.' }),
);

export type ProfileRevision = z.infer<typeof ProfileRevision>;

export const ProfileRevisionList = named(
  'ProfileRevisionList',
  z.object({
    revisions: z.array(ProfileRevision).describe('Newest first.'),
    next: z.int().exactOptional().describe('Give this as `before` to go on. Absent when nothing is left.'),
  }),
);

/** Text that people read. */
export const wellFormed = (max: number) =>
  z
    .string()
    .max(max)
    .regex(/^\P{Cs}*$/u, 'must be well-formed text');

export const NewProfileRevision = named(
  'NewProfileRevision',
  z.strictObject({
    document: Draft,
    message: wellFormed(API_LIMITS.message).default('').describe('What is changed and why.'),
    author: wellFormed(API_LIMITS.author).default('').describe('Who says so.'),
    after: z
      .int()
      .min(0)
      .exactOptional()
      .describe('Number of the newest revision that the author has seen, 0 for none: refused when there is a newer.'),
    confirmAcsUrl: ConfirmAcsUrl.exactOptional(),
  }),
);

export const NewPublication = named(
  'NewPublication',
  z.strictObject({
    revision: RevisionNumber.describe('What is to be in force; an older one to go back.'),
    replacing: RevisionNumber.nullable()
      .exactOptional()
      .describe('What is in force as you know it, null for nothing: refused when that is not so any more.'),
  }),
);

export const Publication = named(
  'Publication',
  z.object({
    profile: Profile,
    generation: z.int().describe('Of what is in force. Devices look at it in their next session.'),
  }),
);

export const DraftToCheck = named(
  'DraftToCheck',
  z.strictObject({
    profile: ProfileName.exactOptional().describe('In whose place the draft would be published.'),
    document: Draft,
  }),
);

export const ProfileProblem = named(
  'ProfileProblem',
  z.object({
    pointer: z.string().describe('JSON pointer into the document (RFC 6901); empty for the whole.'),
    code: z.enum(PROFILE_PROBLEM_CODES),
    detail: z.string(),
    other: z
      .object({ profile: z.string(), revision: z.int(), pointer: z.string() })
      .exactOptional()
      .describe('The other side of a conflict.'),
  }),
);

export const CheckedDraft = named(
  'CheckedDraft',
  z.object({ ok: z.boolean(), problems: z.array(ProfileProblem).describe('At most 100.') }),
);
