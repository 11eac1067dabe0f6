import type { Timestamp } from '../device/device.ts';
import type { DeviceId } from '../device/device-id.ts';

/** A file that a CPE sent because a command asked for it. */
export interface ReceivedFile {
  /** The command; it has one file at most. */
  readonly commandId: string;
  readonly deviceId: DeviceId;
  /** As TR-069 spells it. */
  readonly fileType: string;
  readonly size: number;
  readonly sha256: string;
  readonly receivedAt: Timestamp;
}

export type KeepOutcome =
  | { readonly status: 'kept'; readonly file: ReceivedFile }
  /** The command has its file already. */
  | { readonly status: 'taken' }
  | { readonly status: 'tooLarge' };

export interface ReceivedFileQuery {
  readonly deviceId: DeviceId;
  /** Command of the file after which the page goes on. */
  readonly before?: string;
  readonly limit: number;
}

/** Files that CPEs sent. One that was kept is durable, whole and never changes; of one that was not, nothing stays. */
export abstract class ReceivedFiles {
  /** Rejects when the source breaks. Of several at the same time, the first that is whole is kept. */
  abstract keep(
    file: Omit<ReceivedFile, 'size' | 'sha256'>,
    bytes: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<KeepOutcome>;
  abstract get(commandId: string): Promise<ReceivedFile | undefined>;
  /** Newest command first. */
  abstract list(query: ReceivedFileQuery): Promise<readonly ReceivedFile[]>;
  /** The content, in pieces of at most 64 KiB. Rejects with FileGone when there is none. */
  abstract read(commandId: string): AsyncIterable<Uint8Array>;
  /** All of a device. */
  abstract forget(deviceId: DeviceId): Promise<void>;
  /** Removes those that were received before a time, at most `limit`; returns how many. */
  abstract prune(receivedBefore: Timestamp, limit: number): Promise<number>;
}
