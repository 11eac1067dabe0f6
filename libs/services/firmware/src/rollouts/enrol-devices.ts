import {
  bucketOf,
  type Clock,
  cellOf,
  type Device,
  type DeviceStore,
  type EnrollingProgress,
  type Enrolment,
  type Execution,
  type ExecutionStore,
  groupsOf,
  HELD_EXAMPLES,
  isFinalState,
  newExecution,
  type Rollout,
  type RolloutId,
  type RolloutStore,
  rankOf,
  targetFilter,
  timestamp,
  waveOfRank,
} from '#libs/domain';
import { FLEET_PAGES } from './count-fleet.ts';
import type { StepExecutions } from './step-executions.ts';

export interface EnrolRound {
  readonly enrolling: EnrollingProgress;
  /** Every device was looked at. */
  readonly isDone: boolean;
}

/** Puts devices into the waves of a rollout. Those that are in one stay there, so that any page may come twice. */
export class EnrolDevices {
  constructor(
    private readonly devices: DeviceStore,
    private readonly executions: ExecutionStore,
    private readonly rollouts: RolloutStore,
    private readonly steps: StepExecutions,
    private readonly clock: Clock,
    private readonly pages = FLEET_PAGES,
  ) {}

  /** Goes on where `enrolling` is, some pages. */
  async run(rollout: Rollout, enrolling: EnrollingProgress): Promise<EnrolRound> {
    const filter = targetFilter(rollout.document);
    const priorities = new Map<RolloutId, Promise<Rollout | undefined>>();
    let so = enrolling;
    const { size: limit } = this.pages;
    for (let page = 0; page < this.pages.atOnce; page++) {
      const { cursor } = so;
      const found = await this.devices.list({ filter, sort: 'id', limit, ...(cursor && { cursor }) });
      const held = await this.enrol(rollout, found.devices, priorities);
      so = {
        ...(found.next !== undefined && { cursor: found.next }),
        looked: so.looked + found.devices.length,
        held: so.held + held.length,
        heldBy: [...so.heldBy, ...held].slice(0, HELD_EXAMPLES),
      };
      if (found.next === undefined) return { enrolling: so, isDone: true };
    }
    return { enrolling: so, isDone: false };
  }

  /** Resolves with those that another rollout keeps. */
  private async enrol(
    rollout: Rollout,
    devices: readonly Device[],
    others: Map<RolloutId, Promise<Rollout | undefined>>,
  ): Promise<Enrolment['held']> {
    if (devices.length === 0) return [];
    const executions = devices.map((device) => this.executionOf(device, rollout));
    const { held } = await this.executions.enrol(executions);
    const freed = new Set<string>();
    for (const { deviceId, rollout: holder } of held) {
      const other = others.get(holder) ?? this.rollouts.get(holder);
      others.set(holder, other);
      if (await this.isGivenUp(deviceId, await other, rollout)) freed.add(deviceId);
    }
    if (freed.size === 0) return held;
    const again = await this.executions.enrol(executions.filter(({ deviceId }) => freed.has(deviceId)));
    return [...held.filter(({ deviceId }) => !freed.has(deviceId)), ...again.held];
  }

  /** A rollout of a higher priority takes devices to which nothing was sent yet. */
  private async isGivenUp(deviceId: Device['id'], holder: Rollout | undefined, taker: Rollout): Promise<boolean> {
    const priority = holder?.document.priority ?? 0;
    if (holder === undefined || (taker.document.priority ?? 0) <= priority) return false;
    const execution = await this.executions.find(deviceId, holder.id);
    if (execution === undefined) return false;
    const after = await this.steps.step(execution, { type: 'supersede', by: taker.name }, holder);
    return isFinalState(after.state) && !after.transferOpen;
  }

  private executionOf(device: Device, { id, document, waves }: Rollout): Execution {
    const wave = waveOfRank(rankOf(id, device.id), waves);
    const { buckets = 1 } = waves[wave - 1] ?? {};
    return newExecution({
      rollout: id,
      deviceId: device.id,
      wave,
      bucket: bucketOf(device.id, buckets),
      cell: cellOf(device),
      groups: groupsOf(device.attributes, document.permits.groups ?? []),
      now: timestamp(this.clock.now()),
      deadlineAt: document.deadlineAt,
    });
  }
}
