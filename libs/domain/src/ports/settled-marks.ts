import type { DeviceId } from '../device/device-id.ts';
import type { SettledMark } from '../session/session.ts';

/** Which devices need nothing. Read together with `SessionStore.open`; lost marks only cost a slow session. */
export abstract class SettledMarks {
  /**
   * `lapsesAtMs` (since the epoch): a session that is opened later is not settled by it. That is how a device comes to be
   * looked at again when it is time, and nobody has to keep watch over a million devices.
   */
  abstract mark(deviceId: DeviceId, mark: SettledMark, lapsesAtMs?: number): Promise<void>;
  abstract clear(deviceId: DeviceId): Promise<void>;
  /** The desired epoch: a mark of an older epoch does not count. */
  abstract epoch(): Promise<number>;
  /**
   * Raises the epoch, which unsettles every device, once for each generation of what is desired: one that raised it already,
   * or an older one, changes nothing. Resolves with the epoch.
   */
  abstract raiseEpoch(generation: number): Promise<number>;
}
