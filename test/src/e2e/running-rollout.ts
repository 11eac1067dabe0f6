import { randomBytes } from 'node:crypto';
import {
  type DeviceId,
  type Execution,
  type ExecutionStore,
  newExecution,
  newRolloutId,
  type Rollout,
  type RolloutDocument,
  type RolloutId,
  type RolloutStore,
  timestamp,
} from '#libs/domain';

interface Stores {
  readonly rolloutStore: RolloutStore;
  readonly executionStore: ExecutionStore;
}

/** A rollout in its only wave, with its devices; nobody judges it. */
export class RunningRollout {
  private constructor(
    readonly id: RolloutId,
    private readonly stores: Stores,
  ) {}

  static async start(
    stores: Stores,
    devices: readonly string[],
    about: Partial<RolloutDocument> & Pick<RolloutDocument, 'image'>,
  ): Promise<RunningRollout> {
    const id = newRolloutId(randomBytes(8));
    const now = timestamp(Date.now());
    const deadlineAt = timestamp(Date.now() + 30 * 24 * 3_600_000);
    const cap = devices.length;
    const document: RolloutDocument = {
      target: { filter: {}, mode: 'frozen' },
      waves: [{ size: { percent: 100 } }],
      permits: { cap },
      approval: false,
      deadlineAt,
      ...about,
    };
    const rollout: Rollout = {
      id,
      name: `rollout ${id}`,
      revision: 0,
      generation: 1,
      document,
      author: 'anna',
      status: { phase: 'running', since: now, by: 'anna' },
      waves: [{ number: 1, state: 'running', since: now, size: cap, buckets: 1, cap }],
      openedWave: 1,
      closedCells: [],
      createdAt: now,
    };
    await stores.rolloutStore.add(rollout);
    const place = { rollout: id, wave: 1, bucket: 0 };
    await stores.executionStore.setPermits({ ...place, cap, tolerance: 0 });
    const executions = devices.map((device) =>
      newExecution({ ...place, deviceId: device as DeviceId, cell: 'c', groups: [], now, deadlineAt }),
    );
    await stores.executionStore.enrol(executions);
    return new RunningRollout(id, stores);
  }

  /** CommandKey of its first Download. */
  get key(): string {
    return `F.${this.id}.1.1`;
  }

  async execution(device: string): Promise<Execution> {
    const found = await this.stores.executionStore.find(device as DeviceId, this.id);
    if (found === undefined) throw new Error(`${device} is not in the rollout.`);
    return found;
  }

  /** The state, and why it is final. */
  async stateOf(device: string): Promise<string> {
    const { state, reason } = await this.execution(device);
    return reason === undefined ? state : `${state}: ${reason}`;
  }

  async change(change: Partial<Rollout>): Promise<void> {
    const rollout = await this.stores.rolloutStore.get(this.id);
    if (rollout) await this.stores.rolloutStore.save({ ...rollout, ...change });
  }
}
