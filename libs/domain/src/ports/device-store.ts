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

export interface DeviceGroup {
  /** In the order of the fields asked for; null where the device has none. */
  readonly values: readonly (string | number | boolean | null)[];
  readonly count: number;
}

/** The devices' documents. A write that resolved is durable. */
export abstract class DeviceStore {
  abstract get(id: DeviceId): Promise<Device | undefined>;
  /** Saves what was loaded at `device.revision`; returns it with the next one. Rejects with RevisionConflict. */
  abstract save(device: Device): Promise<Device>;
  /** Pages are stable: a device that is there all the time is listed exactly once. Rejects with InvalidCursor. */
  abstract list(query: DeviceQuery): Promise<DevicePage>;
  abstract count(filter: Filter): Promise<number>;
  /**
   * Counts devices by what they have in some fields, the commonest first, at most `limit`. A device counts once for each
   * element of a list, and not at all when the list is empty or missing.
   */
  abstract countBy(filter: Filter, fields: readonly string[], limit: number): Promise<readonly DeviceGroup[]>;
  /** Moves lastInformAt forward; no revision changes. */
  abstract touch(lastInformAt: ReadonlyMap<DeviceId, Timestamp>): Promise<void>;
  abstract remove(id: DeviceId): Promise<boolean>;
}
