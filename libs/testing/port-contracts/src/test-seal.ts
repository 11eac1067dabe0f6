import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { type ByteOpening, type ByteSeal, type DeviceId, Seal } from '#libs/domain';

const PREFIX = 'sealed:';

/** Seals under a key of its own, which may be lost. */
export class TestSeal extends Seal {
  #key = randomBytes(32);

  /** What was sealed so far does not open any more. */
  loseKey(): void {
    this.#key = randomBytes(32);
  }

  seal(text: string, deviceId: DeviceId, what: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(`${deviceId}/${what}`));
    const box = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return PREFIX + box.toString('base64');
  }

  open(text: string, deviceId: DeviceId, what: string): string | undefined {
    if (!text.startsWith(PREFIX)) return text;
    const box = Buffer.from(text.slice(PREFIX.length), 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.#key, box.subarray(0, 12), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(`${deviceId}/${what}`)).setAuthTag(box.subarray(-16));
    try {
      return Buffer.concat([decipher.update(box.subarray(12, -16)), decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }

  sealBytes(deviceId: DeviceId, what: string): ByteSeal {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce).setAAD(Buffer.from(`${deviceId}/${what}`));
    const end = () => {
      cipher.final();
      return PREFIX + Buffer.concat([nonce, cipher.getAuthTag()]).toString('base64');
    };
    return { take: (bytes) => cipher.update(bytes), end };
  }

  /** A key that was lost is another one. */
  openBytes(opener: string, deviceId: DeviceId, what: string): ByteOpening | undefined {
    if (!opener.startsWith(PREFIX)) return undefined;
    const box = Buffer.from(opener.slice(PREFIX.length), 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.#key, box.subarray(0, 12), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(`${deviceId}/${what}`)).setAuthTag(box.subarray(12));
    const end = () => {
      try {
        decipher.final();
        return true;
      } catch {
        return false;
      }
    };
    return { take: (bytes) => decipher.update(bytes), end };
  }
}
