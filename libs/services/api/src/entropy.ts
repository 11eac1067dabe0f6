import { randomBytes } from 'node:crypto';

/** Randomness as a port, so that tests can foresee it. */
export abstract class Entropy {
  abstract bytes(count: number): Uint8Array;
}

export class SystemEntropy extends Entropy {
  override bytes(count: number): Uint8Array {
    return randomBytes(count);
  }
}
