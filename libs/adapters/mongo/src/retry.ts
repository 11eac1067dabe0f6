import { type Clock, MusterError, StoreUnavailable } from '#libs/domain';
import { isTransient, StoreRejected } from './mongo-error.ts';

const FIRST_DELAY_MS = 10;
const MAX_DELAY_MS = 1_000;

export interface RetryLimits {
  readonly clock: Clock;
  /** No new attempt is begun later than this after the first. */
  readonly withinMs: number;
  /** In [0, 1). */
  readonly random: () => number;
}

/**
 * Runs an operation until it succeeds or fails for good. An attempt that failed may have been done all the same, so
 * `attempt` (which is told its number, from 1) must find that out. Errors of the domain pass at once; else it rejects
 * with StoreUnavailable when time is up and StoreRejected when another attempt would fail alike.
 */
export async function retrying<T>(limits: RetryLimits, attempt: (number: number) => Promise<T>): Promise<T> {
  const deadline = limits.clock.now() + limits.withinMs;
  for (let number = 1; ; number++) {
    try {
      return await attempt(number);
    } catch (error) {
      if (error instanceof MusterError) throw error;
      if (!isTransient(error)) throw new StoreRejected(`MongoDB refused: ${messageOf(error)}`, { cause: error });
      const delayMs = retryDelayMs(number, limits.random());
      if (limits.clock.now() + delayMs > deadline) {
        throw new StoreUnavailable(`MongoDB is not available: ${messageOf(error)}`, { cause: error });
      }
      await new Promise<void>((resolve) => limits.clock.after(delayMs, resolve));
    }
  }
}

/** The pause after the given number of failures: doubles up to a second; `random` takes up to half of it away. */
export function retryDelayMs(failures: number, random: number): number {
  const full = Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1));
  return full * (1 - random / 2);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
