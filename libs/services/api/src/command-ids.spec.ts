import { ManualClock } from '#libs/testing/port-contracts';
import { CommandIds } from './command-ids.ts';
import { Entropy } from './entropy.ts';

class SameEntropy extends Entropy {
  readonly #byte: number;

  constructor(byte: number) {
    super();
    this.#byte = byte;
  }

  override bytes(count: number): Uint8Array {
    return new Uint8Array(count).fill(this.#byte);
  }
}

/** A clock that is put back by a second with each look. */
class BackwardClock extends ManualClock {
  override now(): number {
    this.advance(-1_000);
    return super.now();
  }
}

test.each([0, 255])('ids of one millisecond are in the order of their making (entropy %d)', (byte) => {
  const ids = new CommandIds(new ManualClock(), new SameEntropy(byte));
  const made = Array.from({ length: 1_000 }, () => ids.next());
  expect(made.toSorted()).toEqual(made);
  expect(new Set(made).size).toBe(made.length);
  expect(made.every((id) => /^[0-9A-HJKMNP-TV-Z]{26}$/.test(id))).toBe(true);
});

test('ids stay in order when the clock is put back', () => {
  const ids = new CommandIds(new BackwardClock(), new SameEntropy(7));
  const made = [ids.next(), ids.next(), ids.next()];
  expect(made.toSorted()).toEqual(made);
});
