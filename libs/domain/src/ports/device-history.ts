import type { DeviceId } from '../device/device-id.ts';
import type { EventRecord } from '../events/events.ts';

/** The last events of each device for people to look at; the oldest make room (200 a device). Periodic Informs of settled devices are not in it. */
export abstract class DeviceHistory {
  /** Adding an event whose id is there already changes nothing. */
  abstract add(event: EventRecord): Promise<void>;
  /** Newest first; `before` is the position of the last one seen. */
  abstract list(deviceId: DeviceId, limit: number, before?: number): Promise<readonly EventRecord[]>;
  abstract forget(deviceId: DeviceId): Promise<void>;
}
