import { declaredRows, declaredValues } from './declared-values.ts';
import type { Desired, RowName } from './desired.ts';
import { type Difference, valueStamp } from './diff.ts';
import type { Plan } from './plan.ts';
import { concrete, type PlanReport, type UnresolvedAdd } from './plan-progress.ts';
import type { TableState } from './row-states.ts';
import { attributeSubject, subjectOf, wishStamp } from './subject.ts';
import type { SyncState } from './sync.ts';
import { type Troubles, withIncident } from './troubles.ts';

/** A plan that came to its end, or could go no further. */
export interface ConcludedPlan {
  readonly plan: Plan;
  readonly report: PlanReport;
  /** Rows that it made. */
  readonly rows: Readonly<Record<RowName, number>>;
  /** It may be there, or not. */
  readonly unresolved?: UnresolvedAdd;
  /** The CPE fell silent: what is not in the report may not have been tried. */
  readonly unfinished?: true;
}

/** With the rows that a plan made: they are the ACS's own. */
export function withNewRows(rows: SyncState['rows'], made: ConcludedPlan['rows']): SyncState['rows'] {
  const own = Object.entries(made).map(([name, instance]) => [name, { instance, owned: true, fresh: true }] as const);
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

/** What the CPE took over, as it is remembered: by name where it can't be read back, or is not to be set again. */
export function takenOver(
  sync: Pick<SyncState, 'written' | 'seeded' | 'pending'>,
  { report }: ConcludedPlan,
  desired: Desired,
  tables: readonly TableState[],
): Pick<SyncState, 'written' | 'seeded' | 'pending'> {
  const written = { ...sync.written };
  const seeded = { ...sync.seeded };
  for (const { path, key, wanted } of declaredValues(desired, tables)) {
    const stamp = Object.hasOwn(report.set, path) ? report.set[path] : undefined;
    if (stamp === undefined) continue;
    if (wanted.writeOnly) written[key] = stamp;
    if (wanted.mode === 'seed') seeded[key] = stamp;
  }
  const pending = report.status === 1 ? { ...sync.pending, ...report.set } : sync.pending;
  return { written, seeded, pending };
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

/** Troubles with what the plan could not bring about: refused by the CPE, or accepted and not so. */
export function withFailures(
  troubles: Troubles,
  concluded: ConcludedPlan,
  differences: readonly Difference[],
  nowMs: number,
  seed: string,
): Troubles {
  const { report } = concluded;
  const refused = new Map(report.refused.map((one) => [one.subject, one]));
  const attempted = attemptedSubjects(concluded);
  let all = troubles;
  for (const difference of differences) {
    const subject = subjectOf(difference);
    const refusal = refused.get(subject);
    if (refusal === undefined && !attempted.has(subject)) continue;
    const wanted = wishStamp(difference);
    // What was tried is another wish by now.
    if (difference.what === 'value' && attempted.get(subject) !== wanted && refusal === undefined) continue;
    const seen = difference.what === 'value' && !difference.writeOnly ? difference.reported : undefined;
    const incident = {
      subject,
      wanted,
      kind: refusal || difference.what === 'unknown' ? 'refused' : 'ignored',
      ...(seen === undefined ? {} : { seen }),
      ...(refusal ? { fault: { code: refusal.code, text: refusal.text } } : {}),
    } as const;
    all = withIncident(all, incident, nowMs, seed);
  }
  return all;
}

/** What the plan was to bring about, with the stamps of values; what a status of 1 leaves open is not among it. */
function attemptedSubjects({ plan, report, rows, unfinished }: ConcludedPlan): ReadonlyMap<string, string> {
  const subjects = new Map<string, string>();
  const paths = (path: string) => concrete(path, { rows }) ?? path;
  if (report.status !== 1) for (const [path, stamp] of Object.entries(report.set)) subjects.set(path, stamp);
  for (const step of unfinished ? [] : plan.steps) {
    if (step.do === 'read') for (const path of step.paths) subjects.set(paths(path), '');
    if (step.do === 'list') subjects.set(step.path, '');
    if (step.do === 'add') subjects.set(step.row, '');
    if (step.do === 'delete') subjects.set(paths(step.object), '');
    if (step.do === 'attributes') for (const { path } of step.attributes) subjects.set(attributeSubject(path), '');
  }
  return subjects;
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
