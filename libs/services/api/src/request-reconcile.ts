import { type Clock, type DeviceId, type DeviceStore, type EventBus, timestamp } from '#libs/domain';
import type { CommandIds } from './command-ids.ts';

/** Has it tried again to make a device what is declared for it; who does that is told by an event. */
export class RequestReconcile {
  readonly #devices: DeviceStore;
  readonly #bus: EventBus;
  readonly #clock: Clock;
  readonly #ids: CommandIds;

  constructor(devices: DeviceStore, bus: EventBus, clock: Clock, ids: CommandIds) {
    this.#devices = devices;
    this.#bus = bus;
    this.#clock = clock;
    this.#ids = ids;
  }

  /** False when there is no such device. */
  async execute(deviceId: DeviceId): Promise<boolean> {
    if ((await this.#devices.get(deviceId)) === undefined) return false;
    const id = `${this.#ids.next()}:reconcile`;
    const time = timestamp(this.#clock.now());
    await this.#bus.publish([{ id, type: 'reconcile.requested', deviceId, time, data: {} }]);
    return true;
  }
}
