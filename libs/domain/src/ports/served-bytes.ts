import type { DeviceId } from '../device/device-id.ts';

/** The Download for which a device fetches a file. */
export interface ServedTicket {
  readonly deviceId: DeviceId;
  readonly commandKey: string;
}

/** What one writer has sent of it; `writer` is its own for as long as it counts, of letters, digits, `-` and `_`. */
export interface ServedCount extends ServedTicket {
  readonly writer: string;
  readonly bytes: number;
}

/** How many bytes of images devices were sent, by Download. A write that resolved is durable, and may be repeated. */
export abstract class ServedBytes {
  /** Of each ticket once at most. A number that is not larger than that writer's last one changes nothing. */
  abstract put(counts: readonly ServedCount[]): Promise<void>;
  /** By all writers together, in the order of the tickets; 0 where nothing was sent. */
  abstract of(tickets: readonly ServedTicket[]): Promise<readonly number[]>;
  abstract forget(deviceId: DeviceId): Promise<void>;
}
