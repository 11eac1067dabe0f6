import {
  afterTooManyPlans,
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
  ReportedTree,
  type SyncState,
  secretsNamed,
  timestamp,
  treeAfter,
  type ValueChange,
  withPlan,
} from '#libs/domain';
import type { DeviceSecrets } from './device-secrets.ts';
import type { LookUp } from './look-up.ts';
import { incidentsBetween } from './model-incidents.ts';
import { queueOwn } from './queue-own.ts';
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

  /** Resolves with the epoch under which the device was looked at: no mark may be of a later one. */
  async look(turn: Turn, look: LookUp): Promise<number> {
    const inForce = await this.profiles.inForce();
    const { discovery } = turn.device;
    if (discovery.state !== 'complete' && discovery.state !== 'partial') return inForce.epoch;
    const revisions = profilesFor(turn.device, inForce);
    if (isDue(turn, revisions, inForce)) await this.lookNow(turn, look, revisions, inForce);
    return inForce.epoch;
  }

  private async lookNow(
    turn: Turn,
    look: LookUp,
    revisions: readonly ProfileRevision[],
    inForce: ProfilesInForce,
  ): Promise<void> {
    const underway = turn.open().find(({ spec }) => spec.kind === 'reconcile');
    const stopped = underway && stoppedPlan(underway);
    if (underway !== undefined && stopped === undefined) return;
    const model = await this.models.get(modelKeyOf(turn.device));
    const finished = turn.finished.slice(turn.lookedAt.finished);
    const concluded = stopped ?? concludedPlan(turn, finished);
    const evaluation = await this.evaluate(turn, look, revisions, inForce, model, { finished, concluded });
    const before = turn.device.sync ?? NEVER_SYNCED;
    if (underway !== undefined) {
      // What it was made for is still what is wanted: it goes on where it stands.
      if (evaluation.desired.stamp === before.stamp) return;
      turn.finish(underway, completed({ note: 'Something else is declared by now: a new plan takes its place.' }));
    }
    for (const incident of incidentsBetween(turn, before, evaluation.sync, inForce.generation)) {
      turn.learnt.push(incident);
    }
    turn.lookedAt = { finished: turn.finished.length, drafts: turn.drafts.length };
    keep(turn, withQueuedPlan(turn, evaluation));
  }

  private async evaluate(
    turn: Turn,
    look: LookUp,
    revisions: readonly ProfileRevision[],
    { generation }: ProfilesInForce,
    model: ModelKnowledge | undefined,
    { finished, concluded }: { readonly finished: Turn['finished']; readonly concluded: ConcludedPlan | undefined },
  ): Promise<Evaluation> {
    const { device, nowMs } = turn;
    const [known, secrets] = await Promise.all([
      look.whole(),
      this.secrets.versions(device.id, secretsNamed(revisions)),
    ]);
    const tree = new ReportedTree(treeAfter(known.values(), turn.learnt, timestamp(nowMs)).values());
    const givenUp = givenUpReason(finished);
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
        by: changedBy(turn.cause, finished),
        mayReboot: !turn.open().some(({ awaiting }) => awaiting?.what === 'transferComplete'),
        ...(givenUp === undefined ? {} : { givenUp }),
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

/** A plan that is not being carried out just now, as far as it came; undefined: it must go on. */
function stoppedPlan({ spec, progress, onWire, awaiting }: Command): ConcludedPlan | undefined {
  if (spec.kind !== 'reconcile' || onWire !== undefined || awaiting !== undefined) return undefined;
  const at = 'step' in progress ? (progress as unknown as PlanProgress) : undefined;
  // A row may be there of which only this plan knows.
  if (at?.adding) return undefined;
  return { plan: spec.plan, report: at?.report ?? NOTHING_DONE, rows: at?.rows ?? {}, unfinished: true };
}

const NOTHING_DONE: ConcludedPlan['report'] = { set: {}, refused: [], deleted: [], status: 0, beacon: false };

/** The plan that came to its end in this turn. */
function concludedPlan(turn: Turn, all: Turn['finished']): ConcludedPlan | undefined {
  const finished = all.find(({ command }) => command.spec.kind === 'reconcile');
  if (finished?.command.spec.kind !== 'reconcile') return undefined;
  const told = turn.learnt.find((lesson) => lesson.what === 'reconciled');
  const { plan } = finished.command.spec;
  const { report = NOTHING_DONE, rows = {}, unresolved } = told?.what === 'reconciled' ? told : {};
  const failed = finished.outcome.status === 'failed';
  return { plan, report, rows, ...(unresolved ? { unresolved } : {}), ...(failed ? { unfinished: true } : {}) };
}

function givenUpReason(all: Turn['finished']): string | undefined {
  const finished = all.find(({ command }) => command.spec.kind === 'reconcile');
  return finished?.outcome.status === 'failed' ? finished.outcome.detail : undefined;
}

function changesOf(turn: Turn): readonly ValueChange[] {
  return turn.drafts
    .slice(turn.lookedAt.drafts)
    .flatMap((draft) => (draft.type === 'values.changed' ? draft.data.changes : []));
}

/** Who may have changed values, as far as the event tells. */
function changedBy(cause: Turn['cause'], finished: Turn['finished']): string {
  if (cause.type === 'device.informed') {
    return `somebody at the device (${cause.data.events.map(({ eventCode }) => eventCode).join(', ')})`;
  }
  const operators = finished.find(({ command }) => command.origin === 'operator');
  return operators ? `the command ${operators.command.id} of an operator` : 'the device, or somebody at it';
}

/** What is to be kept of an evaluation, with its plan in the device's queue. */
function withQueuedPlan(turn: Turn, { plan, sync }: Evaluation): SyncState {
  if (plan.steps.length === 0) return sync;
  const counted = withPlan(sync, turn.device.lastInform.sessionId);
  if (counted === undefined) return afterTooManyPlans(sync, turn.nowMs, turn.device.id);
  queueOwn(turn, { kind: 'reconcile', plan }, turn.cause.time);
  return counted;
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
