import { type Decision, type DeviceId, noSeal, ReadyCommands, type Seal } from '#libs/domain';
import type { RedisConnection } from './connection/redis-connection.ts';
import { commandText, idLine, parseDecision } from './decision-text.ts';
import { KEEP_MS } from './keep.ts';
import type { KeySpace } from './key-space.ts';
import { DECIDE } from './lua/decide.ts';
import { WITHDRAW } from './lua/withdraw.ts';

export class RedisReadyCommands extends ReadyCommands {
  readonly #redis: RedisConnection;
  readonly #keys: KeySpace;
  readonly #seal: Seal;

  constructor(redis: RedisConnection, keys: KeySpace, seal: Seal = noSeal) {
    super();
    this.#redis = redis;
    this.#keys = keys;
    this.#seal = seal;
  }

  async decide(deviceId: DeviceId, { upTo, command }: Decision): Promise<void> {
    const text =
      command === undefined ? ['', ''] : [idLine(command.commandId), commandText(command, deviceId, this.#seal)];
    await this.#redis.run(DECIDE, [this.#keys.ofDevice(deviceId).state], [deviceId, upTo, ...text, KEEP_MS]);
  }

  async read(deviceId: DeviceId): Promise<Decision | undefined> {
    const { state } = this.#keys.ofDevice(deviceId);
    const stored = await this.#redis.call((commands) => commands.hget(state, `d${deviceId}`));
    return stored === null ? undefined : parseDecision(stored, deviceId, this.#seal);
  }

  async withdraw(deviceId: DeviceId, commandId: string): Promise<boolean> {
    const { state } = this.#keys.ofDevice(deviceId);
    return (await this.#redis.run(WITHDRAW, [state], [deviceId, idLine(commandId)])) === 1;
  }
}
