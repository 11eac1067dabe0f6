/** So many in all at once, then one more each `intervalMs`. */
export interface RatePolicy {
  readonly burst: number;
  readonly intervalMs: number;
}

/**
 * When one more of a sender would be in step with its rate, in milliseconds since the epoch: all there is to remember of
 * it. One that is over says nothing more than none.
 */
export type RateMark = number;

/** The mark after one more, or undefined if that would be more than the policy allows. (ITU-T I.371, GCRA.) */
export function takeOne(mark: RateMark | undefined, nowMs: number, policy: RatePolicy): RateMark | undefined {
  const dueMs = Math.max(mark ?? nowMs, nowMs);
  const aheadMs = dueMs + policy.intervalMs - nowMs;
  return aheadMs > policy.burst * policy.intervalMs ? undefined : dueMs + policy.intervalMs;
}
