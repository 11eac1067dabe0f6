import type { DecipherGCM } from 'node:crypto';
import { type ByteOpening, type ByteSeal, type DeviceId, noSeal, Seal } from '#libs/domain';
import type { Logger } from '../logging/logger.ts';
import type { Vault } from './vault.ts';

/** `sealed:<key id>:<base64>`; no JSON text begins so. */
const SEALED = /^sealed:([A-Za-z0-9_.-]+):([A-Za-z0-9+/=]+)$/;

/** Seals texts and files with the keys of the vault. */
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

  sealBytes(deviceId: DeviceId, what: string): ByteSeal {
    const vault = this.#vault();
    if (vault.keyId === undefined) return noSeal.sealBytes(deviceId, what);
    const { keyId, nonce, cipher } = vault.cipher(deviceId, nameOf(what));
    return {
      take: (bytes) => cipher.update(bytes),
      end: () => {
        cipher.final();
        return `sealed:${keyId}:${Buffer.concat([nonce, cipher.getAuthTag()]).toString('base64')}`;
      },
    };
  }

  openBytes(opener: string, deviceId: DeviceId, what: string): ByteOpening | undefined {
    if (opener === '') return noSeal.openBytes(opener, deviceId, what);
    const [, keyId = '', box = ''] = SEALED.exec(opener) ?? [];
    try {
      const decipher = this.#vault().decipher({ keyId, box: Buffer.from(box, 'base64') }, deviceId, nameOf(what));
      return { take: (bytes) => decipher.update(bytes), end: () => this.#isWhole(decipher, deviceId, what) };
    } catch (error) {
      this.#logger.error({ deviceId, what, err: error }, 'a file that was kept sealed does not open');
      return undefined;
    }
  }

  #isWhole(decipher: DecipherGCM, deviceId: DeviceId, what: string): boolean {
    try {
      decipher.final();
      return true;
    } catch {
      this.#logger.error({ deviceId, what }, 'a file that was kept sealed is not as it was');
      return false;
    }
  }
}

/** Never the name of a secret of the device. */
function nameOf(what: string): string {
  return `$${what}`;
}
