import {
  type AccessStore,
  type Clock,
  type Command,
  type CommandStore,
  type DeviceHistory,
  type DeviceId,
  type DeviceStore,
  type EventBus,
  isOpen,
  type ReadyCommands,
  type ReceivedFiles,
  type ReportedStore,
  type SecretStore,
  type ServedBytes,
  type SettledMarks,
} from '#libs/domain';
import { nowCancelled } from './cancel-command.ts';
import { commandEvent } from './command-event.ts';
import { retryOnConflict } from './retry-on-conflict.ts';

export interface ForgetPorts {
  readonly devices: DeviceStore;
  readonly commands: CommandStore;
  readonly ready: ReadyCommands;
  readonly reported: ReportedStore;
  readonly history: DeviceHistory;
  readonly secrets: SecretStore;
  readonly access: AccessStore;
  readonly settled: SettledMarks;
  readonly files: ReceivedFiles;
  readonly served: ServedBytes;
  readonly bus: EventBus;
}

/**
 * Forgets a device with all that is known of it. The document goes last, so that a request that failed half-way can be
 * repeated.
 */
export class ForgetDevice {
  readonly #ports: ForgetPorts;
  readonly #clock: Clock;

  constructor(ports: ForgetPorts, clock: Clock) {
    this.#ports = ports;
    this.#clock = clock;
  }

  /** False when there is no such device. */
  async execute(deviceId: DeviceId): Promise<boolean> {
    const { devices, commands, bus, reported, history, secrets, access, settled, files, served } = this.#ports;
    if ((await devices.get(deviceId)) === undefined) return false;
    const cancelled: Command[] = [];
    for (const command of await commands.open(deviceId)) {
      const done = await this.#cancel(command.id);
      if (done !== undefined) cancelled.push(done);
    }
    if (cancelled.length > 0) await bus.publish(cancelled.map((command) => commandEvent('command.cancelled', command)));
    await reported.forget(deviceId, '');
    await history.forget(deviceId);
    await secrets.forget(deviceId);
    await access.remove(deviceId);
    await files.forget(deviceId);
    await served.forget(deviceId);
    const removed = await devices.remove(deviceId);
    // A mark left behind would let the next Inform pass as that of a device that needs nothing.
    await settled.clear(deviceId);
    return removed;
  }

  /** Whatever state it is in: there is nobody left to tell its outcome to. */
  #cancel(commandId: string): Promise<Command | undefined> {
    const { commands, ready } = this.#ports;
    return retryOnConflict(async () => {
      const command = await commands.get(commandId);
      if (command === undefined || !isOpen(command)) return undefined;
      await ready.withdraw(command.deviceId, command.id);
      return commands.save(nowCancelled(command, this.#clock.now()));
    });
  }
}
