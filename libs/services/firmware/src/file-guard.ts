import type {
  Clock,
  Command,
  CommandSpec,
  CommandStore,
  FileTicket,
  Image,
  ImageCatalog,
  TransferRevocations,
} from '#libs/domain';
import { isOpen } from '#libs/domain';
import { type Refused, refused } from './file-reply.ts';

/** How long what was read counts: what is quarantined or revoked is served no longer than this. */
export const RECHECK_MS = 1_000;

const REVOKED = 'This file is not to be had any more.';

interface Read<T> {
  readonly atMs: number;
  readonly value: Promise<T>;
}

export type UploadCommand = Command & { readonly spec: Extract<CommandSpec, { kind: 'upload' }> };

/** Says whether what a ticket promises still holds. That it is ours was proven before. */
export class FileGuard {
  private readonly recent = new Map<string, Read<Image | undefined>>();
  private revocations: Read<readonly string[]> | undefined;

  constructor(
    private readonly images: ImageCatalog,
    private readonly commands: CommandStore,
    private readonly revoked: TransferRevocations,
    private readonly clock: Clock,
  ) {}

  /** The image that the ticket is for, if it may be given out now. */
  async admitFetch(ticket: FileTicket & { readonly to: 'fetch' }): Promise<Image | Refused> {
    const image = await this.standing(ticket);
    if (image === undefined) return refused(410, 'revoked', REVOKED);
    const command = await this.commandOf(ticket);
    if (command === 'gone' || (command !== undefined && command.state === 'cancelled')) {
      return refused(410, 'revoked', REVOKED);
    }
    return image;
  }

  /** The command whose file the ticket lets in. */
  async admitSend(ticket: FileTicket): Promise<UploadCommand | Refused> {
    if (this.hasExpired(ticket)) return refused(410, 'expired', 'The time to send this file is over.');
    const command = await this.commandOf(ticket);
    if (command === undefined || command === 'gone') return refused(410, 'revoked', 'Nobody waits for this file.');
    if (!isUpload(command) || !isOpen(command)) return refused(410, 'revoked', 'Nobody waits for this file any more.');
    return command;
  }

  /** The image as long as it is released and nothing of the ticket was revoked; looked at again every second. */
  async standing(ticket: FileTicket & { readonly to: 'fetch' }): Promise<Image | undefined> {
    if (this.hasExpired(ticket) || (await this.isRevoked(ticket))) return undefined;
    const image = await this.image(ticket.image);
    return image?.state === 'released' ? image : undefined;
  }

  hasExpired({ expiresAtS }: FileTicket): boolean {
    return this.clock.now() >= expiresAtS * 1_000;
  }

  /** Undefined for a key that no command of ours has, such as a rollout's. */
  private async commandOf({ commandKey, deviceId }: FileTicket): Promise<Command | 'gone' | undefined> {
    if (!commandKey.startsWith('M.')) return undefined;
    const command = await this.commands.get(commandKey.slice('M.'.length));
    return command === undefined || command.deviceId !== deviceId ? 'gone' : command;
  }

  private async isRevoked({ commandKey }: FileTicket): Promise<boolean> {
    const nowMs = this.clock.now();
    const read = isFresh(this.revocations, nowMs)
      ? this.revocations
      : { atMs: nowMs, value: this.revoked.inForce(nowMs) };
    this.revocations = read;
    // What could not be read is read again at once.
    read.value.catch(() => {
      if (this.revocations === read) this.revocations = undefined;
    });
    return (await read.value).some((prefix) => commandKey.startsWith(prefix));
  }

  private image(id: string): Promise<Image | undefined> {
    const nowMs = this.clock.now();
    for (const [known, read] of this.recent) if (!isFresh(read, nowMs)) this.recent.delete(known);
    const read = this.recent.get(id) ?? { atMs: nowMs, value: this.images.get(id) };
    this.recent.set(id, read);
    read.value.catch(() => this.recent.delete(id));
    return read.value;
  }
}

function isFresh<T>(read: Read<T> | undefined, nowMs: number): read is Read<T> {
  return read !== undefined && nowMs - read.atMs < RECHECK_MS && nowMs >= read.atMs;
}

function isUpload(command: Command): command is UploadCommand {
  return command.spec.kind === 'upload';
}
