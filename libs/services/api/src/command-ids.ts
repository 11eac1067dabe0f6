import { type Clock, commandId } from '#libs/domain';
import type { Entropy } from './entropy.ts';

const entropyBytes = 10;

/**
 * Ids for new commands. Those made by one process are in the order of their making, also within a millisecond and when
 * the clock is put back: commands run in that order.
 */
export class CommandIds {
  readonly #clock: Clock;
  readonly #entropy: Entropy;
  #lastMs = 0;
  #lastEntropy = 0n;

  constructor(clock: Clock, entropy: Entropy) {
    this.#clock = clock;
    this.#entropy = entropy;
  }

  next(): string {
    const nowMs = this.#clock.now();
    if (nowMs > this.#lastMs) {
      this.#lastMs = nowMs;
      // The top bit stays free for counting up.
      this.#lastEntropy = numberOf(this.#entropy.bytes(entropyBytes)) >> 1n;
    } else {
      this.#lastEntropy += 1n;
    }
    return commandId(this.#lastMs, bytesOf(this.#lastEntropy));
  }
}

function numberOf(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function bytesOf(number: bigint): Uint8Array {
  return Buffer.from(number.toString(16).padStart(entropyBytes * 2, '0'), 'hex');
}
