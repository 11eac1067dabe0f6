import type { Source, Unmet } from '../desired/desired.ts';
import type { EffectiveEntry, EffectiveRow, EffectiveTable, EffectiveValue } from './effective-entry.ts';
import { rowTarget, rowWish, targetOf, valueWish, wishOf } from './entry-target.ts';
import {
  isTableEntry,
  type ProfileEntry,
  type ProfileRevision,
  type Prune,
  type TableEntry,
  type ValueEntry,
} from './profile.ts';
import { pointerTo } from './profile-problem.ts';

export interface EffectiveEntries {
  readonly entries: readonly EffectiveEntry[];
  /** Where profiles of one priority contradict each other: then neither counts, nor what is below them. */
  readonly conflicts: readonly Unmet[];
}

/** What one profile says about something. */
interface Claim<T> {
  readonly said: T;
  readonly priority: number;
  readonly source: Source;
}

/** All that profiles say together; they come with the highest priority first. */
export function effectiveEntries(revisions: readonly ProfileRevision[]): EffectiveEntries {
  const byTarget = Map.groupBy(revisions.flatMap(claimsOf), ({ said }) => targetOf(said));
  const entries: EffectiveEntry[] = [];
  const conflicts: Unmet[] = [];
  for (const [target, claims] of byTarget) {
    const tables = claims.filter(isAboutTable);
    const values = claims.filter(isAboutValue);
    if (values.length > 0) {
      const made = effectiveValue(target, values);
      if ('reason' in made) conflicts.push(made);
      else entries.push(made);
    }
    if (tables.length > 0) {
      const made = effectiveTable(target, tables);
      entries.push(made.entry);
      conflicts.push(...made.conflicts);
    }
  }
  return { entries, conflicts };
}

function claimsOf({ profile, number, document }: ProfileRevision): readonly Claim<ProfileEntry>[] {
  return document.entries.map((said, index) => ({
    said,
    priority: document.priority,
    source: { profile, revision: number, pointer: `/entries/${index}` },
  }));
}

function isAboutTable(claim: Claim<ProfileEntry>): claim is Claim<TableEntry> {
  return isTableEntry(claim.said);
}

function isAboutValue(claim: Claim<ProfileEntry>): claim is Claim<ValueEntry> {
  return !isTableEntry(claim.said);
}

function effectiveValue(target: string, claims: readonly Claim<ValueEntry>[]): EffectiveValue | Unmet {
  const decided = decide(claims, ({ said }) => valueWish(said));
  if ('conflict' in decided) return conflictOf(target, decided.conflict);
  const { said: entry, priority, source } = decided.claim;
  return { kind: 'value', target, entry, mode: entry.mode ?? 'enforce', priority, source };
}

function effectiveTable(
  target: string,
  claims: readonly Claim<TableEntry>[],
): { readonly entry: EffectiveTable; readonly conflicts: readonly Unmet[] } {
  const conflicts: Unmet[] = [];
  const byName = Map.groupBy(claims.flatMap(rowsOf), ({ said }) => said.name);
  const rows: EffectiveRow[] = [];
  for (const [name, ofName] of byName) {
    const decided = decide(ofName, ({ said }) => rowWish(said.row, said.mode));
    if ('conflict' in decided) conflicts.push(conflictOf(rowTarget(target, name), decided.conflict));
    else rows.push({ ...decided.claim.said, priority: decided.claim.priority, source: decided.claim.source });
  }
  const keys = decideMember(claims, ({ keys: said }) => said);
  if (keys.conflict) conflicts.push(conflictOf(`${target} keys`, keys.conflict));
  const prune = decideMember(claims, ({ prune: said }) => said);
  if (prune.conflict) conflicts.push(conflictOf(`${target} prune`, prune.conflict));
  const [first] = claims;
  const { said, priority = 0, source } = first ?? {};
  const entry: EffectiveTable = {
    kind: 'table',
    target,
    ...(said?.table === undefined ? {} : { table: said.table }),
    ...(said?.capability === undefined ? {} : { capability: said.capability }),
    ...(keys.said === undefined ? {} : { keys: keys.said }),
    // While it is not clear which rows are meant to be there, none is deleted for not being declared.
    ...pruneOf(conflicts.length > 0 ? 'none' : prune.said),
    rows,
    ...(conflicts.length > 0 ? { undecided: true } : {}),
    priority,
    source: source as Source,
  };
  return { entry, conflicts };
}

function pruneOf(prune: Prune | undefined) {
  return prune === undefined ? {} : { prune };
}

function rowsOf({
  said,
  priority,
  source,
}: Claim<TableEntry>): readonly Claim<Omit<EffectiveRow, 'priority' | 'source'>>[] {
  return Object.entries(said.rows).map(([name, row]) => ({
    said: { name, row, mode: row.$mode ?? said.mode ?? 'enforce' },
    priority,
    source: { ...source, pointer: pointerTo(`${source.pointer}/rows`, name) },
  }));
}

type Decided<T> = { readonly claim: Claim<T> } | { readonly conflict: readonly [Claim<T>, Claim<T>] };

/** Of claims with the highest priority first: the first, unless one of the same priority wishes for something else. */
function decide<T>(claims: readonly Claim<T>[], wish: (claim: Claim<T>) => string): Decided<T> {
  const [first, ...others] = claims as readonly [Claim<T>, ...Claim<T>[]];
  const other = others.find((claim) => claim.priority === first.priority && wish(claim) !== wish(first));
  return other === undefined ? { claim: first } : { conflict: [first, other] };
}

/** A member that not every profile has a say about. */
function decideMember<M extends Prune | readonly string[]>(
  claims: readonly Claim<TableEntry>[],
  member: (said: TableEntry) => M | undefined,
): { readonly said?: M; readonly conflict?: readonly [Claim<unknown>, Claim<unknown>] } {
  const saying = claims.flatMap(({ said, ...rest }) => {
    const one = member(said);
    return one === undefined ? [] : [{ ...rest, said: one }];
  });
  if (saying.length === 0) return {};
  const decided = decide(saying, ({ said }) => wishOf(said));
  return 'conflict' in decided ? { conflict: decided.conflict } : { said: decided.claim.said };
}

function conflictOf(target: string, claims: readonly [Claim<unknown>, Claim<unknown>]): Unmet {
  return conflictBetween(target.slice(target.indexOf(':') + 1), claims);
}

/** Two of the same priority that say different things. */
export function conflictBetween(
  subject: string,
  [one, other]: readonly [Pick<Claim<unknown>, 'priority' | 'source'>, Pick<Claim<unknown>, 'source'>],
): Unmet {
  return {
    subject,
    reason: 'conflict',
    detail: `${nameOf(one.source)} and ${nameOf(other.source)} have the same priority ${one.priority} and say different things about ${subject}; neither counts`,
    source: one.source,
    other: other.source,
  };
}

function nameOf({ profile, revision, pointer }: Source): string {
  return `${profile}@${revision} (${pointer})`;
}
