import type { CapabilityCatalog } from '../capability/catalog.ts';
import { resolveDesired } from '../capability/resolve-desired.ts';
import type { Device, Timestamp } from '../device/device.ts';
import type { ValueChange } from '../device/reported.ts';
import { timestamp } from '../ports/clock.ts';
import type { ProfileRevision } from '../profile/profile.ts';
import { auditPlan, canBeAudited } from './audit-plan.ts';
import {
  type ConcludedPlan,
  stillDeclared,
  stillUnresolved,
  takenOver,
  withFailures,
  withNewRows,
  withSeeds,
} from './conclude-plan.ts';
import { conditionsOf } from './conditions.ts';
import type { Desired } from './desired.ts';
import { type Difference, diff } from './diff.ts';
import { findingsOf } from './findings.ts';
import { holdMs, portion } from './hold.ts';
import { keptRows } from './kept-rows.ts';
import { beaconOf, isLearning, makePlan } from './make-plan.ts';
import type { Plan } from './plan.ts';
import type { ReportedTree } from './reported-tree.ts';
import { withReverts } from './reverts.ts';
import { bindTables, rowPaths } from './row-states.ts';
import { budgetOf, type DailyLimits, sortDifferences } from './sort-differences.ts';
import { subjectOf, wishStamp } from './subject.ts';
import { type Budget, NEVER_SYNCED, type SyncState } from './sync.ts';
import { stillTrue } from './troubles.ts';

export interface EvaluationLimits extends DailyLimits {
  /** Values of one SetParameterValues. */
  readonly writeBatch: number;
  /** Parameters of one GetParameterValues. */
  readonly readBatch: number;
  /** What is declared is read again after this time, if nothing else led to it. */
  readonly auditIntervalMs: number;
}

/** What happened since the device was last looked at. */
export interface News {
  readonly concluded?: ConcludedPlan;
  readonly changes: readonly ValueChange[];
  /** Who made the changes, as far as it can be told. */
  readonly by: string;
  /** A transfer is under way: no reboot now. */
  readonly mayReboot: boolean;
  /** Why nothing comes of plans at present, when that just turned out. */
  readonly givenUp?: string;
}

export const NO_NEWS: News = { changes: [], by: '', mayReboot: true };

export interface EvaluationFacts {
  readonly device: Device;
  readonly tree: ReportedTree;
  /** Those that are for the device, the highest priority first. */
  readonly revisions: readonly ProfileRevision[];
  /** Of the device and of the fleet: which versions there are. */
  readonly secrets: Readonly<Record<string, { readonly version: number }>>;
  readonly catalog: CapabilityCatalog;
  /** Of the profiles. */
  readonly generation: number;
  readonly limits: EvaluationLimits;
  /** By generic path: why no device of the model is asked for it. */
  readonly frozen?: ReadonlyMap<string, string>;
  readonly nowMs: number;
  readonly news?: News;
}

export interface Evaluation {
  readonly desired: Desired;
  readonly differences: readonly Difference[];
  /** What to do now; no step: nothing. */
  readonly plan: Plan;
  /** To be kept in the device's document. */
  readonly sync: SyncState;
}

/**
 * How a device stands to what is declared for it, and what to do about it. Level-triggered: whatever led to it, all is
 * compared anew. Pure: the same for the same facts.
 */
export function evaluate(facts: EvaluationFacts): Evaluation {
  const { device, tree, catalog, secrets, revisions, nowMs, news = NO_NEWS } = facts;
  const now = timestamp(nowMs);
  const before = device.sync ?? NEVER_SYNCED;
  const suspect = before.suspect === true;
  const desired = resolveDesired({ device, revisions, tree, secrets, catalog });
  const known = withConcluded(before, desired, facts);
  const { tables, differences } = diff(desired, {
    tree,
    sync: known,
    suspect,
    notifications: notificationsOf(device),
  });
  const troubles = troublesOf(known, differences, facts, tables);
  const budget = budgetAfter(before.budget, news.concluded, now);
  const { todo, held } = sortDifferences(differences, {
    sync: { troubles, pending: known.pending },
    budget,
    limits: facts.limits,
    frozen: facts.frozen ?? new Map(),
    nowMs,
  });
  const differing = new Set(differences.map(subjectOf));
  const unresolved = stillUnresolved(before.unresolved, news.concluded, differences);
  const backOff = backOffOf(before, desired, news, nowMs, device.id);
  const isOff = backOff !== undefined && Date.parse(backOff.until) > nowMs;
  const audits = before.auditWanted === true && news.concluded?.plan.audit !== true && canBeAudited(desired);
  const plan = isOff
    ? noPlan(facts, desired)
    : audits
      ? planAudit(facts, desired)
      : planChanges(facts, desired, todo, budget, unresolved);
  const { findings, differing: count } = findingsOf({ desired, todo, held, before: before.findings, nowMs, now });
  const hasPlan = plan.steps.length > 0;
  const looking = hasPlan && isLearning(plan);
  const conditions = conditionsOf({
    findings,
    differing: count,
    rebootPending: device.rebootPending,
    changing: hasPlan && !looking,
    looking,
    backOff: isOff ? backOff : undefined,
    before: before.conditions,
    now,
  });
  const sync: SyncState = {
    ...withoutHints(before, { suspect: audits, audit: audits }),
    generation: facts.generation,
    stamp: desired.stamp,
    profiles: revisions.map(({ profile, number }) => `${profile}@${number}`),
    conditions,
    findings,
    differing: count,
    rows: audits ? known.rows : keptRows(known.rows, tables, tree, suspect),
    written: stillDeclared(known.written, desired),
    seeded: withSeeds(known.seeded, desired, tables, differing),
    pending: known.pending,
    troubles,
    ...unresolved,
    ...(backOff ? { backOff } : {}),
    ...beaconAfter(before, news.concluded),
    ...auditAfter(before, facts, desired, now),
    budget,
  };
  return { desired, differences, plan, sync };
}

type Known = Pick<SyncState, 'rows' | 'written' | 'seeded' | 'pending' | 'troubles'>;

function withConcluded(before: SyncState, desired: Desired, { tree, news = NO_NEWS }: EvaluationFacts): Known {
  const { concluded } = news;
  if (concluded === undefined) return before;
  const rows = withNewRows(before.rows, concluded.rows);
  const tables = bindTables(desired.tables, { tree, rows, suspect: before.suspect === true });
  return { ...before, rows, ...takenOver(before, concluded, desired, tables) };
}

function troublesOf(
  known: Known,
  differences: readonly Difference[],
  { device, news = NO_NEWS, nowMs }: EvaluationFacts,
  tables: Parameters<typeof rowPaths>[0],
): SyncState['troubles'] {
  const open = new Map(differences.map((one) => [subjectOf(one), wishStamp(one)]));
  const current = stillTrue(known.troubles, open, nowMs);
  const { changes, by, concluded } = news;
  if (concluded) return withFailures(current, concluded, differences, nowMs, device.id);
  return withReverts(current, differences, { changes, by, paths: rowPaths(tables), nowMs, seed: device.id });
}

/** Another wish, or a plan that came through, and the device is trusted again. */
function backOffOf(
  before: SyncState,
  desired: Desired,
  { concluded, givenUp }: News,
  nowMs: number,
  seed: string,
): SyncState['backOff'] {
  const known = before.stamp === desired.stamp ? before.backOff : undefined;
  if (givenUp === undefined) return concluded === undefined ? known : undefined;
  const failures = (known?.failures ?? 0) + 1;
  return { failures, until: timestamp(nowMs + holdMs('plan', failures, seed)), why: givenUp };
}

function budgetAfter(known: Budget, concluded: ConcludedPlan | undefined, now: Timestamp): Budget {
  const budget = budgetOf(known, now);
  if (concluded === undefined || isLearning(concluded.plan)) return budget;
  const { steps } = concluded.plan;
  const unnamed = steps.filter((step) => step.do === 'delete' && step.row === undefined).length;
  return {
    ...budget,
    changes: budget.changes + 1,
    deletes: budget.deletes + unnamed,
    reboots: budget.reboots + (steps.at(-1)?.do === 'reboot' ? 1 : 0),
  };
}

function orderOf(
  { limits, generation, device, news = NO_NEWS }: EvaluationFacts,
  desired: Desired,
  budget: Budget,
  unresolved: Pick<SyncState, 'unresolved'> = {},
) {
  return {
    writeBatch: limits.writeBatch,
    readBatch: limits.readBatch,
    mostDeleted: Math.max(0, limits.deletesPerDay - budget.deletes),
    mayReboot: desired.mayReboot && news.mayReboot && budget.reboots < limits.rebootsPerDay,
    rebootPending: device.rebootPending,
    generation,
    stamp: desired.stamp,
    ...unresolved,
  };
}

function planChanges(
  facts: EvaluationFacts,
  desired: Desired,
  todo: readonly Difference[],
  budget: Budget,
  unresolved: Pick<SyncState, 'unresolved'>,
): Plan {
  return makePlan(todo, orderOf(facts, desired, budget, unresolved));
}

function planAudit(facts: EvaluationFacts, desired: Desired): Plan {
  return auditPlan(desired, orderOf(facts, desired, NEVER_SYNCED.budget));
}

function noPlan({ generation }: EvaluationFacts, { stamp }: Desired): Plan {
  return { steps: [], hash: '', beacon: beaconOf({ generation, stamp }) };
}

function notificationsOf({ parameterAttributes }: Device): ReadonlyMap<string, number> {
  return new Map(
    parameterAttributes.flatMap(({ path, notification }) =>
      notification === undefined ? [] : [[path, notification] as const],
    ),
  );
}

function withoutHints(before: SyncState, keep: { readonly suspect: boolean; readonly audit: boolean }): SyncState {
  const { suspect, auditWanted, backOff: _, beacon: __, auditDueAt: ___, unresolved: ____, ...rest } = before;
  return {
    ...rest,
    ...(suspect && keep.suspect ? { suspect } : {}),
    ...(auditWanted && keep.audit ? { auditWanted } : {}),
  };
}

function beaconAfter(before: SyncState, concluded: ConcludedPlan | undefined): Pick<SyncState, 'beacon'> {
  const beacon = concluded?.report.beacon ? concluded.plan.beacon : before.beacon;
  return beacon === undefined ? {} : { beacon };
}

/** Due again a full interval after the last one; the first is due at any time of the first interval. */
function auditAfter(
  before: SyncState,
  { device, limits, nowMs }: EvaluationFacts,
  desired: Desired,
  now: Timestamp,
): Pick<SyncState, 'auditDueAt'> {
  if (!canBeAudited(desired)) return {};
  const { auditDueAt } = before;
  if (auditDueAt !== undefined && auditDueAt > now) return { auditDueAt };
  const interval = limits.auditIntervalMs;
  const first = auditDueAt === undefined ? interval * (0.5 + portion(device.id) / 2) : interval;
  return { auditDueAt: timestamp(nowMs + first) };
}
