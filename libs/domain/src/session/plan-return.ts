/** When CPEs that are turned away are asked to come back. */
export interface ReturnPolicy {
  /** Mean wait, in seconds, while few are turned away; half to one and a half times of it are drawn. */
  readonly meanS: number;
  /** CPEs per second that are asked back at most. */
  readonly ratePerS: number;
  /** Longest wait, in seconds; one and a half times the mean is always possible. */
  readonly maxS: number;
}

/** The line of those who were asked to come back: they have the instants before `freeAtMs`. */
export interface ReturnLine {
  readonly freeAtMs: number;
}

export interface PlannedReturn {
  readonly line: ReturnLine;
  /** Whole seconds, at least one. */
  readonly waitS: number;
}

/**
 * Gives a CPE that is turned away the next free place in the line of those who come back. Places are at least
 * 1/`ratePerS` apart, however many are turned away at once; drawing a wait around the mean on top of that moves them, but
 * brings them no closer on average. So the fleet comes back at the rate that was asked for after an outage of any length,
 * and nothing has to be known about how long it lasts.
 *
 * When the line is as long as the longest wait, everybody else is spread over all of that: who posts again and again
 * without waiting takes a place each time, but can't make others wait longer.
 *
 * @param random uniform in [0, 1).
 */
export function planReturn(
  { freeAtMs }: ReturnLine,
  nowMs: number,
  random: number,
  { meanS, ratePerS, maxS }: ReturnPolicy,
): PlannedReturn {
  const leastMs = meanS * 500;
  const spreadMs = meanS * 1_000;
  const longestLineMs = Math.max(0, maxS * 1_000 - leastMs - spreadMs);
  const placeMs = Math.max(freeAtMs, nowMs);
  const lineMs = placeMs - nowMs;
  const stepMs = 1_000 / ratePerS;
  if (lineMs > longestLineMs) {
    // As long as before, so that the next one finds no place either; measured from now, so that a clock that was set back
    // does not freeze the line.
    return {
      line: { freeAtMs: Math.min(placeMs, nowMs + longestLineMs + stepMs) },
      waitS: wholeSeconds(leastMs + random * (longestLineMs + spreadMs)),
    };
  }
  return { line: { freeAtMs: placeMs + stepMs }, waitS: wholeSeconds(lineMs + leastMs + random * spreadMs) };
}

function wholeSeconds(ms: number): number {
  return Math.max(1, Math.round(ms / 1_000));
}
