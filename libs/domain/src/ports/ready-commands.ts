import type { DeviceId } from '../device/device-id.ts';
import type { ReadyCommand } from '../session/session.ts';

export interface Decision {
  /** Everything up to this event of the device was taken into account. */
  readonly upTo: number;
  /** What to send next; absent when there is nothing. */
  readonly command?: ReadyCommand;
}

/** What provisioning decided last for a device; a copy that may be lost: the truth is in the CommandStore. */
export abstract class ReadyCommands {
  /** Replaces the device's decision, unless a later one is there. */
  abstract decide(deviceId: DeviceId, decision: Decision): Promise<void>;
  abstract read(deviceId: DeviceId): Promise<Decision | undefined>;
  /** Takes a command that was not sent yet back; false when it was taken already (or never offered). */
  abstract withdraw(deviceId: DeviceId, commandId: string): Promise<boolean>;
}
