import type { SecretOwner, SecretStore } from '#libs/domain';
import { SecretUnreadable, type Vault } from '#libs/platform';

const OWNERS_AT_ONCE = 100;
/** Beyond so many, something else is wrong than a few damaged secrets. */
const MAX_UNREADABLE = 1_000;

export interface RotationReport {
  readonly resealed: number;
  /** Secrets whose key is not configured any more, or that are damaged. */
  readonly unreadable: number;
  /** Nothing is left but those. */
  readonly complete: boolean;
}

/**
 * Seals everything that another key has sealed with the one that seals now, so that the old key can be taken away. A secret
 * that is set meanwhile is sealed with the right key already and is left as it is.
 */
export class RotateSecrets {
  readonly #secrets: SecretStore;
  readonly #vault: Vault;

  constructor(secrets: SecretStore, vault: Vault) {
    this.#secrets = secrets;
    this.#vault = vault;
  }

  async execute(signal?: AbortSignal): Promise<RotationReport> {
    const { keyId } = this.#vault;
    if (keyId === undefined) return { resealed: 0, unreadable: 0, complete: true };
    let [resealed, unreadable] = [0, 0];
    /** They keep coming back. */
    const passed = new Set<SecretOwner>();
    while (passed.size < MAX_UNREADABLE && !signal?.aborted) {
      const owners = await this.#secrets.sealedByOthers(keyId, OWNERS_AT_ONCE + passed.size);
      const left = owners.filter((owner) => !passed.has(owner));
      if (left.length === 0) return { resealed, unreadable, complete: true };
      for (const owner of left) {
        if (signal?.aborted) break;
        const done = await this.#reseal(owner, keyId);
        resealed += done.resealed;
        unreadable += done.unreadable;
        // One whose secrets were set meanwhile comes back and is done then.
        if (done.unreadable > 0) passed.add(owner);
      }
    }
    return { resealed, unreadable, complete: false };
  }

  async #reseal(
    owner: SecretOwner,
    keyId: string,
  ): Promise<{ readonly resealed: number; readonly unreadable: number }> {
    let [resealed, unreadable] = [0, 0];
    for (const [name, secret] of Object.entries(await this.#secrets.read(owner))) {
      if (secret.keyId === keyId) continue;
      try {
        const text = this.#vault.open(secret, owner, name);
        if (await this.#secrets.reseal(owner, name, { ...secret, ...this.#vault.seal(text, owner, name) })) resealed++;
      } catch (error) {
        if (!(error instanceof SecretUnreadable)) throw error;
        unreadable++;
      }
    }
    return { resealed, unreadable };
  }
}
