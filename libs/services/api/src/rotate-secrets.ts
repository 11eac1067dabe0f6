import type { SecretOwner, SecretStore } from '#libs/domain';
import { SecretUnreadable, type Vault } from '#libs/platform';

const OWNERS_AT_ONCE = 100;
/** Beyond so many, something else is wrong than a few damaged secrets. */
const MAX_UNREADABLE = 1_000;
/** Owners that come back although all of theirs was done. A few may: their secrets were set meanwhile. */
const MAX_UNDONE = 100;
const MAX_REMEMBERED = 100_000;

export interface RotationReport {
  readonly resealed: number;
  /** Secrets whose key is not configured any more, or that are damaged. */
  readonly unreadable: number;
  /** Nothing is left but those. */
  readonly complete: boolean;
  /** Another process seals with another key what was sealed here. */
  readonly contested: boolean;
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
    const seen = new SeenOwners();
    let [resealed, unreadable, complete] = [0, 0, keyId === undefined];
    while (keyId !== undefined && !complete && !seen.tooMany && !signal?.aborted) {
      const owners = await this.#secrets.sealedByOthers(keyId, OWNERS_AT_ONCE + seen.passed.size);
      const left = owners.filter((owner) => !seen.passed.has(owner));
      for (const owner of signal?.aborted ? [] : left) {
        const done = await this.#reseal(owner, keyId);
        resealed += done.resealed;
        unreadable += done.unreadable;
        seen.add(owner, done.unreadable > 0);
      }
      complete = left.length === 0;
    }
    return { resealed, unreadable, complete, contested: seen.undone >= MAX_UNDONE };
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

/** Whose secrets were looked at in one rotation. */
class SeenOwners {
  /** They have secrets that can't be opened, and keep coming back. */
  readonly passed = new Set<SecretOwner>();
  readonly #finished = new Set<SecretOwner>();
  /** How often one came back of whom nothing was left. */
  undone = 0;

  get tooMany(): boolean {
    return this.passed.size >= MAX_UNREADABLE || this.undone >= MAX_UNDONE;
  }

  add(owner: SecretOwner, isUnreadable: boolean): void {
    if (this.#finished.has(owner)) this.undone++;
    if (isUnreadable) this.passed.add(owner);
    else if (this.#finished.size < MAX_REMEMBERED) this.#finished.add(owner);
  }
}
