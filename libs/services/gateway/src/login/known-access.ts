import {
  ACCESS_TOPIC,
  type AccessStore,
  type Clock,
  type DeviceAccess,
  type DeviceId,
  mayUseShared,
  type Signals,
  type Standing,
  StoreUnavailable,
} from '#libs/domain';
import { type Logger, openLogin, SecretUnreadable, type Vault } from '#libs/platform';
import { CheckedLogin } from './check-password.ts';

export interface KnownAccessOptions {
  readonly realm: string;
  /** Devices that are kept at most. */
  readonly most: number;
  readonly keepMs: number;
  /** A store that has lost its primary tries longer than that; meanwhile whoever waits holds an Inform. */
  readonly waitsMs: number;
  /** Reads at once; devices beyond are told to come back. */
  readonly mostReads: number;
}

export interface LoginReads {
  /** Under way now. */
  readonly reads: number;
  /** Who was told to come back: as too many were being read, or as the read took too long. */
  readonly refused: Readonly<Record<'busy' | 'slow', number>>;
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
  isRead: boolean;
}

/** What devices log in with, read once and kept for a while; never written here. */
export class KnownAccess {
  readonly #kept = new Map<DeviceId, Kept>();
  readonly #refused = { busy: 0, slow: 0 };
  #reads = 0;
  #stop: () => Promise<void> = async () => undefined;

  constructor(
    private readonly store: AccessStore,
    private readonly vault: Vault,
    private readonly signals: Signals,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly options: KnownAccessOptions,
  ) {}

  get load(): LoginReads {
    return { reads: this.#reads, refused: this.#refused };
  }

  async start(): Promise<void> {
    this.#stop = await this.signals.listen(ACCESS_TOPIC, (deviceId) => void this.#kept.delete(deviceId as DeviceId));
  }

  stop(): Promise<void> {
    return this.#stop();
  }

  /** At most `maxAgeMs` old. Rejects with StoreUnavailable, after `waitsMs` at the latest: nobody is let in unseen. */
  async get(deviceId: DeviceId, maxAgeMs = this.options.keepMs): Promise<Access> {
    const nowMs = this.clock.now();
    const kept = this.#kept.get(deviceId);
    this.#kept.delete(deviceId);
    const isGood = kept !== undefined && (nowMs - kept.readAtMs < maxAgeMs || !kept.isRead);
    const entry = isGood ? kept : this.#read(deviceId, nowMs);
    // To the end: who was not seen for longest goes first.
    this.#kept.set(deviceId, entry);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.options.most) break;
      this.#kept.delete(oldest);
    }
    return entry.isRead ? entry.access : this.#soon(entry.access);
  }

  #read(deviceId: DeviceId, readAtMs: number): Kept {
    if (this.#reads >= this.options.mostReads) {
      this.#refused.busy++;
      throw new StoreUnavailable('Too many logins are being read.');
    }
    this.#reads++;
    const access = this.store.get(deviceId).then((found) => this.#ready(deviceId, found));
    const entry: Kept = { access, readAtMs, isRead: false };
    const isOver = () => {
      this.#reads--;
      entry.isRead = true;
    };
    access.then(isOver, () => {
      isOver();
      if (this.#kept.get(deviceId) === entry) this.#kept.delete(deviceId);
    });
    return entry;
  }

  /** What is read later than that is kept all the same, for when the device comes back. */
  async #soon(access: Promise<Access>): Promise<Access> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const cancel = this.clock.after(this.options.waitsMs, () => {
      this.#refused.slow++;
      reject(new StoreUnavailable('The logins can not be read now.'));
    });
    try {
      return await Promise.race([access, late]);
    } finally {
      cancel();
    }
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
