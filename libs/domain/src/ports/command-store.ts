import type { Command, CommandState } from '../command/command.ts';
import type { DeviceId } from '../device/device-id.ts';

export interface CommandQuery {
  readonly deviceId: DeviceId;
  readonly states?: readonly CommandState[];
  readonly limit: number;
  readonly cursor?: string;
}

export interface CommandPage {
  /** Newest first. */
  readonly commands: readonly Command[];
  readonly next?: string;
}

/** The commands: the truth about what was asked, sent and answered. A write that resolved is durable. */
export abstract class CommandStore {
  /** Stores a new command; if one of the device has the same id or idempotency key, nothing is stored and that one is returned. */
  abstract add(command: Command): Promise<{ readonly command: Command; readonly added: boolean }>;
  abstract get(id: string): Promise<Command | undefined>;
  /** Queued and sent ones of the device, oldest first. */
  abstract open(deviceId: DeviceId): Promise<readonly Command[]>;
  /** Saves what was loaded at `command.revision`; returns it with the next one. Rejects with RevisionConflict. */
  abstract save(command: Command): Promise<Command>;
  abstract list(query: CommandQuery): Promise<CommandPage>;
  /** Open ones whose deadline is at or before `now`, at most `limit`. */
  abstract overdue(now: string, limit: number): Promise<readonly Command[]>;
  /** Forgets commands that were finished before a time, at most `limit`; returns how many. */
  abstract prune(finishedBefore: string, limit: number): Promise<number>;
}
