import { z } from 'zod';
import { API_LIMITS } from './limits.ts';
import { named } from './named.ts';
import { wellFormed } from './profile.ts';
import { RolloutDocument } from './rollout-document.ts';
import { RolloutProgress } from './rollout-progress.ts';
import { Next, Timestamp } from './scalars.ts';

export const ROLLOUT_PHASES = [
  'draft',
  'awaitingApproval',
  'ready',
  'running',
  'paused',
  'halted',
  'completed',
  'cancelled',
  'expired',
] as const;

export const ROLLOUT_ACTS = [
  'create',
  'submit',
  'approve',
  'reject',
  'edit',
  'start',
  'pause',
  'halt',
  'resume',
  'cancel',
  'complete',
  'expire',
  'openGate',
  'lowerCap',
] as const;

export const WAVE_STATES = ['pending', 'running', 'soaking', 'passed', 'failed', 'stalled'] as const;

export const RolloutId = z
  .string()
  .regex(/^[0-9A-Za-z]{10}$/, 'must be the id of a rollout: ten letters and digits')
  .meta({ examples: ['4kZ09aBcDe'] });

/** Its mistakes are listed by their JSON pointers, which a schema can't do. */
export const RolloutDraft = z
  .record(z.string(), z.unknown())
  .describe('A RolloutDocument. What is wrong with it is in `problems`.');

const Name = wellFormed(API_LIMITS.author).regex(/\S/, 'must have something to read');
const By = Name.describe('Who does it. There are no users yet: it is taken as it is given.');
const Reason = wellFormed(API_LIMITS.message)
  .regex(/\S/, 'must have something to read')
  .describe('For whoever wonders.');

export const RolloutPhase = named(
  'RolloutPhase',
  z.enum(ROLLOUT_PHASES).meta({
    description:
      'running: devices are admitted. paused: none is, those under way go on. halted: as paused, and what was not fetched yet can not be fetched any more. The last three are final.',
  }),
);

const RolloutStatus = z.object({
  phase: RolloutPhase,
  since: Timestamp,
  by: z.string().describe('A person, or a rule.'),
  reason: z.string().exactOptional(),
  approved: z
    .object({ generation: z.int(), by: z.string(), at: Timestamp })
    .exactOptional()
    .describe('The generation of the document that was approved.'),
});

export const RolloutAct = named(
  'RolloutAct',
  z
    .object({
      what: z.enum(ROLLOUT_ACTS),
      by: z.string(),
      at: Timestamp,
      reason: z.string().exactOptional(),
      detail: z.string().exactOptional(),
    })
    .meta({ description: 'What somebody, or a rule, did to a rollout.' }),
);

const Wave = z.object({
  number: z.int().describe('From 1.'),
  state: z
    .enum(WAVE_STATES)
    .describe(
      'pending: nobody is in it yet. running: its devices are admitted. soaking: it did well and waits. stalled: no permit is left.',
    ),
  since: Timestamp,
  size: z.int().describe('Devices that are in it.'),
  buckets: z.int().describe('Parts that count for themselves.'),
  cap: z.int(),
});

const brief = {
  id: RolloutId,
  name: z.string(),
  revision: z.int(),
  generation: z.int().describe('Of the document: an approval is for one generation.'),
  author: z.string().describe('Who wrote the document as it is.'),
  status: RolloutStatus,
  createdAt: Timestamp,
};

export const Rollout = named(
  'Rollout',
  z
    .object({
      ...brief,
      document: RolloutDocument,
      waves: z.array(Wave).describe('None before it is started.'),
      openedWave: z.int().describe('Waves behind a gate are open up to this one.'),
      closedCells: z.array(z.string()).describe('Models and versions that get nothing any more.'),
      acts: z.array(RolloutAct).describe('Who did what to it, in the order of time.'),
      actions: z.array(z.enum(ROLLOUT_ACTS)).describe('What people may do as it stands.'),
    })
    .meta({ description: 'An upgrade of many devices, and how it stands.' }),
);
export type Rollout = z.infer<typeof Rollout>;

export const RolloutView = named(
  'RolloutView',
  z.object({ rollout: Rollout, progress: RolloutProgress }).meta({ description: 'A rollout and how far it is.' }),
);
export type RolloutView = z.infer<typeof RolloutView>;

export const RolloutList = named(
  'RolloutList',
  z.object({
    rollouts: z
      .array(z.object({ ...brief, image: z.string(), waves: z.array(Wave) }))
      .describe('Newest first, without their documents.'),
    next: Next.exactOptional(),
  }),
);

export const NewRollout = named(
  'NewRollout',
  z.strictObject({
    name: Name.describe('Your own, which no other rollout has. A repeat with the same name changes nothing.'),
    document: RolloutDraft,
    author: Name.describe('Who writes it.'),
  }),
);

export const RolloutEdit = named(
  'RolloutEdit',
  z.strictObject({
    document: RolloutDraft.describe('All of the RolloutDocument, as it is to be.'),
    by: By,
    reason: Reason.exactOptional(),
    generation: z
      .int()
      .exactOptional()
      .describe('Of the document that it was made from: refused when there is a newer one.'),
  }),
);

export const NamedAct = named('NamedAct', z.strictObject({ by: By }));
export const ReasonedAct = named('ReasonedAct', z.strictObject({ by: By, reason: Reason }));
export const ResumeAct = named(
  'ResumeAct',
  z.strictObject({ by: By, reason: Reason.exactOptional().describe('Needed after a halt.') }),
);
export const OpenGate = named(
  'OpenGate',
  z.strictObject({ wave: z.int().min(2).describe('Behind the gate.'), by: By, reason: Reason.exactOptional() }),
);
export const LowerCap = named(
  'LowerCap',
  z.strictObject({ cap: z.int().min(1).describe('Not above what it is.'), by: By, reason: Reason.exactOptional() }),
);
