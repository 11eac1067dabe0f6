import type {
  Clock,
  Command,
  CommandSpec,
  CommandStore,
  ExecutionStore,
  FileTicket,
  Image,
  ImageCatalog,
  Rollout,
  RolloutPhase,
  RolloutStore,
} from '#libs/domain';
import { isOpen, parseTransferKey } from '#libs/domain';
import { type Refused, refused } from './file-reply.ts';
import { Recently } from './recently.ts';

/** How long what was read counts: what is quarantined or halted is served no longer than this. */
export const RECHECK_MS = 1_000;

const REVOKED = 'This file is not to be had any more.';

/** In them nothing of a rollout is to be had; one that goes on gives it out again. */
const SHUT: ReadonlySet<RolloutPhase> = new Set<RolloutPhase>(['halted', 'cancelled', 'expired']);

export type UploadCommand = Command & { readonly spec: Extract<CommandSpec, { kind: 'upload' }> };

type FetchTicket = FileTicket & { readonly to: 'fetch' };

/** Says whether what a ticket promises still holds. That it is ours was proven before. */
export class FileGuard {
  private readonly recentImages: Recently<Image | undefined>;
  private readonly recentRollouts: Recently<Rollout | undefined>;

  constructor(
    private readonly images: ImageCatalog,
    private readonly commands: CommandStore,
    private readonly rollouts: RolloutStore,
    private readonly executions: ExecutionStore,
    private readonly clock: Clock,
  ) {
    this.recentImages = new Recently(clock, RECHECK_MS);
    this.recentRollouts = new Recently(clock, RECHECK_MS);
  }

  /** The image that the ticket is for, if it may be given out now. */
  async admitFetch(ticket: FetchTicket): Promise<Image | Refused> {
    const image = await this.standing(ticket);
    if (image === undefined || (await this.isCancelled(ticket))) return refused(410, 'revoked', REVOKED);
    return (await this.isWithdrawn(ticket)) ? refused(410, 'revoked', REVOKED) : image;
  }

  /** Whether a CPE that fetches may go on. Asked again and again: of a rollout only what holds for all of its devices. */
  async mayGoOn(ticket: FetchTicket): Promise<boolean> {
    return (await this.standing(ticket)) !== undefined && !(await this.isWithdrawn(ticket));
  }

  /** The command whose file the ticket lets in. */
  async admitSend(ticket: FileTicket): Promise<UploadCommand | Refused> {
    if (this.hasExpired(ticket)) return refused(410, 'expired', 'The time to send this file is over.');
    const command = await this.commandOf(ticket);
    if (command === undefined || command === 'gone') return refused(410, 'revoked', 'Nobody waits for this file.');
    if (!isUpload(command) || !isOpen(command)) return refused(410, 'revoked', 'Nobody waits for this file any more.');
    return command;
  }

  /** The image as long as it is released and its rollout was not halted; looked at again every second. */
  async standing(ticket: FetchTicket): Promise<Image | undefined> {
    if (this.hasExpired(ticket) || (await this.isShut(ticket))) return undefined;
    const image = await this.recentImages.get(ticket.image, () => this.images.get(ticket.image));
    return image?.state === 'released' ? image : undefined;
  }

  hasExpired({ expiresAtS }: FileTicket): boolean {
    return this.clock.now() >= expiresAtS * 1_000;
  }

  /** Its command is cancelled, or its device forgotten. */
  private async isWithdrawn(ticket: FetchTicket): Promise<boolean> {
    const command = await this.commandOf(ticket);
    return command === 'gone' || command?.state === 'cancelled';
  }

  /** Undefined for a key that no command of ours has, such as a rollout's. */
  private async commandOf({ commandKey, deviceId }: FileTicket): Promise<Command | 'gone' | undefined> {
    if (!commandKey.startsWith('M.')) return undefined;
    const command = await this.commands.get(commandKey.slice('M.'.length));
    return command === undefined || command.deviceId !== deviceId ? 'gone' : command;
  }

  private async isShut({ commandKey }: FileTicket): Promise<boolean> {
    const intent = parseTransferKey(commandKey);
    if (intent === undefined) return false;
    const { rollout: id } = intent;
    const rollout = await this.recentRollouts.get(id, () => this.rollouts.get(id));
    return rollout === undefined || SHUT.has(rollout.status.phase);
  }

  /** Whether the device of a rollout is not to have it any more. Not looked at again while it fetches. */
  private async isCancelled({ commandKey, deviceId }: FileTicket): Promise<boolean> {
    const intent = parseTransferKey(commandKey);
    if (intent === undefined) return false;
    const execution = await this.executions.find(deviceId, intent.rollout);
    return execution === undefined || execution.state === 'cancelled' || execution.evidence.cancelWanted !== undefined;
  }
}

function isUpload(command: Command): command is UploadCommand {
  return command.spec.kind === 'upload';
}
