import type { DeviceId } from '#libs/domain';

/**
 * Work on one device in turn, on different devices at once: what meets in this process need not find out from the
 * database that it was in each other's way.
 */
export class DeviceLanes {
  readonly #last = new Map<DeviceId, Promise<unknown>>();

  async run<T>(deviceId: DeviceId, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(deviceId);
    const done = before === undefined ? work() : before.then(work, work);
    this.#last.set(deviceId, done);
    try {
      return await done;
    } finally {
      if (this.#last.get(deviceId) === done) this.#last.delete(deviceId);
    }
  }
}
