import type { DeviceId } from '../device/device-id.ts';

/** Seals bytes as they come: as many go out as came in. */
export interface ByteSeal {
  take(bytes: Uint8Array): Uint8Array;
  /** After the last: what it takes to open them; empty when they are as they came. */
  end(): string;
}

export interface ByteOpening {
  take(bytes: Uint8Array): Uint8Array;
  /** After the last: whether they all were as they had been sealed. Until then nothing that was taken is to be trusted. */
  end(): boolean;
}

/**
 * Makes texts and files that may hold secrets unreadable for whoever looks into a store. A sealed text is bound to its device and
 * to what it is (`what`): put in another's place, it does not open.
 */
export abstract class Seal {
  /** The text as it is while no key is configured. */
  abstract seal(text: string, deviceId: DeviceId, what: string): string;
  /** A text that was never sealed as it is. Undefined, and logged: it does not open, for its key is gone or it was tampered with. */
  abstract open(text: string, deviceId: DeviceId, what: string): string | undefined;
  /** Seals nothing while no key is configured. */
  abstract sealBytes(deviceId: DeviceId, what: string): ByteSeal;
  /** `opener`: what `end` of the seal gave. Undefined, and logged: its key is gone. */
  abstract openBytes(opener: string, deviceId: DeviceId, what: string): ByteOpening | undefined;
}

class NoSeal extends Seal {
  seal(text: string): string {
    return text;
  }

  open(text: string): string {
    return text;
  }

  sealBytes(): ByteSeal {
    return { take: (bytes) => bytes, end: () => '' };
  }

  /** What was sealed before does not open. */
  openBytes(opener: string): ByteOpening | undefined {
    return opener === '' ? { take: (bytes) => bytes, end: () => true } : undefined;
  }
}

export const noSeal: Seal = new NoSeal();
