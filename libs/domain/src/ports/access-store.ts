import type { DeviceAccess, Standing } from '../access/device-access.ts';
import type { DeviceId } from '../device/device-id.ts';

export interface AccessQuery {
  readonly standing: Standing;
  /** The device after which the page begins. */
  readonly after?: DeviceId;
  readonly limit: number;
}

/** Which devices may come in and what they log in with. A write that resolved is durable, and every later read sees it. */
export abstract class AccessStore {
  abstract get(deviceId: DeviceId): Promise<DeviceAccess | undefined>;
  /** Saves what was loaded at `access.revision`, or is new at 0; returns it with the next one. Rejects with RevisionConflict. */
  abstract save(access: DeviceAccess): Promise<DeviceAccess>;
  /** False when there was none. */
  abstract remove(deviceId: DeviceId): Promise<boolean>;
  /** By device. */
  abstract list(query: AccessQuery): Promise<readonly DeviceAccess[]>;
  abstract count(standing: Standing): Promise<number>;
  /** Devices with a login that another key than this one sealed. */
  abstract sealedByOthers(keyId: string, limit: number): Promise<readonly DeviceId[]>;
}
