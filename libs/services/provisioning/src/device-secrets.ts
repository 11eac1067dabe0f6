import type { DeviceId, SealedSecret, SecretOwner, SecretStore } from '#libs/domain';
import type { Vault } from '#libs/platform';

interface OwnedSecret extends SealedSecret {
  readonly owner: SecretOwner;
}

/** The secrets that a device's values may refer to: its own, and those of the fleet that it has no own of. */
export class DeviceSecrets {
  constructor(
    private readonly store: SecretStore,
    private readonly vault: Vault,
  ) {}

  /** Which there are, in which version; of those that are named. Nothing is opened. */
  async versions(
    deviceId: DeviceId,
    names: readonly string[],
  ): Promise<Readonly<Record<string, { readonly version: number }>>> {
    const found = await this.find(deviceId, names);
    return Object.fromEntries([...found].map(([name, { version }]) => [name, { version }]));
  }

  /** In the clear, to be sent at once and kept nowhere. One that is gone is left out. Throws SecretUnreadable. */
  async open(deviceId: DeviceId, names: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const found = await this.find(deviceId, names);
    return Object.fromEntries(
      [...found].map(([name, secret]) => [name, this.vault.open(secret, secret.owner, name)] as const),
    );
  }

  private async find(deviceId: DeviceId, names: readonly string[]): Promise<ReadonlyMap<string, OwnedSecret>> {
    if (names.length === 0) return new Map();
    const [own, fleet] = await Promise.all([this.store.read(deviceId), this.store.read('fleet')]);
    const found = new Map<string, OwnedSecret>();
    for (const name of names) {
      const secret = Object.hasOwn(own, name) ? own[name] : undefined;
      const shared = Object.hasOwn(fleet, name) ? fleet[name] : undefined;
      if (secret) found.set(name, { ...secret, owner: deviceId });
      else if (shared) found.set(name, { ...shared, owner: 'fleet' });
    }
    return found;
  }
}
