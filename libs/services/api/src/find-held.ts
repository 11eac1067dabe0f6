import {
  type DeviceId,
  type DeviceStore,
  type ExecutionStore,
  type Filter,
  type Rollout,
  type RolloutPhase,
  type RolloutStore,
  targetFilter,
} from '#libs/domain';
import { type Holder, RolloutHolders } from './rollout-holders.ts';
import { atOnce, devicePages } from './walk-devices.ts';

export interface HeldDevices {
  readonly devices: number;
  /** Whether all that may be held were looked at. */
  readonly complete: boolean;
  readonly examples: readonly { readonly deviceId: DeviceId; readonly holder: Holder }[];
}

const ACTIVE: readonly RolloutPhase[] = ['running', 'paused', 'halted'];
const MOST_ROLLOUTS = 200;
const EXAMPLES = 10;

/**
 * Finds devices that a rollout is for and other rollouts hold. Only those are looked at that the filters of both fit, and no
 * more than so many: whoever is held without being found here is found when devices are put into waves.
 */
export class FindHeld {
  readonly #devices: DeviceStore;
  readonly #executions: ExecutionStore;
  readonly #rollouts: RolloutStore;
  readonly #maxLooks: number;

  /** At most `maxLooks` devices are looked at, and the page that goes beyond. */
  constructor(devices: DeviceStore, executions: ExecutionStore, rollouts: RolloutStore, maxLooks: number) {
    this.#devices = devices;
    this.#executions = executions;
    this.#rollouts = rollouts;
    this.#maxLooks = maxLooks;
  }

  async execute({ id, document }: Pick<Rollout, 'id' | 'document'>): Promise<HeldDevices> {
    const holders = new RolloutHolders(this.#executions, this.#rollouts, { id, priority: document.priority ?? 0 });
    const { rollouts } = await this.#rollouts.list({ phases: ACTIVE, limit: MOST_ROLLOUTS });
    const found = { devices: 0, looked: 0, examples: [] as HeldDevices['examples'][number][] };
    for (const other of rollouts.filter((rollout) => rollout.id !== id)) {
      const both: Filter = { op: 'and', filters: [targetFilter(document), targetFilter(other.document)] };
      for await (const devices of devicePages(this.#devices, both)) {
        if (found.looked >= this.#maxLooks) return { ...found, complete: false };
        found.looked += devices.length;
        await atOnce(devices, async ({ id: deviceId }) => {
          const holder = await holders.of(deviceId);
          // A device that several filters fit counts once, for who holds it.
          if (holder?.id !== other.id) return;
          found.devices++;
          if (found.examples.length < EXAMPLES) found.examples.push({ deviceId, holder });
        });
      }
    }
    return { ...found, complete: true };
  }
}
