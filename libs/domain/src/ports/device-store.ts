import type { Device, Timestamp } from '../device/device.ts';
import type { DeviceId } from '../device/device-id.ts';
import type { Filter } from '../filter/filter.ts';

export interface DeviceQuery {
  readonly filter: Filter;
  /** Field of the device document; a leading `-` sorts downwards. Default `id`. */
  readonly sort: string;
  readonly limit: number;
  /** What the last page returned as `next`. */
  readonly cursor?: string;
}

export interface DevicePage {
  readonly devices: readonly Device[];
  /** Absent on the last page. */
  readonly next?: string;
}

/** The devices' documents. A write that resolved is durable. */
export abstract class DeviceStore {
  abstract get(id: DeviceId): Promise<Device | undefined>;
  /** Saves what was loaded at `device.revision`; returns it with the next one. Rejects with RevisionConflict. */
  abstract save(device: Device): Promise<Device>;
  /** Pages are stable: a device that is there all the time is listed exactly once. Rejects with InvalidCursor. */
  abstract list(query: DeviceQuery): Promise<DevicePage>;
  abstract count(filter: Filter): Promise<number>;
  /** Moves lastInformAt forward; no revision changes. */
  abstract touch(lastInformAt: ReadonlyMap<DeviceId, Timestamp>): Promise<void>;
  abstract remove(id: DeviceId): Promise<boolean>;
}
