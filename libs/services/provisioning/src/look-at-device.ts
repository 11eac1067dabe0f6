import {
  type CapabilityCatalog,
  type Command,
  type ConcludedPlan,
  completed,
  conditionChanges,
  type Evaluation,
  type EvaluationLimits,
  evaluate,
  frozenPaths,
  INITIAL_READ_BATCH,
  isSameSync,
  type ModelKnowledge,
  modelKeyOf,
  NEVER_SYNCED,
  type PlanProgress,
  type ProfileRevision,
  plansSpent,
  ReportedTree,
  type SyncState,
  secretsNamed,
  timestamp,
  treeAfter,
  withPlan,
} from '#libs/domain';
import { changedBy, changesOf } from './changed-by.ts';
import { concludedPlan, stoppedPlan } from './concluded-plan.ts';
import type { DeviceSecrets } from './device-secrets.ts';
import type { LookUp } from './look-up.ts';
import { incidentsBetween } from './model-incidents.ts';
import { queueOwn, wasQueuedBy } from './queue-own.ts';
import type { RecentModels } from './recent-models.ts';
import { type ProfilesInForce, profilesFor, type RecentProfiles } from './recent-profiles.ts';
import type { Turn } from './turn.ts';

/** What is not learnt from the devices of a model. */
export type SyncLimits = Pick<
  EvaluationLimits,
  'changesPerDay' | 'deletesPerDay' | 'rebootsPerDay' | 'auditIntervalMs'
>;

const INITIAL_WRITE_BATCH = 64;

/**
 * Looks at how a device stands to what is declared for it, at each event that may have changed it, and queues what makes it
 * so. What comes of it is in the turn: the device's document, the condition events, the command.
 */
export class LookAtDevice {
  constructor(
    private readonly profiles: RecentProfiles,
    private readonly secrets: DeviceSecrets,
    private readonly models: RecentModels,
    private readonly catalog: CapabilityCatalog,
    private readonly limits: SyncLimits,
  ) {}

  /** `isUpgraded`: a rollout is at it; nothing may reboot. Resolves with the epoch under which the device was looked at: no mark may be of a later one. */
  async look(turn: Turn, look: LookUp, isUpgraded = false): Promise<number> {
    const inForce = await this.profiles.inForce();
    const { discovery } = turn.device;
    if (discovery.state !== 'complete' && discovery.state !== 'partial') return inForce.epoch;
    const revisions = profilesFor(turn.device, inForce);
    if (isDue(turn, revisions, inForce)) await this.lookNow(turn, look, revisions, inForce, isUpgraded);
    return inForce.epoch;
  }

  private async lookNow(
    turn: Turn,
    look: LookUp,
    revisions: readonly ProfileRevision[],
    inForce: ProfilesInForce,
    isUpgraded: boolean,
  ): Promise<void> {
    const underway = planUnderway(turn);
    if (underway !== undefined && !canStop(underway)) return;
    const model = await this.models.get(modelKeyOf(turn.device));
    // Queued by this very event, when it was handled before: what went with it may not have been kept.
    const isOwn = underway !== undefined && wasQueuedBy(turn, underway);
    const concluded = underway && !isOwn ? stoppedPlan(underway) : concludedPlan(turn);
    const mayReboot = !isUpgraded && !turn.open().some(({ awaiting }) => awaiting?.what === 'transferComplete');
    const evaluation = await this.evaluate(turn, look, revisions, inForce, model, concluded, mayReboot);
    const before = turn.device.sync ?? NEVER_SYNCED;
    if (underway && !isOwn) {
      if (isStillThePlan(underway, evaluation, before)) return;
      turn.finish(underway, completed({ note: 'More is known by now: a new plan takes its place.' }));
    }
    for (const incident of incidentsBetween(turn, before, evaluation.sync, inForce.generation)) {
      turn.learnt.push(incident);
    }
    turn.lookedAt = { finished: turn.finished.length, drafts: turn.drafts.length };
    keep(turn, isOwn ? counted(turn, underway, evaluation.sync) : withQueuedPlan(turn, evaluation));
  }

  private async evaluate(
    turn: Turn,
    look: LookUp,
    revisions: readonly ProfileRevision[],
    { generation }: ProfilesInForce,
    model: ModelKnowledge | undefined,
    concluded: ConcludedPlan | undefined,
    mayReboot: boolean,
  ): Promise<Evaluation> {
    const { device, nowMs } = turn;
    const [known, secrets] = await Promise.all([
      look.whole(),
      this.secrets.versions(device.id, secretsNamed(revisions)),
    ]);
    const tree = new ReportedTree(treeAfter(known.values(), turn.learnt, timestamp(nowMs)).values());
    return evaluate({
      device,
      tree,
      revisions,
      secrets,
      catalog: this.catalog,
      generation,
      limits: {
        ...this.limits,
        writeBatch: model?.writeBatch ?? INITIAL_WRITE_BATCH,
        readBatch: model?.readBatch ?? INITIAL_READ_BATCH,
      },
      ...(model ? { frozen: frozenPaths(model, generation) } : {}),
      nowMs,
      news: {
        ...(concluded ? { concluded } : {}),
        changes: changesOf(turn),
        ...changedBy(turn),
        mayReboot,
        plansSpent: plansSpent(device.sync ?? NEVER_SYNCED, device.lastInform.sessionId),
      },
    });
  }
}

/** A device that no profile is for, and none was, costs nothing. */
function isDue(turn: Turn, revisions: readonly ProfileRevision[], { generation }: ProfilesInForce): boolean {
  const { sync } = turn.device;
  if (revisions.length === 0 && (sync === undefined || sync.profiles.length === 0)) return false;
  const isNews =
    turn.cause.type === 'device.informed' ||
    turn.finished.length > 0 ||
    turn.learnt.some(({ what }) => what === 'discovered');
  return isNews || sync === undefined || sync.generation !== generation;
}

/** What was worked in before its process died is only closed. */
function planUnderway(turn: Turn): Command | undefined {
  const plans = turn.open().filter(({ spec }) => spec.kind === 'reconcile');
  const over = plans.filter(({ id }) => id === turn.device.sync?.concluded);
  for (const command of over) turn.finish(command, completed());
  return plans.find((command) => !over.includes(command));
}

/** Nothing of it may be under way at the CPE: a row may be there of which only the plan knows. */
function canStop({ onWire, awaiting, progress }: Command): boolean {
  return onWire === undefined && awaiting === undefined && (progress as Partial<PlanProgress>).adding === undefined;
}

/** It goes on where it stands, and its attempts count, as long as the same would be done anew. */
function isStillThePlan({ spec }: Command, { plan, desired }: Evaluation, before: SyncState): boolean {
  return spec.kind === 'reconcile' && spec.plan.hash === plan.hash && desired.stamp === before.stamp;
}

/** What is to be kept of an evaluation, with its plan in the device's queue. */
function withQueuedPlan(turn: Turn, { plan, sync }: Evaluation): SyncState {
  if (plan.steps.length === 0) return sync;
  return counted(turn, queueOwn(turn, { kind: 'reconcile', plan }, turn.cause.time), sync);
}

function counted({ device }: Turn, { id }: Command, sync: SyncState): SyncState {
  return withPlan(sync, device.lastInform.sessionId, id);
}

/** Written only when something is new. */
function keep(turn: Turn, sync: SyncState): void {
  const { device, cause } = turn;
  if (isSameSync(device.sync, sync)) return;
  for (const { condition, holds } of conditionChanges(device.sync?.conditions ?? [], sync.conditions)) {
    const { type, reason, message } = condition;
    const { profiles, differing } = sync;
    const data = { condition: type, holds, reason, message, profiles, differing };
    turn.announce({ type: 'condition.changed', data }, `${cause.id}:condition:${type}:${holds}:${reason}`);
  }
  turn.changeDevice({ ...device, sync, conditions: sync.conditions.map(({ type }) => type) });
}
