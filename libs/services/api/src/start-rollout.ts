import {
  type Clock,
  changeRollout,
  type DeviceStore,
  type Rollout,
  type RolloutId,
  type RolloutStore,
  targetFilter,
} from '#libs/domain';
import type { FileUrls } from '#libs/platform';
import type { CheckRollout } from './check-rollout.ts';
import type { FindHeld, HeldDevices } from './find-held.ts';
import type { KeepRollouts, RolloutChange } from './keep-rollouts.ts';
import { retryOnConflict } from './retry-on-conflict.ts';

export type StartOutcome =
  | RolloutChange
  /** Devices would have nowhere to fetch from. */
  | { readonly status: 'noFileServer'; readonly detail: string }
  /** Not with these devices. */
  | { readonly status: 'badTarget'; readonly detail: string; readonly held?: HeldDevices };

/** Starts a rollout, unless what it needs is not there. Its devices come into waves afterwards. */
export class StartRollout {
  readonly #rollouts: RolloutStore;
  readonly #keep: KeepRollouts;
  readonly #check: CheckRollout;
  readonly #devices: DeviceStore;
  readonly #findHeld: FindHeld;
  readonly #urls: FileUrls;
  readonly #clock: Clock;

  constructor(
    rollouts: RolloutStore,
    keep: KeepRollouts,
    check: CheckRollout,
    devices: DeviceStore,
    findHeld: FindHeld,
    urls: FileUrls,
    clock: Clock,
  ) {
    this.#rollouts = rollouts;
    this.#keep = keep;
    this.#check = check;
    this.#devices = devices;
    this.#findHeld = findHeld;
    this.#urls = urls;
    this.#clock = clock;
  }

  execute(id: RolloutId, by: string): Promise<StartOutcome> {
    return retryOnConflict(async () => {
      const rollout = await this.#rollouts.get(id);
      if (rollout === undefined) return { status: 'unknownRollout' };
      const outcome = changeRollout(rollout, { type: 'start', by }, this.#clock.now());
      if (outcome.status !== 'changed') return this.#keep.save(rollout, outcome);
      return (await this.#refusal(rollout)) ?? this.#keep.save(rollout, outcome);
    });
  }

  async #refusal(rollout: Rollout): Promise<StartOutcome | undefined> {
    const nowhere = this.#urls.problem;
    if (nowhere !== undefined) return { status: 'noFileServer', detail: nowhere };
    const { problems } = await this.#check.stored(rollout.document);
    if (problems.length > 0) return { status: 'invalid', problems };
    const { mode, max } = rollout.document.target;
    const devices = await this.#devices.count(targetFilter(rollout.document));
    if (devices === 0 && mode === 'frozen') return { status: 'badTarget', detail: 'Its filter fits no device.' };
    if (max !== undefined && devices > max) {
      return { status: 'badTarget', detail: `Its filter fits ${devices} devices, and it is for at most ${max}.` };
    }
    const held = await this.#findHeld.execute(rollout);
    return held.devices === 0 ? undefined : { status: 'badTarget', detail: heldDetail(rollout, held), held };
  }
}

function heldDetail({ name }: Rollout, { devices, complete, examples }: HeldDevices): string {
  const [first] = examples;
  const names = [...new Set(examples.map(({ holder }) => holder.name))].join(', ');
  const count = `${complete ? '' : 'At least '}${devices} ${devices === 1 ? 'device is' : 'devices are'}`;
  return `${count} in another rollout (${names}), which ${name} can't have, such as ${first?.deviceId}.`;
}
