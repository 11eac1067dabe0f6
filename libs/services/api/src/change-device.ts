import type { Device, DeviceId, DeviceStore } from '#libs/domain';
import { retryOnConflict } from './retry-on-conflict.ts';

export type ChangeOutcome =
  | { readonly status: 'changed'; readonly device: Device }
  | { readonly status: 'unknownDevice' }
  | { readonly status: 'changedMeanwhile'; readonly revision: number };

/** Changes what operators say about a device. With `revision`, only if the device is still at it. */
export class ChangeDevice {
  readonly #devices: DeviceStore;

  constructor(devices: DeviceStore) {
    this.#devices = devices;
  }

  execute(id: DeviceId, change: { readonly tags: readonly string[] }, revision?: number): Promise<ChangeOutcome> {
    return retryOnConflict(async () => {
      const device = await this.#devices.get(id);
      if (device === undefined) return { status: 'unknownDevice' };
      if (revision !== undefined && device.revision !== revision) {
        return { status: 'changedMeanwhile', revision: device.revision };
      }
      return { status: 'changed', device: await this.#devices.save({ ...device, tags: change.tags }) };
    });
  }
}
