import type { DeviceId, SealedSecret, SecretOwner, SecretStore } from '#libs/domain';
import { type Logger, SecretUnreadable, type Vault } from '#libs/platform';

interface OpenSecret {
  readonly version: number;
  readonly text: string;
}

/** Different ones that are told of: of more, nobody reads the log. */
const MAX_TOLD = 1_000;

/**
 * The secrets that a device's values may refer to: its own, and those of the fleet that it has no own of. One that does not
 * open (its key is gone) counts as not there: it is told of once, and the device waits for it to be set again.
 */
export class DeviceSecrets {
  readonly #told = new Set<string>();

  constructor(
    private readonly store: SecretStore,
    private readonly vault: Vault,
    private readonly logger?: Pick<Logger, 'error'>,
  ) {}

  /** Which there are, in which version; of those that are named. */
  async versions(
    deviceId: DeviceId,
    names: readonly string[],
  ): Promise<Readonly<Record<string, { readonly version: number }>>> {
    const found = await this.find(deviceId, names);
    return Object.fromEntries([...found].map(([name, { version }]) => [name, { version }]));
  }

  /** In the clear, to be sent at once and kept nowhere. One that is gone is left out. */
  async open(deviceId: DeviceId, names: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const found = await this.find(deviceId, names);
    return Object.fromEntries([...found].map(([name, { text }]) => [name, text]));
  }

  private async find(deviceId: DeviceId, names: readonly string[]): Promise<ReadonlyMap<string, OpenSecret>> {
    if (names.length === 0) return new Map();
    const [own, fleet] = await Promise.all([this.store.read(deviceId), this.store.read('fleet')]);
    const found = new Map<string, OpenSecret>();
    for (const name of names) {
      const secret = ownMember(own, name);
      const shared = ownMember(fleet, name);
      const opened = secret ? this.opened(secret, deviceId, name) : shared && this.opened(shared, 'fleet', name);
      if (opened) found.set(name, opened);
    }
    return found;
  }

  private opened(secret: SealedSecret, owner: SecretOwner, name: string): OpenSecret | undefined {
    try {
      return { version: secret.version, text: this.vault.open(secret, owner, name) };
    } catch (error) {
      if (!(error instanceof SecretUnreadable)) throw error;
      this.tell(error, `${owner}/${name}@${secret.version}`, { owner, secret: name });
      return undefined;
    }
  }

  private tell(error: SecretUnreadable, key: string, fields: Readonly<Record<string, string>>): void {
    if (this.#told.has(key) || this.#told.size >= MAX_TOLD) return;
    this.#told.add(key);
    this.logger?.error({ ...fields, err: error }, 'a secret does not open: what is declared with it waits');
  }
}

function ownMember<T>(members: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(members, name) ? members[name] : undefined;
}
