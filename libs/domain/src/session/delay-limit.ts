/** Between what limits a line is held, and how long it may take to get through it. */
export interface LimitPolicy {
  /** What passing the line may take, in milliseconds. */
  readonly targetMs: number;
  /** So many are let in however long they take: without anybody in the line nothing would be measured. */
  readonly least: number;
  readonly most: number;
}

/** One passage through a line. */
export interface Passage {
  /** How many were in the line with its entry, itself included. */
  readonly place: number;
  /** From its entry to its end, in milliseconds. */
  readonly tookMs: number;
}

/** For a line of which nothing is known yet: one that is quick has proved itself before many are refused. */
export function cautiousLimit({ least, most }: LimitPolicy): number {
  return Math.max(least, Math.ceil(most / 20));
}

/** Of what one passage tells so much is believed: a single slow answer is no overload. */
const WEIGHT = 1 / 16;

/**
 * How long a line may be so that who enters at its end is through within the target. Who was nth and took t shows that n/t
 * get through per second, so that n·target/t are the line that takes just the target (Little's law). That does not depend
 * on the limit in force, so that the limit can't swing, however late the passages end that measure it.
 */
export function nextLimit(limit: number, { place, tookMs }: Passage, { targetMs, least, most }: LimitPolicy): number {
  const holds = (place * targetMs) / Math.max(1, tookMs);
  const isLate = tookMs > targetMs;
  // What a short line took says nothing about a long one, unless even the short one took too long.
  const tells = isLate ? holds < limit : holds > limit && place * 2 >= limit;
  if (!tells) return limit;
  return Math.min(most, Math.max(least, limit + (Math.min(most, holds) - limit) * WEIGHT));
}
