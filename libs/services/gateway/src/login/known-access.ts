import {
  ACCESS_TOPIC,
  type AccessStore,
  type Clock,
  type DeviceAccess,
  type DeviceId,
  mayUseShared,
  type Signals,
  type Standing,
} from '#libs/domain';
import { type Logger, openLogin, SecretUnreadable, type Vault } from '#libs/platform';
import { CheckedLogin } from './check-password.ts';

export interface KnownAccessOptions {
  readonly realm: string;
  /** Devices that are kept at most. */
  readonly most: number;
  readonly keepMs: number;
}

/** A device's access, ready to check logins with. */
export interface Access {
  /** Undefined for a device that is not known. */
  readonly standing?: Standing;
  readonly logins: readonly { readonly proof: 'own' | 'next'; readonly login: CheckedLogin }[];
  readonly mayUseShared: boolean;
}

interface Kept {
  readonly access: Promise<Access>;
  readonly readAtMs: number;
}

/** What devices log in with, read once and kept for a while; never written here. */
export class KnownAccess {
  readonly #kept = new Map<DeviceId, Kept>();
  #stop: () => Promise<void> = async () => undefined;

  constructor(
    private readonly store: AccessStore,
    private readonly vault: Vault,
    private readonly signals: Signals,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly options: KnownAccessOptions,
  ) {}

  async start(): Promise<void> {
    this.#stop = await this.signals.listen(ACCESS_TOPIC, (deviceId) => void this.#kept.delete(deviceId as DeviceId));
  }

  stop(): Promise<void> {
    return this.#stop();
  }

  /** At most `maxAgeMs` old. Rejects with StoreUnavailable: nobody is let in unseen. */
  get(deviceId: DeviceId, maxAgeMs = this.options.keepMs): Promise<Access> {
    const nowMs = this.clock.now();
    const kept = this.#kept.get(deviceId);
    this.#kept.delete(deviceId);
    const entry =
      kept !== undefined && nowMs - kept.readAtMs < maxAgeMs ? kept : { access: this.#read(deviceId), readAtMs: nowMs };
    // To the end: who was not seen for longest goes first.
    this.#kept.set(deviceId, entry);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.options.most) break;
      this.#kept.delete(oldest);
    }
    return entry.access;
  }

  #read(deviceId: DeviceId): Promise<Access> {
    const access = this.store.get(deviceId).then((found) => this.#ready(deviceId, found));
    access.catch(() => this.#kept.delete(deviceId));
    return access;
  }

  #ready(deviceId: DeviceId, access: DeviceAccess | undefined): Access {
    const { current, next } = access ?? {};
    const logins = [
      { proof: 'own', sealed: current },
      { proof: 'next', sealed: next },
    ] as const;
    const open = logins.flatMap(({ proof, sealed }) => {
      if (sealed === undefined) return [];
      try {
        return [{ proof, login: new CheckedLogin(openLogin(this.vault, deviceId, sealed), this.options.realm) }];
      } catch (error) {
        if (!(error instanceof SecretUnreadable)) throw error;
        this.logger.error({ deviceId, err: error }, 'the login of a device does not open: it cannot come in with it');
        return [];
      }
    });
    return { logins: open, mayUseShared: mayUseShared(access), ...(access && { standing: access.standing }) };
  }
}
