import type { BucketCounter } from '#libs/domain';
import type { VirtualDevice } from './virtual-fleet.ts';

interface Queue {
  next: VirtualDevice[];
  later: VirtualDevice[];
}

/** Devices of each bucket that can be reached and wait for a permit: each has its turn before one has it twice. */
export class WaitingRoom {
  readonly #queues = new Map<number, Queue>();

  add(wave: number, bucket: number, device: VirtualDevice): void {
    const key = keyOf(wave, bucket);
    const queue = this.#queues.get(key);
    if (queue) queue.later.push(device);
    else this.#queues.set(key, { next: [], later: [device] });
  }

  countOf({ wave, bucket }: BucketCounter): number {
    const { next, later } = this.#queues.get(keyOf(wave, bucket)) ?? NOBODY;
    return next.length + later.length;
  }

  /** Whose turn it is; undefined when nobody waits. */
  take({ wave, bucket }: BucketCounter): VirtualDevice | undefined {
    const queue = this.#queues.get(keyOf(wave, bucket));
    if (queue === undefined) return undefined;
    if (queue.next.length === 0) {
      queue.next = queue.later.reverse();
      queue.later = [];
    }
    return queue.next.pop();
  }
}

const NOBODY: Readonly<Queue> = { next: [], later: [] };
/** More than a wave has buckets. */
const WAVE = 1_000_000;

function keyOf(wave: number, bucket: number): number {
  return wave * WAVE + bucket;
}
