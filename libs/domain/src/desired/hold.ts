import { Fingerprint } from '../fingerprint.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** How long what failed for the nth time is left alone; later ones as the last. */
const STEPS_MS = {
  /** A fault of the CPE: its software will hardly change its mind. */
  refused: [HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS],
  /** Accepted, and not kept. */
  ignored: [5 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS],
  /** Kept, and changed by somebody afterwards: put back at once a few times, then it is a fight. */
  reverted: [0, 0, 0, HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS],
  /** Nothing came of a whole plan. */
  plan: [5, 10, 20, 40, 80, 160, 320, 640, 1_280, 1_440].map((minutes) => minutes * MINUTE_MS),
} as const satisfies Readonly<Record<string, readonly number[]>>;

/** Up to a fifth more, so that what failed everywhere at once is not tried again everywhere at once. */
const SPREAD = 0.2;

/** Milliseconds for which something is left alone after it failed `times` times; `seed` spreads it. */
export function holdMs(kind: keyof typeof STEPS_MS, times: number, seed: string): number {
  const steps = STEPS_MS[kind];
  const step = steps[Math.min(times, steps.length) - 1] ?? 0;
  return Math.round(step * (1 + SPREAD * portion(seed)));
}

/** A number from 0 to 1 that is always the same for a text. */
export function portion(seed: string): number {
  const hash = new Fingerprint();
  hash.add(seed);
  return Number.parseInt(hash.text().slice(-7), 36) / 36 ** 7;
}
