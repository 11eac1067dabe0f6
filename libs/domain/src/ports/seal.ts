import type { DeviceId } from '../device/device-id.ts';

/**
 * Makes texts that may hold secrets unreadable for whoever looks into a store. A sealed text is bound to its device and
 * to what it is (`what`): put in another's place, it does not open.
 */
export abstract class Seal {
  /** The text as it is while no key is configured. */
  abstract seal(text: string, deviceId: DeviceId, what: string): string;
  /** A text that was never sealed as it is. Undefined, and logged: it does not open, for its key is gone or it was tampered with. */
  abstract open(text: string, deviceId: DeviceId, what: string): string | undefined;
}

class NoSeal extends Seal {
  seal(text: string): string {
    return text;
  }

  open(text: string): string {
    return text;
  }
}

export const noSeal: Seal = new NoSeal();
