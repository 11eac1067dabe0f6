import { randomBytes } from 'node:crypto';
import {
  ACCESS_TOPIC,
  type AccessChange,
  type AccessStore,
  type Clock,
  type Command,
  type DeviceAccess,
  type DeviceId,
  type DeviceStore,
  type EventBus,
  newAccess,
  type SealedLogin,
  type Signals,
  timestamp,
  withLogin,
  withStanding,
} from '#libs/domain';
import { type Login, NoSecretKey, openLogin, sealLogin, type Vault } from '#libs/platform';
import type { CommandIds } from './command-ids.ts';
import { ProblemError } from './problem-error.ts';
import type { QueueCommand } from './queue-command.ts';
import { retryOnConflict } from './retry-on-conflict.ts';

export interface AccessPorts {
  readonly access: AccessStore;
  readonly devices: DeviceStore;
  readonly bus: EventBus;
  readonly signals: Signals;
}

export interface WantedAccess {
  readonly standing?: 'admitted' | 'refused';
  readonly login?: { readonly username?: string; readonly password: string };
}

const PASSWORD_BYTES = 18;
const MAX_USERNAME = 256;
const RENEWAL_EXPIRY_S = 30 * 24 * 3_600;

/** What operators say about who may come in, and with which login. Passwords go in and never come out. */
export class ChangeAccess {
  readonly #ports: AccessPorts;
  readonly #vault: Vault;
  readonly #queue: QueueCommand;
  readonly #clock: Clock;
  readonly #ids: CommandIds;

  constructor(ports: AccessPorts, vault: Vault, queue: QueueCommand, clock: Clock, ids: CommandIds) {
    this.#ports = ports;
    this.#vault = vault;
    this.#queue = queue;
    this.#clock = clock;
    this.#ids = ids;
  }

  async change(deviceId: DeviceId, { standing, login }: WantedAccess): Promise<DeviceAccess> {
    const { username = usernameOf(deviceId), password } = login ?? {};
    const sealed = password === undefined ? undefined : this.#seal(deviceId, { username, password });
    const saved = await this.#save(deviceId, (access) => {
      const decided = standing === undefined ? access : withStanding(access, standing);
      return sealed === undefined ? decided : withLogin(decided, sealed);
    });
    if (standing !== undefined) await this.#tell(deviceId, standing);
    if (sealed !== undefined) await this.#tell(deviceId, 'login_set');
    return saved;
  }

  /** False when nothing was known. */
  async remove(deviceId: DeviceId): Promise<boolean> {
    const removed = await this.#ports.access.remove(deviceId);
    if (removed) await this.#tell(deviceId, 'removed');
    return removed;
  }

  /** Undefined for a device that has not called: nobody knows where its login is. A repeat gives it the same login again. */
  async renew(deviceId: DeviceId): Promise<Command | undefined> {
    const root = (await this.#ports.devices.get(deviceId))?.dataModel.root ?? '';
    if (root === '') return undefined;
    const offered = { username: usernameOf(deviceId), password: randomBytes(PASSWORD_BYTES).toString('base64url') };
    const next = this.#seal(deviceId, offered);
    const saved = await this.#save(deviceId, (access) => ({ ...access, next: access.next ?? next }));
    await this.#tell(deviceId, 'login_prepared');
    const { username, password } = openLogin(this.#vault, deviceId, saved.next ?? next);
    const values = [
      { name: `${root}ManagementServer.Username`, value: username, type: 'string' as const },
      { name: `${root}ManagementServer.Password`, value: password, type: 'string' as const },
    ];
    const outcome = await this.#queue.execute({
      deviceId,
      spec: { kind: 'set', values },
      expiresInS: RENEWAL_EXPIRY_S,
    });
    return 'command' in outcome ? outcome.command : undefined;
  }

  #save(deviceId: DeviceId, change: (access: DeviceAccess) => DeviceAccess): Promise<DeviceAccess> {
    return retryOnConflict(async () => {
      const known = await this.#ports.access.get(deviceId);
      return this.#ports.access.save(change(known ?? newAccess(deviceId, 'admitted')));
    });
  }

  async #tell(deviceId: DeviceId, change: AccessChange): Promise<void> {
    const id = `${this.#ids.next()}:access`;
    const time = timestamp(this.#clock.now());
    const data = { change, by: 'operator' } as const;
    await this.#ports.bus.publish([{ id, type: 'security.access.changed', deviceId, time, data }]);
    // Best effort: gateways look it up anew when a login is wrong.
    await this.#ports.signals.send(ACCESS_TOPIC, deviceId).catch(() => undefined);
  }

  #seal(deviceId: DeviceId, login: Login): SealedLogin {
    try {
      return sealLogin(this.#vault, deviceId, login, timestamp(this.#clock.now()));
    } catch (error) {
      if (error instanceof NoSecretKey) throw new ProblemError('secrets_not_configured');
      throw error;
    }
  }
}

function usernameOf(deviceId: DeviceId): string {
  return deviceId.slice(0, MAX_USERNAME);
}
