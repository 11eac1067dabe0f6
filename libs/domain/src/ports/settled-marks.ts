import type { DeviceId } from '../device/device-id.ts';
import type { SettledMark } from '../session/session.ts';

/** Which devices need nothing. Read together with `SessionStore.open`; lost marks only cost a slow session. */
export abstract class SettledMarks {
  abstract mark(deviceId: DeviceId, mark: SettledMark): Promise<void>;
  abstract clear(deviceId: DeviceId): Promise<void>;
  /** The desired epoch: a mark of an older epoch does not count. */
  abstract epoch(): Promise<number>;
  /**
   * Raises the epoch, which unsettles every device, once for each generation of what is desired: one that raised it already,
   * or an older one, changes nothing. Resolves with the epoch.
   */
  abstract raiseEpoch(generation: number): Promise<number>;
}
