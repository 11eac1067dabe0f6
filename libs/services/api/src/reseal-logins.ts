import { type AccessStore, type DeviceAccess, type DeviceId, RevisionConflict, type SealedLogin } from '#libs/domain';
import { openLogin, SecretUnreadable, sealLogin, type Vault } from '#libs/platform';

const AT_ONCE = 100;
/** Beyond so many, something else is wrong than a few damaged ones. */
const MAX_UNREADABLE = 1_000;

export interface ResealReport {
  readonly resealed: number;
  readonly unreadable: number;
}

/** Seals logins of devices that another key has sealed with the one that seals now, so that the old key can be taken away. */
export class ResealLogins {
  readonly #store: AccessStore;
  readonly #vault: Vault;

  constructor(store: AccessStore, vault: Vault) {
    this.#store = store;
    this.#vault = vault;
  }

  async execute(signal?: AbortSignal): Promise<ResealReport> {
    const { keyId } = this.#vault;
    const passed = new Set<DeviceId>();
    for (let resealed = 0; ; ) {
      const left = keyId === undefined ? [] : await this.#left(keyId, passed);
      if (left.length === 0 || passed.size >= MAX_UNREADABLE || signal?.aborted)
        return { resealed, unreadable: passed.size };
      for (const deviceId of left) {
        if (await this.#reseal(deviceId)) resealed++;
        else passed.add(deviceId);
      }
    }
  }

  async #left(keyId: string, passed: ReadonlySet<DeviceId>): Promise<readonly DeviceId[]> {
    const found = await this.#store.sealedByOthers(keyId, AT_ONCE + passed.size);
    return found.filter((deviceId) => !passed.has(deviceId));
  }

  /** False when one does not open, and stays as it is. */
  async #reseal(deviceId: DeviceId): Promise<boolean> {
    const access = await this.#store.get(deviceId);
    if (access === undefined) return true;
    try {
      await this.#store.save(this.#resealed(access));
    } catch (error) {
      if (error instanceof SecretUnreadable) return false;
      // Somebody changed it meanwhile, and sealed it with the present key.
      if (!(error instanceof RevisionConflict)) throw error;
    }
    return true;
  }

  #resealed({ current, next, ...rest }: DeviceAccess): DeviceAccess {
    const again = (login: SealedLogin) =>
      sealLogin(this.#vault, rest.deviceId, openLogin(this.#vault, rest.deviceId, login), login.changedAt);
    return { ...rest, ...(current && { current: again(current) }), ...(next && { next: again(next) }) };
  }
}
