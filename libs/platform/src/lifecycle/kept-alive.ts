const LONG_MS = 60_000;

/**
 * Waits for something with the process kept alive. Timers of the clock do not do that: a process whose servers do not
 * answer, and that so has no connection either, would end in the middle of the wait, with success and without a word.
 */
export async function keptAlive<T>(work: Promise<T>): Promise<T> {
  const alive = setInterval(() => undefined, LONG_MS);
  try {
    return await work;
  } finally {
    clearInterval(alive);
  }
}
