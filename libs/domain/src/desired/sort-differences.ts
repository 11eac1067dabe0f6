import { genericPath } from '../profile/profile-facts.ts';
import type { DailyLimits } from './budget.ts';
import type { Difference } from './diff.ts';
import { tableOfRow } from './pruning.ts';
import { subjectOf, wishStamp } from './subject.ts';
import type { Budget, SyncState, Trouble } from './sync.ts';
import { isHeld } from './troubles.ts';

/** Why something that differs is not put right now. */
export type HeldBack =
  | { readonly why: 'observed' }
  | { readonly why: 'trouble'; readonly trouble: Trouble }
  /** It was accepted, and holds after the next boot. */
  | { readonly why: 'pending' }
  | { readonly why: 'ambiguous'; readonly rows: readonly number[] }
  /** Devices of this model do not keep it: nothing is tried until it is said anew. */
  | { readonly why: 'frozen'; readonly detail: string }
  /** Of a table so many rows are declared by nobody that none is deleted. */
  | { readonly why: 'tooMany'; readonly detail: string }
  /** Enough was done today. */
  | { readonly why: 'budget'; readonly detail: string };

export interface HeldDifference {
  readonly difference: Difference;
  readonly held: HeldBack;
}

export interface SortedDifferences {
  /** To be put right. */
  readonly todo: readonly Difference[];
  readonly held: readonly HeldDifference[];
}

export interface SortingFacts {
  readonly sync: Pick<SyncState, 'troubles' | 'pending'>;
  readonly budget: Budget;
  readonly limits: DailyLimits;
  /** By generic path: why no device of the model is asked for it. */
  readonly frozen: ReadonlyMap<string, string>;
  /** By table (`prunedTooMany`). */
  readonly tooMany: ReadonlyMap<string, string>;
  readonly nowMs: number;
}

/** What can be done about the differences now, and what is left as it is. */
export function sortDifferences(differences: readonly Difference[], facts: SortingFacts): SortedDifferences {
  const todo: Difference[] = [];
  const held: HeldDifference[] = [];
  let deletes = facts.budget.deletes;
  for (const difference of differences) {
    const why = heldBack(difference, facts) ?? deletedEnough(difference, deletes, facts.limits);
    if (why) held.push({ difference, held: why });
    else todo.push(difference);
    if (why === undefined && isUnnamedRow(difference)) deletes++;
  }
  return { todo, held };
}

/** Of rows that nobody declared. */
function deletedEnough(difference: Difference, deletes: number, { deletesPerDay }: DailyLimits): HeldBack | undefined {
  if (!isUnnamedRow(difference) || deletes < deletesPerDay) return undefined;
  return { why: 'budget', detail: `${deletesPerDay} rows are deleted a day; it goes on tomorrow (UTC)` };
}

function isUnnamedRow(difference: Difference): boolean {
  return difference.what === 'unwanted' && difference.row === undefined;
}

function heldBack(difference: Difference, facts: SortingFacts): HeldBack | undefined {
  const { sync, budget, limits, frozen, nowMs } = facts;
  const subject = subjectOf(difference);
  const wanted = wishStamp(difference);
  if (difference.what === 'value' && difference.observed) return { why: 'observed' };
  if (difference.what === 'ambiguous') return { why: 'ambiguous', rows: difference.row.ambiguous ?? [] };
  if (difference.what === 'value' && own(sync.pending, difference.path) === wanted) return { why: 'pending' };
  const tooMany = difference.what === 'unwanted' && difference.prune && facts.tooMany.get(tableOfRow(subject) ?? '');
  if (tooMany) return { why: 'tooMany', detail: tooMany };
  const trouble = own(sync.troubles, subject);
  if (isHeld(trouble, wanted, nowMs)) return { why: 'trouble', trouble };
  const freeze = frozen.get(genericPath(subject));
  if (freeze !== undefined) return { why: 'frozen', detail: freeze };
  // To look costs nothing.
  if (difference.what === 'unknown' || budget.changes < limits.changesPerDay) return undefined;
  return { why: 'budget', detail: `${limits.changesPerDay} changes were made today; it goes on tomorrow (UTC)` };
}

function own<T>(members: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}
