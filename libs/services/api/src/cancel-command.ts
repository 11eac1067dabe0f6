import {
  type Clock,
  type Command,
  type CommandSpec,
  type CommandState,
  type CommandStore,
  type DeviceId,
  type EventBus,
  isOpen,
  type ReadyCommands,
  timestamp,
} from '#libs/domain';
import { commandEvent } from './command-event.ts';
import { retryOnConflict } from './retry-on-conflict.ts';

export type CancelOutcome =
  | { readonly status: 'cancelled'; readonly command: Command }
  | { readonly status: 'tooLate'; readonly state: Exclude<CommandState, 'cancelled'> }
  /** The ACS queued it for a reason that stands: cancelled, it would be queued anew. */
  | { readonly status: 'ownCommand'; readonly kind: CommandSpec['kind'] }
  | { readonly status: 'unknownCommand' };

/** Cancels a command of an operator that waits for a session. Cancelling it again changes nothing and makes sure of the event. */
export class CancelCommand {
  readonly #commands: CommandStore;
  readonly #ready: ReadyCommands;
  readonly #bus: EventBus;
  readonly #clock: Clock;

  constructor(commands: CommandStore, ready: ReadyCommands, bus: EventBus, clock: Clock) {
    this.#commands = commands;
    this.#ready = ready;
    this.#bus = bus;
    this.#clock = clock;
  }

  /** With a device id, a command of another device counts as unknown. */
  async execute(commandId: string, deviceId?: DeviceId): Promise<CancelOutcome> {
    const outcome = await retryOnConflict(() => this.#cancel(commandId, deviceId));
    if (outcome.status === 'cancelled') await this.#bus.publish([commandEvent('command.cancelled', outcome.command)]);
    return outcome;
  }

  async #cancel(commandId: string, deviceId: DeviceId | undefined): Promise<CancelOutcome> {
    const command = await this.#commands.get(commandId);
    if (command === undefined || (deviceId !== undefined && command.deviceId !== deviceId)) {
      return { status: 'unknownCommand' };
    }
    if (command.state === 'cancelled') return { status: 'cancelled', command };
    if (command.origin === 'system' && isOpen(command)) return { status: 'ownCommand', kind: command.spec.kind };
    if (command.state !== 'queued') return { status: 'tooLate', state: command.state };
    if (command.onWire !== undefined) return { status: 'tooLate', state: 'sent' };
    await this.#ready.withdraw(command.deviceId, command.id);
    const cancelled = await this.#commands.save(nowCancelled(command, this.#clock.now()));
    return { status: 'cancelled', command: cancelled };
  }
}

/** The command as it is when nothing more will be done for it. */
export function nowCancelled(command: Command, nowMs: number): Command {
  const { onWire: _, awaiting: __, notBefore: ___, ...rest } = command;
  return { ...rest, state: 'cancelled', progress: {}, finishedAt: timestamp(nowMs) };
}
