import { isDeepStrictEqual } from 'node:util';
import {
  acsUrlsOfCommand,
  type Clock,
  type Command,
  type CommandSpec,
  type CommandStore,
  type DeviceId,
  type DeviceStore,
  type EventBus,
  type ImageCatalog,
  newCommand,
  unconfirmedAcsUrl,
} from '#libs/domain';
import { commandEvent } from './command-event.ts';
import type { CommandIds } from './command-ids.ts';
import { type Refusal, refuseCommand } from './refuse-command.ts';

export interface WantedCommand {
  readonly deviceId: DeviceId;
  readonly spec: CommandSpec;
  readonly expiresInS: number;
  readonly idempotencyKey?: string;
  /** The ACS that it may send the device to, whatever its host. */
  readonly confirmAcsUrl?: string;
}

export type QueueOutcome =
  | { readonly status: 'queued' | 'repeated'; readonly command: Command }
  /** The idempotency key stands for another command. */
  | { readonly status: 'conflict'; readonly command: Command }
  | { readonly status: 'unknownDevice' }
  | { readonly status: 'refused'; readonly refusal: Refusal };

/**
 * Accepts a command: it is durable, and its event is too, when this resolves. Rejects with a retriable error when one of
 * both could not be made sure; with the same idempotency key a repeat then finishes what was begun.
 */
export class QueueCommand {
  readonly #devices: DeviceStore;
  readonly #commands: CommandStore;
  readonly #images: ImageCatalog;
  readonly #bus: EventBus;
  readonly #clock: Clock;
  readonly #ids: CommandIds;
  readonly #acsHosts: readonly string[];

  constructor(
    devices: DeviceStore,
    commands: CommandStore,
    images: ImageCatalog,
    bus: EventBus,
    clock: Clock,
    ids: CommandIds,
    acsHosts: readonly string[],
  ) {
    this.#devices = devices;
    this.#commands = commands;
    this.#images = images;
    this.#bus = bus;
    this.#clock = clock;
    this.#ids = ids;
    this.#acsHosts = acsHosts;
  }

  async execute(wanted: WantedCommand): Promise<QueueOutcome> {
    const device = await this.#devices.get(wanted.deviceId);
    if (device === undefined) return { status: 'unknownDevice' };
    const refusal =
      refuseCommand(wanted.spec, device) ?? this.#refuseAcs(wanted) ?? (await this.#refuseImage(wanted.spec));
    if (refusal !== undefined) return { status: 'refused', refusal };
    const { confirmAcsUrl: _, ...order } = wanted;
    const offered = newCommand({
      ...order,
      id: this.#ids.next(),
      origin: 'operator',
      nowMs: this.#clock.now(),
    });
    const { command, added } = await this.#commands.add(offered);
    if (!added && !isRepeat(command, offered)) return { status: 'conflict', command };
    // Also for a repeat, while the command waits: the first attempt may have ended before its event was durable.
    if (command.state === 'queued') await this.#bus.publish([commandEvent('command.queued', command)]);
    return { status: added ? 'queued' : 'repeated', command };
  }

  #refuseAcs({ spec, confirmAcsUrl }: WantedCommand): Refusal | undefined {
    const write = unconfirmedAcsUrl(acsUrlsOfCommand(spec), this.#acsHosts, confirmAcsUrl);
    return write && { reason: 'acsUrlNotConfirmed', write };
  }

  /** Looked at again when it is sent; told now, while somebody listens. */
  async #refuseImage(spec: CommandSpec): Promise<Refusal | undefined> {
    if (spec.kind !== 'download' || spec.image === undefined) return undefined;
    const state = (await this.#images.get(spec.image))?.state;
    return state === 'released' ? undefined : { reason: 'imageNotReleased', ...(state === undefined ? {} : { state }) };
  }
}

function isRepeat(known: Command, offered: Command): boolean {
  if (!isDeepStrictEqual(known.spec, offered.spec)) return false;
  // The deadline moves once the command was sent; until then it tells what was asked for.
  return known.state !== 'queued' || known.sentAt !== undefined || lifetimeMs(known) === lifetimeMs(offered);
}

function lifetimeMs(command: Command): number {
  return Date.parse(command.deadlineAt) - Date.parse(command.createdAt);
}
