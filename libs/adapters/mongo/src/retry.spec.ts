import mongoose from 'mongoose';
import { RevisionConflict, StoreUnavailable } from '#libs/domain';
import { ManualClock } from '#libs/testing/port-contracts';
import { StoreRejected } from './mongo-error.ts';
import { retryDelayMs, retrying } from './retry.ts';

const { MongoNetworkError, MongoServerError } = mongoose.mongo;
const broken = () => new MongoNetworkError('read ECONNRESET');

/** Turns the clock whenever the retry waits, until it has ended. */
async function runToEnd<T>(clock: ManualClock, running: Promise<T>): Promise<T> {
  let ended = false;
  const end = () => {
    ended = true;
  };
  running.then(end, end);
  while (!ended) {
    await new Promise((resolve) => setImmediate(resolve));
    if (clock.pending > 0) clock.advance(1_000);
  }
  return running;
}

describe('retrying', () => {
  const limits = (clock: ManualClock) => ({ clock, withinMs: 10_000, random: () => 0 });

  test('an operation that fails for a passing reason is done again, and told so', async () => {
    const clock = new ManualClock();
    const numbers: number[] = [];
    const result = await runToEnd(
      clock,
      retrying(limits(clock), async (number) => {
        numbers.push(number);
        if (number < 4) throw broken();
        return 'done';
      }),
    );
    expect(result).toBe('done');
    expect(numbers).toEqual([1, 2, 3, 4]);
  });

  test('gives up when the time is over', async () => {
    const clock = new ManualClock();
    const startedAt = clock.now();
    const running = retrying(limits(clock), async () => {
      throw broken();
    });
    await expect(runToEnd(clock, running)).rejects.toThrow(StoreUnavailable);
    expect(clock.now() - startedAt).toBeLessThanOrEqual(11_000);
    expect(clock.now() - startedAt).toBeGreaterThan(8_000);
  });

  test.each([
    ['errors of the domain pass', new RevisionConflict('saved'), RevisionConflict],
    ['what can’t succeed is rejected', new MongoServerError({ message: 'too large', code: 10_334 }), StoreRejected],
    ['faults of ours are rejected', new TypeError('undefined is not a function'), StoreRejected],
  ])('%s at once', async (_, error, expected) => {
    let tries = 0;
    const running = retrying(limits(new ManualClock()), async () => {
      tries++;
      throw error;
    });
    await expect(running).rejects.toThrow(expected);
    expect(tries).toBe(1);
  });

  test('pauses double up to a second, less up to half of it', () => {
    expect([1, 2, 3, 7, 8, 100].map((failures) => retryDelayMs(failures, 0))).toEqual([10, 20, 40, 640, 1_000, 1_000]);
    expect(retryDelayMs(100, 0.999)).toBeCloseTo(500, -1);
  });
});
