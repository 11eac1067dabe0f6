import { setTimeout as delay } from 'node:timers/promises';

const WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 50;

/** Looks again until the condition holds; what it throws counts as not yet, and is the cause when time runs out. */
export async function until(
  what: string,
  condition: () => Promise<boolean> | boolean,
  withinMs = WITHIN_MS,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  let cause: unknown;
  for (;;) {
    try {
      if (await condition()) return;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > deadline) throw new Error(`Waited in vain until ${what}.`, { cause });
    await delay(LOOK_EVERY_MS);
  }
}
