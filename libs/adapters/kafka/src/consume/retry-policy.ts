/** How often an event is tried whose failure is no promise of a later success. */
export const MAX_TRIES = 3;
const FIRST_DELAY_MS = 100;
const MAX_DELAY_MS = 10_000;

/** An error says by itself that another try may work. */
export function isRetriable(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'retriable' in error && error.retriable === true;
}

/** The pause after the given number of failures: doubles up to 10 s; `random` in [0, 1) takes up to half of it away. */
export function retryDelayMs(failures: number, random: number): number {
  return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (failures - 1)) * (1 - random / 2);
}
