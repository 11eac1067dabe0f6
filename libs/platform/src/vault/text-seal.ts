import { type DeviceId, Seal } from '#libs/domain';
import type { Logger } from '../logging/logger.ts';
import type { Vault } from './vault.ts';

/** `sealed:<key id>:<base64>`; no JSON text begins so. */
const SEALED = /^sealed:([A-Za-z0-9_.-]+):([A-Za-z0-9+/=]+)$/;

/** Seals texts with the keys of the vault. */
export class VaultSeal extends Seal {
  readonly #vault: () => Vault;
  readonly #logger: Logger;

  /** The vault is asked for with the first text: its keys may lie where the stores are only just opened. */
  constructor(vault: () => Vault, logger: Logger) {
    super();
    this.#vault = vault;
    this.#logger = logger;
  }

  seal(text: string, deviceId: DeviceId, what: string): string {
    const vault = this.#vault();
    if (vault.keyId === undefined) return text;
    const { keyId, sealed } = vault.seal(text, deviceId, nameOf(what));
    return `sealed:${keyId}:${sealed}`;
  }

  open(text: string, deviceId: DeviceId, what: string): string | undefined {
    if (!text.startsWith('sealed:')) return text;
    const [, keyId = '', sealed = ''] = SEALED.exec(text) ?? [];
    try {
      return this.#vault().open({ keyId, sealed }, deviceId, nameOf(what));
    } catch (error) {
      this.#logger.error({ deviceId, what, err: error }, 'what was kept sealed does not open');
      return undefined;
    }
  }
}

/** Never the name of a secret of the device. */
function nameOf(what: string): string {
  return `$${what}`;
}
