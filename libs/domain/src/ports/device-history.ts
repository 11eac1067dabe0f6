import type { DeviceId } from '../device/device-id.ts';
import type { DeviceEventRecord } from '../events/events.ts';

/** The last events of each device for people to look at; the oldest make room (200 a device). Periodic Informs of settled devices are not in it. */
export abstract class DeviceHistory {
  /** Adding an event whose id is there already changes nothing. */
  abstract add(event: DeviceEventRecord): Promise<void>;
  /** Newest first; `before` is the position of the last one seen. */
  abstract list(deviceId: DeviceId, limit: number, before?: number): Promise<readonly DeviceEventRecord[]>;
  abstract forget(deviceId: DeviceId): Promise<void>;
}
