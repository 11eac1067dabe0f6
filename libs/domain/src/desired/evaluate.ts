import type { CapabilityCatalog } from '../capability/catalog.ts';
import { resolveDesired } from '../capability/resolve-desired.ts';
import type { Device, Timestamp } from '../device/device.ts';
import type { ValueChange } from '../device/reported.ts';
import { timestamp } from '../ports/clock.ts';
import type { ProfileRevision } from '../profile/profile.ts';
import { auditPlan, canBeAudited } from './audit-plan.ts';
import { backedOff, type Failure, isOff, TOO_MANY_PLANS, TOO_MANY_TROUBLES } from './back-off.ts';
import { budgetAfter, budgetOf, type DailyLimits } from './budget.ts';
import {
  type ConcludedPlan,
  failuresOf,
  notApplied,
  stillDeclared,
  stillPending,
  stillUnresolved,
  takenOver,
  withNewRows,
  withSeeds,
} from './conclude-plan.ts';
import { conditionsOf } from './conditions.ts';
import type { Desired } from './desired.ts';
import { type Difference, diff } from './diff.ts';
import { findingsOf } from './findings.ts';
import { portion } from './hold.ts';
import { keptRows } from './kept-rows.ts';
import { beaconOf, isLearning, makePlan } from './make-plan.ts';
import type { Plan } from './plan.ts';
import { justListed, prunedTooMany } from './pruning.ts';
import type { ReportedTree } from './reported-tree.ts';
import { revertsIn } from './reverts.ts';
import { bindTables, rowPaths, type TableState } from './row-states.ts';
import { sortDifferences } from './sort-differences.ts';
import { subjectOf, wishStamp } from './subject.ts';
import { type BackOff, type Budget, NEVER_SYNCED, type SyncState } from './sync.ts';
import { MAX_TROUBLES, stillTrue, withIncidents } from './troubles.ts';

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
  /** The CPE booted just before: what changed may not have been kept. */
  readonly overBoot: boolean;
  /** A transfer is under way: no reboot now. */
  readonly mayReboot: boolean;
  /** As many plans were made in this session as there may be. */
  readonly plansSpent: boolean;
}

export const NO_NEWS: News = { changes: [], by: '', overBoot: false, mayReboot: true, plansSpent: false };

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
  /** The plan is to be shown, not done: it does not begin with a look at what it deletes. */
  readonly isPreview?: boolean;
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
export function evaluate(given: EvaluationFacts): Evaluation {
  const facts = withoutOldNews(given);
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
  const audits = isAudited(before, desired, news, now);
  const troubles = troublesOf(known, differences, facts, { tables, applied: audits ? {} : (before.applied ?? {}) });
  const pending = stillPending(known.pending, desired, tables);
  const budget = budgetAfter(before.budget, news.concluded, now);
  const { todo, held } = sortDifferences(differences, {
    sync: { troubles, pending },
    budget: budgetOf(budget, now),
    limits: facts.limits,
    frozen: facts.frozen ?? new Map(),
    tooMany: prunedTooMany(differences, tree),
    nowMs,
  });
  const unresolved = stillUnresolved(before.unresolved, news.concluded, differences);
  // Also when it was learnt before: whoever learnt it died before it made the plan that deletes.
  const listed = given.isPreview ? {} : { listed: justListed(given.news?.concluded) };
  const order = { ...orderOf(facts, desired, budgetOf(budget, now), unresolved), ...listed };
  const { plan, backOff } = planOf(facts, before, { desired, todo, troubles }, () =>
    audits ? auditPlan(desired, order) : makePlan(todo, order),
  );
  const off = isOff(backOff, nowMs) ? backOff : undefined;
  const { findings, differing, differingFrom } = findingsOf({
    desired,
    todo,
    held,
    backOff: off,
    before: before.findings,
    nowMs,
    now,
  });
  const hasPlan = plan.steps.length > 0;
  const looking = hasPlan && isLearning(plan);
  const conditions = conditionsOf({
    findings,
    differing,
    rebootPending: device.rebootPending,
    changing: hasPlan && !looking,
    looking,
    backOff: off,
    before: before.conditions,
    now,
  });
  const sync: SyncState = {
    ...withoutHints(before, audits),
    generation: facts.generation,
    stamp: desired.stamp,
    profiles: revisions.map(({ profile, number }) => `${profile}@${number}`),
    conditions,
    findings,
    differing,
    differingFrom,
    rows: audits ? known.rows : keptRows(known.rows, tables, tree, suspect),
    written: stillDeclared(known.written, desired),
    seeded: withSeeds(known.seeded, desired, tables, new Set(differences.map(subjectOf))),
    pending,
    troubles,
    ...unresolved,
    ...(backOff ? { backOff } : {}),
    ...beaconAfter(before, news.concluded),
    ...auditAfter(before, facts, desired, now),
    ...(news.concluded ? { concluded: news.concluded.id } : {}),
    budget,
  };
  return { desired, differences, plan, sync };
}

/** An event is handled twice when the process died before it could say that it was done. */
function withoutOldNews(facts: EvaluationFacts): EvaluationFacts {
  const { device, news } = facts;
  if (news?.concluded === undefined || news.concluded.id !== device.sync?.concluded) return facts;
  const { concluded: _, ...rest } = news;
  return { ...facts, news: rest };
}

/** All is to be read again first, and was not just now. */
function isAudited(before: SyncState, desired: Desired, { concluded }: News, now: Timestamp): boolean {
  const isDue = before.auditDueAt !== undefined && before.auditDueAt <= now;
  const isDone = concluded?.plan.audit === true && !concluded.unfinished;
  return (before.auditWanted === true || isDue) && !isDone && canBeAudited(desired);
}

type Known = Pick<SyncState, 'rows' | 'written' | 'seeded' | 'pending' | 'troubles'>;

function withConcluded(before: SyncState, desired: Desired, { tree, news = NO_NEWS }: EvaluationFacts): Known {
  const { concluded } = news;
  if (concluded === undefined) return before;
  const rows = withNewRows(before.rows, concluded.rows);
  const { pending, troubles } = before;
  const tables = bindTables(desired.tables, { tree, rows, suspect: before.suspect === true, pending, troubles });
  return { ...before, rows, ...takenOver(before, concluded, desired, tables) };
}

function troublesOf(
  known: Known,
  differences: readonly Difference[],
  { device, news = NO_NEWS, nowMs }: EvaluationFacts,
  { tables, applied }: { readonly tables: readonly TableState[]; readonly applied: SyncState['pending'] },
): SyncState['troubles'] {
  const open = new Map(differences.map((one) => [subjectOf(one), wishStamp(one)]));
  const { changes, by, overBoot, concluded } = news;
  const set = concluded?.report.set ?? {};
  const incidents = [
    // What the plan itself has set was not changed by somebody else.
    ...revertsIn(differences, {
      changes: changes.filter(({ name }) => !Object.hasOwn(set, name)),
      by,
      overBoot,
      paths: rowPaths(tables),
    }),
    ...notApplied(applied, differences),
    ...(concluded ? failuresOf(concluded, differences) : []),
  ];
  const once = [...new Map(incidents.map((one) => [one.subject, one])).values()];
  return withIncidents(stillTrue(known.troubles, open, nowMs), once, nowMs, device.id);
}

interface Wanted {
  readonly desired: Desired;
  readonly todo: readonly Difference[];
  readonly troubles: SyncState['troubles'];
}

/**
 * What to do now, unless the device is left alone. Another wish, and it is trusted again; so it is once there is nothing to
 * do: that a plan came through says little when the next one is the same.
 */
function planOf(
  { device, nowMs, news = NO_NEWS, generation }: EvaluationFacts,
  before: SyncState,
  { desired, todo, troubles }: Wanted,
  make: () => Plan,
): { readonly plan: Plan; readonly backOff: BackOff | undefined } {
  const none: Plan = { steps: [], hash: '', beacon: beaconOf({ generation, stamp: desired.stamp }) };
  const known = before.stamp === desired.stamp ? before.backOff : undefined;
  const failure = failureOf(news, todo, troubles);
  const backOff = failure ? backedOff(known, failure, nowMs, device.id) : known;
  if (isOff(backOff, nowMs)) return { plan: none, backOff };
  const plan = make();
  if (plan.steps.length === 0) return { plan, backOff: undefined };
  if (!news.plansSpent) return { plan, backOff };
  return { plan: none, backOff: backedOff(known, TOO_MANY_PLANS, nowMs, device.id) };
}

function failureOf(
  { concluded }: News,
  todo: readonly Difference[],
  troubles: SyncState['troubles'],
): Failure | undefined {
  if (concluded?.failure) {
    const { failure, plan } = concluded;
    return isLearning(plan) ? failure : { ...failure, plan: plan.hash };
  }
  const isFull = concluded !== undefined && todo.length > 0 && Object.keys(troubles).length >= MAX_TROUBLES;
  return isFull ? TOO_MANY_TROUBLES : undefined;
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

function notificationsOf({ parameterAttributes }: Device): ReadonlyMap<string, number> {
  return new Map(
    parameterAttributes.flatMap(({ path, notification }) =>
      notification === undefined ? [] : [[path, notification] as const],
    ),
  );
}

/** What an audit is still to find out stays open until then. */
function withoutHints(before: SyncState, audits: boolean): SyncState {
  const {
    suspect,
    auditWanted: _,
    applied,
    backOff: __,
    beacon: ___,
    auditDueAt: ____,
    unresolved: _____,
    ...rest
  } = before;
  if (!audits) return rest;
  return { ...rest, ...(suspect ? { suspect } : {}), ...(applied ? { applied } : {}), auditWanted: true };
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
