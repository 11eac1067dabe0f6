import type { Failure } from './back-off.ts';
import { declaredRows, declaredValues } from './declared-values.ts';
import type { Desired, RowName } from './desired.ts';
import { type Difference, valueStamp } from './diff.ts';
import type { Plan, PlanStep } from './plan.ts';
import { concrete, type PlanReport, type UnresolvedAdd } from './plan-progress.ts';
import { tableOfRow } from './pruning.ts';
import type { TableState } from './row-states.ts';
import { attributeSubject, subjectOf, wishStamp } from './subject.ts';
import type { SyncState } from './sync.ts';
import type { Incident } from './troubles.ts';

/** A plan that came to its end, or could go no further. */
export interface ConcludedPlan {
  /** Of its command. */
  readonly id: string;
  readonly plan: Plan;
  readonly report: PlanReport;
  /** Rows that it made. */
  readonly rows: Readonly<Record<RowName, number>>;
  /** It may be there, or not. */
  readonly unresolved?: UnresolvedAdd;
  /** It did not come to its end: what is not in the report may not have been tried, and nothing was read back. */
  readonly unfinished?: true;
  /** Why the device is to be left alone for a while. */
  readonly failure?: Failure;
}

/** With the rows that a plan made: they are the ACS's own. */
export function withNewRows(rows: SyncState['rows'], made: ConcludedPlan['rows']): SyncState['rows'] {
  const own = Object.entries(made).map(([name, instance]) => [name, { instance, owned: true }] as const);
  return own.length === 0 ? rows : { ...rows, ...Object.fromEntries(own) };
}

/** Rows that may be there, as long as they are declared and not found. */
export function stillUnresolved(
  before: SyncState['unresolved'],
  concluded: ConcludedPlan | undefined,
  differences: readonly Difference[],
): Pick<SyncState, 'unresolved'> {
  const { unresolved } = concluded ?? {};
  const all = { ...before, ...(unresolved ? { [unresolved.row]: unresolved.before } : {}) };
  const missing = new Set(differences.flatMap((one) => (one.what === 'missingRow' ? [one.row.name] : [])));
  const open = Object.entries(all).filter(([row]) => missing.has(row));
  return open.length === 0 ? {} : { unresolved: Object.fromEntries(open) };
}

/**
 * What the CPE took over, as it is remembered: by name where it can't be read back, or is not to be set again. A seed that
 * was read back right after is seeded if it was there (`withSeeds`); where nobody looked, that it was accepted has to do:
 * what is there later may be the subscriber's.
 */
export function takenOver(
  sync: Pick<SyncState, 'written' | 'seeded' | 'pending'>,
  { report, rows, unfinished }: ConcludedPlan,
  desired: Desired,
  tables: readonly TableState[],
): Pick<SyncState, 'written' | 'seeded' | 'pending'> {
  const written = withoutRows(sync.written, rows);
  const seeded = withoutRows(sync.seeded, rows);
  for (const { path, key, wanted } of declaredValues(desired, tables)) {
    const stamp = Object.hasOwn(report.set, path) ? report.set[path] : undefined;
    if (stamp === undefined) continue;
    if (wanted.writeOnly) written[key] = stamp;
    const isReadBack = !unfinished && !wanted.writeOnly && report.status === 0;
    if (wanted.mode === 'seed' && !isReadBack) seeded[key] = stamp;
  }
  const pending = report.status === 1 ? { ...sync.pending, ...report.set } : sync.pending;
  return { written, seeded, pending };
}

/** Of a row that was made anew nothing is known of what was in its place before. That it was seeded itself stays known. */
function withoutRows(known: Readonly<Record<string, string>>, rows: ConcludedPlan['rows']): Record<string, string> {
  const made = Object.keys(rows).flatMap((name) => [`${name}.`, `${name}/`]);
  if (made.length === 0) return { ...known };
  return Object.fromEntries(Object.entries(known).filter(([key]) => !made.some((name) => key.startsWith(name))));
}

/** Of what holds after the next boot, what is still declared. */
export function stillPending(
  pending: SyncState['pending'],
  desired: Desired,
  tables: readonly TableState[],
): SyncState['pending'] {
  if (Object.keys(pending).length === 0) return pending;
  const declared = new Set(Array.from(declaredValues(desired, tables), ({ path }) => path));
  return Object.fromEntries(Object.entries(pending).filter(([path]) => declared.has(path)));
}

/** With what already is as it should be once: it is the subscriber's from here on. */
export function withSeeds(
  seeded: SyncState['seeded'],
  desired: Desired,
  tables: readonly TableState[],
  differing: ReadonlySet<string>,
): SyncState['seeded'] {
  const seeds: Record<string, string> = {};
  for (const { path, key, wanted } of declaredValues(desired, tables)) {
    if (wanted.mode === 'seed' && !differing.has(path)) seeds[key] = seeded[key] ?? valueStamp(wanted.value);
  }
  for (const { name, seed } of declaredRows(tables)) if (seed) seeds[name] = 'row';
  // What is gone was seeded nevertheless; what is declared no more may be declared again.
  const declared = new Set([...declaredKeys(desired)]);
  for (const [key, stamp] of Object.entries(seeded)) if (declared.has(key)) seeds[key] ??= stamp;
  return seeds;
}

/** Of the write-only values, those that are still declared. */
export function stillDeclared(written: SyncState['written'], desired: Desired): SyncState['written'] {
  const declared = new Set(declaredKeys(desired));
  return Object.fromEntries(Object.entries(written).filter(([key]) => declared.has(key)));
}

/** What the plan could not bring about: refused by the CPE, or accepted and not so. */
export function failuresOf(concluded: ConcludedPlan, differences: readonly Difference[]): readonly Incident[] {
  const refused = new Map(concluded.report.refused.map((one) => [one.subject, one]));
  const attempted = attemptedSubjects(concluded);
  return differences.flatMap((difference): readonly Incident[] => {
    const subject = subjectOf(difference);
    // Of a table that can't be looked at nothing is deleted.
    const refusal =
      refused.get(subject) ?? (difference.what === 'unwanted' ? refused.get(tableOfRow(subject) ?? '') : undefined);
    if (refusal) return [{ ...failed(difference), kind: 'refused', fault: { code: refusal.code, text: refusal.text } }];
    const tried = attempted.get(subject);
    // What was tried may be another wish by now.
    const isTried = difference.what === 'value' ? tried === wishStamp(difference) : tried !== undefined;
    return isTried ? [failed(difference)] : [];
  });
}

/** What was accepted for after a boot and is not so after it. */
export function notApplied(
  applied: Readonly<Record<string, string>>,
  differences: readonly Difference[],
): readonly Incident[] {
  return differences.flatMap((difference) => {
    const isOne = difference.what === 'value' && Object.hasOwn(applied, difference.path);
    return isOne && applied[difference.path] === wishStamp(difference) ? [failed(difference)] : [];
  });
}

function failed(difference: Difference): Incident {
  const seen = difference.what === 'value' && !difference.writeOnly ? difference.reported : undefined;
  return {
    subject: subjectOf(difference),
    wanted: wishStamp(difference),
    kind: difference.what === 'unknown' ? 'refused' : 'ignored',
    ...(seen === undefined ? {} : { seen }),
  };
}

/** What the plan was to bring about, with the stamps of values; what a status of 1 leaves open is not among it. */
function attemptedSubjects({ plan, report, rows, unfinished }: ConcludedPlan): ReadonlyMap<string, string> {
  if (unfinished) return new Map();
  const set = report.status === 1 ? [] : Object.entries(report.set);
  const steps = plan.steps.flatMap((step) => subjectsOf(step, (path) => concrete(path, { rows }) ?? path));
  return new Map([...set, ...steps.map((subject) => [subject, ''] as const)]);
}

function subjectsOf(step: PlanStep, at: (path: string) => string): readonly string[] {
  switch (step.do) {
    case 'read':
      return step.paths.map(at);
    case 'list':
      return [step.path];
    case 'add':
      return [step.row];
    case 'delete':
      return [at(step.object)];
    case 'attributes':
      return step.attributes.map(({ path }) => attributeSubject(path));
    default:
      return [];
  }
}

function* declaredKeys({ settings, tables }: Pick<Desired, 'settings' | 'tables'>): Generator<string> {
  for (const { path } of settings) yield path;
  for (const table of tables) yield* keysOfTable(table, table.path);
}

function* keysOfTable({ rows }: Desired['tables'][number], name: string): Generator<string> {
  for (const row of rows) {
    const rowName = `${name}/${row.name}`;
    yield rowName;
    for (const value of row.values) yield `${rowName}.${value.name}`;
    for (const below of row.tables) yield* keysOfTable(below, `${rowName}/${below.path}`);
  }
}
