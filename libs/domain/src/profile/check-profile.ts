import { valueProblem } from '../desired/value-check.ts';
import { nearestFields } from '../filter/nearest-fields.ts';
import { parseFilter } from '../filter/parse-filter.ts';
import { rowTarget, rowWish, targetOf, valueWish, wishOf } from './entry-target.ts';
import {
  isTableEntry,
  type ProfileDocument,
  type ProfileEntry,
  type ProfileRevision,
  type ProfileRow,
  type RowsOfTable,
  type Scalar,
  type TableEntry,
  type ValueEntry,
} from './profile.ts';
import { type CapabilityFacts, genericPath, type ModelFacts, type TableShape } from './profile-facts.ts';
import { PROFILE_LIMITS, type ProfileProblem, pointerTo } from './profile-problem.ts';
import { secretProblems } from './secret-problems.ts';
import { SELECTOR_FIELDS } from './selector-fields.ts';
import { overlap } from './selectors-overlap.ts';

/** What a profile is checked against. */
export interface ProfileWorld {
  /** Revisions in force of other profiles. */
  readonly others: readonly ProfileRevision[];
  readonly capabilities: CapabilityFacts;
  readonly models: ModelFacts;
}

/** Why a profile that is well-formed can't be as it is: at most `PROFILE_LIMITS.problems`. */
export function checkProfile(document: ProfileDocument, world: ProfileWorld): readonly ProfileProblem[] {
  const problems = document.entries.flatMap((entry, index) => {
    const pointer = `/entries/${index}`;
    if (entry.capability !== undefined) return capabilityProblems(entry, entry.capability, pointer, world.capabilities);
    return modelProblems(entry, pointer, world.models);
  });
  const exposed = secretProblems(document.entries, world.capabilities);
  return [...problems, ...exposed, ...conflicts(document, world.others)].slice(0, PROFILE_LIMITS.problems);
}

function capabilityProblems(
  entry: ProfileEntry,
  name: string,
  pointer: string,
  capabilities: CapabilityFacts,
): readonly ProfileProblem[] {
  const shape = capabilities.find(name);
  if (shape === undefined) {
    const near = nearestFields(name, capabilities.names());
    const hint = near.length > 0 ? ` Near it: ${near.join(', ')}.` : '';
    return [problem(`${pointer}/capability`, 'unknown_capability', `There is no capability ${name}.${hint}`)];
  }
  if (isTableEntry(entry)) {
    if (shape.kind === 'table') return fieldProblems(entry, pointer, name, shape);
    return [problem(`${pointer}/rows`, 'contradiction', `${name} has a value and no rows.`)];
  }
  if (shape.kind === 'table') return [problem(pointer, 'contradiction', `${name} has rows and no value.`)];
  return literalProblem(entry.value, shape, `${pointer}/value`);
}

function fieldProblems(rows: RowsOfTable, pointer: string, name: string, shape: TableShape): readonly ProfileProblem[] {
  return membersOf(rows, pointer).flatMap(({ member, wanted, at }) =>
    typeof wanted === 'object'
      ? tableProblems(wanted, member, at, name, shape)
      : fieldProblem(wanted, member, at, name, shape),
  );
}

function fieldProblem(
  wanted: Scalar,
  member: string,
  at: string,
  name: string,
  shape: TableShape,
): readonly ProfileProblem[] {
  const field = ownMember(shape.fields, member);
  if (field) return literalProblem(wanted, field, at);
  if (ownMember(shape.tables ?? {}, member)) return [problem(at, 'wrong_type', `${member} is a table.`)];
  return [unknownMember(name, member, shape, at)];
}

function tableProblems(
  wanted: RowsOfTable,
  member: string,
  at: string,
  name: string,
  shape: TableShape,
): readonly ProfileProblem[] {
  const table = ownMember(shape.tables ?? {}, member);
  if (table) return fieldProblems(wanted, at, `${name}.${member}`, table);
  if (ownMember(shape.fields, member)) return [problem(at, 'wrong_type', `${member} is a value.`)];
  return [unknownMember(name, member, shape, at)];
}

/** Names come from outside: what every object inherits is none of the members. */
function ownMember<T>(members: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}

function unknownMember(name: string, member: string, { fields, tables = {} }: TableShape, at: string): ProfileProblem {
  const known = [...Object.keys(fields), ...Object.keys(tables)];
  const near = nearestFields(member, known);
  const hint = near.length > 0 ? `Near it: ${near.join(', ')}.` : `Known are: ${known.join(', ')}.`;
  return problem(at, 'unknown_member', `Rows of ${name} have no ${member}. ${hint}`);
}

function modelProblems(entry: ProfileEntry, pointer: string, models: ModelFacts): readonly ProfileProblem[] {
  if (isTableEntry(entry)) return rowProblems(entry, pointer, `${genericPath(entry.table ?? '')}{i}.`, models);
  const { path = '', value, mode } = entry as ValueEntry;
  // What is only observed may be read-only, and what is forbidden has no value.
  return mode === 'forbid' ? [] : parameterProblems(genericPath(path), value, mode === 'observe', pointer, models);
}

function rowProblems(rows: RowsOfTable, pointer: string, row: string, models: ModelFacts): readonly ProfileProblem[] {
  return membersOf(rows, pointer).flatMap(({ member, wanted, at, mode }) => {
    if (typeof wanted === 'object') return rowProblems(wanted, at, `${row}${genericPath(member)}{i}.`, models);
    return parameterProblems(row + genericPath(member), wanted, mode === 'observe', at, models);
  });
}

/** Refused is only what no model that reports the parameter could do. */
function parameterProblems(
  path: string,
  value: Scalar | undefined,
  observed: boolean,
  pointer: string,
  models: ModelFacts,
): readonly ProfileProblem[] {
  const facts = models(path);
  const [first] = facts;
  if (first === undefined) return [];
  if (!observed && facts.every(({ writable }) => writable === false)) {
    return [problem(pointer, 'read_only', `${path} is read-only on every model that has it, such as ${first.model}.`)];
  }
  const refusals = facts.map(({ type }) => (type === undefined ? [] : literalProblem(value, { type }, pointer)));
  const [refusal] = refusals.every((refused) => refused.length > 0) ? (refusals[0] ?? []) : [];
  if (refusal === undefined) return [];
  return [{ ...refusal, detail: `${refusal.detail} (${path} is ${first.type} on ${first.model})` }];
}

/** A value with references is known only when the device is. */
function literalProblem(
  value: Scalar | undefined,
  shape: Parameters<typeof valueProblem>[1],
  pointer: string,
): readonly ProfileProblem[] {
  if (value === undefined || String(value).includes('${')) return [];
  const wrong = valueProblem(String(value), shape);
  return wrong === undefined ? [] : [problem(pointer, 'bad_value', `The value ${wrong}.`)];
}

interface Member {
  readonly member: string;
  readonly wanted: Scalar | RowsOfTable;
  readonly at: string;
  readonly mode: ProfileRow['$mode'];
}

function membersOf({ rows }: RowsOfTable, pointer: string): readonly Member[] {
  return Object.entries(rows).flatMap(([name, row]) => {
    const at = pointerTo(`${pointer}/rows`, name);
    return Object.entries(row).flatMap(([member, wanted]) =>
      member.startsWith('$') || wanted === undefined
        ? []
        : [{ member, wanted, at: pointerTo(at, member), mode: row.$mode }],
    );
  });
}

function conflicts(document: ProfileDocument, others: readonly ProfileRevision[]): readonly ProfileProblem[] {
  const rivals = others.filter((other) => other.document.priority === document.priority && mayMeet(document, other));
  const claims = claimsOf(document.entries);
  return rivals.flatMap(({ profile, number, document: rival }) => {
    const theirs = new Map(claimsOf(rival.entries).map((claim) => [claim.target, claim]));
    return claims.flatMap(({ target, wish, pointer }) => {
      const their = theirs.get(target);
      if (their === undefined || their.wish === wish) return [];
      const other = { profile, revision: number, pointer: their.pointer };
      const what = target.slice(target.indexOf(':') + 1);
      const detail = `${profile}@${number} has the same priority, may be for the same devices, and says something else about ${what}.`;
      return [{ ...problem(pointer, 'conflict', detail), other }];
    });
  });
}

function mayMeet(document: ProfileDocument, other: ProfileRevision): boolean {
  const [mine, theirs] = [document, other.document].map(({ selector }) => parseFilter(selector, SELECTOR_FIELDS));
  if (mine === undefined || theirs === undefined || 'error' in mine || 'error' in theirs) return true;
  return overlap(mine.filter, theirs.filter) === 'maybe';
}

interface Claim {
  readonly target: string;
  readonly wish: string;
  readonly pointer: string;
}

/** Tables are merged by row: each row, the keys and the pruning are claims of their own. */
function claimsOf(entries: readonly ProfileEntry[]): readonly Claim[] {
  return entries.flatMap((entry, index) => {
    const pointer = `/entries/${index}`;
    const target = targetOf(entry);
    return isTableEntry(entry) ? tableClaims(entry, target, pointer) : [valueClaim(entry, target, pointer)];
  });
}

function valueClaim(entry: ValueEntry, target: string, pointer: string): Claim {
  return { target, wish: valueWish(entry), pointer };
}

function tableClaims({ keys, prune, mode, rows }: TableEntry, target: string, pointer: string): readonly Claim[] {
  const ofRows = Object.entries(rows).map(([name, row]) => ({
    target: rowTarget(target, name),
    wish: rowWish(row, row.$mode ?? mode ?? 'enforce'),
    pointer: pointerTo(`${pointer}/rows`, name),
  }));
  return [
    ...ofRows,
    ...(keys ? [{ target: `${target} keys`, wish: wishOf(keys), pointer: `${pointer}/keys` }] : []),
    ...(prune ? [{ target: `${target} prune`, wish: prune, pointer: `${pointer}/prune` }] : []),
  ];
}

function problem(pointer: string, code: ProfileProblem['code'], detail: string): ProfileProblem {
  return { pointer, code, detail };
}
