import type { DeviceId } from '../device/device-id.ts';

/** When each device was last heard of, in milliseconds since the epoch. May be lost; the devices' documents lag behind it. */
export abstract class Presence {
  abstract seen(deviceId: DeviceId, atMs: number): void;
  abstract lastSeen(deviceIds: readonly DeviceId[]): Promise<ReadonlyMap<DeviceId, number>>;
  /** Devices heard of whose document was last written before `writtenBeforeMs`, at most `limit`; counts them as written now. */
  abstract takeUnwritten(writtenBeforeMs: number, nowMs: number, limit: number): Promise<ReadonlyMap<DeviceId, number>>;
}
