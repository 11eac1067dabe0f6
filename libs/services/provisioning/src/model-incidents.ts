import { genericPath, type Learnt, type SyncState } from '#libs/domain';
import type { Turn } from './turn.ts';

/** CPE faults that no other value of the same kind would pass: wrong type, wrong value (TR-069 A.5.1). */
const AUTHORS_ERRORS: ReadonlySet<number> = new Set([9006, 9007]);

type ModelIncident = Extract<Learnt, { what: 'incident' }>;

/** What went wrong with the device's parameters just now: others of its model may do the same. */
export function* incidentsBetween(
  { nowMs }: Turn,
  before: SyncState,
  after: SyncState,
  generation: number,
): Generator<ModelIncident> {
  for (const [subject, trouble] of Object.entries(after.troubles)) {
    if (Date.parse(trouble.at.at(-1) ?? '') !== nowMs || before.troubles[subject] === trouble) continue;
    // Rows go by logical names, which say nothing about a model.
    if (subject.includes('/')) continue;
    const isAuthorsError = AUTHORS_ERRORS.has(trouble.fault?.code ?? 0);
    yield { what: 'incident', path: genericPath(subject), isAuthorsError, generation };
  }
}
