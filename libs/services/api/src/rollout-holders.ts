import { type DeviceId, type ExecutionStore, holdsDevice, type RolloutId, type RolloutStore } from '#libs/domain';

export interface Holder {
  readonly id: RolloutId;
  readonly name: string;
}

/** A rollout that wants devices. */
export interface Wanting {
  /** Absent before it is stored. */
  readonly id?: RolloutId;
  readonly priority: number;
}

interface KnownRollout extends Holder {
  readonly priority: number;
}

/** Which rollouts hold devices against one that wants them. Made for one look: what it learns of rollouts it does not read again. */
export class RolloutHolders {
  readonly #executions: ExecutionStore;
  readonly #rollouts: RolloutStore;
  readonly #wanting: Wanting;
  readonly #known = new Map<RolloutId, Promise<KnownRollout>>();

  constructor(executions: ExecutionStore, rollouts: RolloutStore, wanting: Wanting) {
    this.#executions = executions;
    this.#rollouts = rollouts;
    this.#wanting = wanting;
  }

  /** Undefined where nobody holds the device, or only who would give it up. */
  async of(deviceId: DeviceId): Promise<Holder | undefined> {
    const execution = await this.#executions.find(deviceId);
    if (execution === undefined || !holdsDevice(execution) || execution.rollout === this.#wanting.id) return undefined;
    const { id, name, priority } = await this.#rollout(execution.rollout);
    const wasSent = execution.attempts.length > 0;
    return !wasSent && this.#wanting.priority > priority ? undefined : { id, name };
  }

  #rollout(id: RolloutId): Promise<KnownRollout> {
    const known = this.#known.get(id) ?? this.#read(id);
    this.#known.set(id, known);
    return known;
  }

  async #read(id: RolloutId): Promise<KnownRollout> {
    const rollout = await this.#rollouts.get(id);
    return { id, name: rollout?.name ?? '', priority: rollout?.document.priority ?? 0 };
  }
}
