import {
  type Clock,
  type ProfileStore,
  type SealedSecret,
  type SecretOwner,
  type SecretStore,
  type SettledMarks,
  timestamp,
} from '#libs/domain';
import { NoSecretKey, type Vault } from '#libs/platform';
import { ProblemError } from './problem-error.ts';

/** By name; null takes one away. */
export type SecretChanges = Readonly<Record<string, string | null>>;

export type SecretNames = Readonly<Record<string, Pick<SealedSecret, 'version' | 'changedAt'>>>;

/** Takes secrets in, encrypted at once, and says which there are: none ever comes out here. */
export class KeepSecrets {
  readonly #secrets: SecretStore;
  readonly #vault: Vault;
  readonly #profiles: ProfileStore;
  readonly #settled: SettledMarks;
  readonly #clock: Clock;

  constructor(secrets: SecretStore, vault: Vault, profiles: ProfileStore, settled: SettledMarks, clock: Clock) {
    this.#secrets = secrets;
    this.#vault = vault;
    this.#profiles = profiles;
    this.#settled = settled;
    this.#clock = clock;
  }

  names(owner: SecretOwner): Promise<SecretNames> {
    return this.#secrets.read(owner);
  }

  forget(owner: SecretOwner): Promise<void> {
    return this.#secrets.forget(owner);
  }

  /** Throws the problem that no key is configured. */
  async change(owner: SecretOwner, changes: SecretChanges): Promise<SecretNames> {
    const set: Record<string, Omit<SealedSecret, 'version'>> = {};
    for (const [name, text] of Object.entries(changes)) if (text !== null) set[name] = this.#seal(text, owner, name);
    for (const [name, text] of Object.entries(changes)) if (text === null) await this.#secrets.remove(owner, name);
    return Object.keys(set).length > 0 ? this.#secrets.put(owner, set) : this.#secrets.read(owner);
  }

  /** Secrets that all devices share: every device has to look again. */
  async changeOfFleet(changes: SecretChanges): Promise<SecretNames> {
    const names = await this.change('fleet', changes);
    await this.#settled.raiseEpoch(await this.#profiles.renew());
    return names;
  }

  #seal(text: string, owner: SecretOwner, name: string): Omit<SealedSecret, 'version'> {
    try {
      return { ...this.#vault.seal(text, owner, name), changedAt: timestamp(this.#clock.now()) };
    } catch (error) {
      if (error instanceof NoSecretKey) throw new ProblemError('secrets_not_configured');
      throw error;
    }
  }
}
