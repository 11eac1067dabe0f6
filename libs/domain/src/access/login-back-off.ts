/** What is remembered of logins that failed in a row. */
export interface FailedLogins {
  readonly count: number;
  readonly lastMs: number;
}

export interface BackOffPolicy {
  /** So many may fail before anybody has to wait. */
  readonly free: number;
  /** The first wait; each next one is twice as long. */
  readonly firstMs: number;
  readonly maxMs: number;
  /** After so long without a failure nothing is remembered. */
  readonly forgetMs: number;
}

export function afterFailure(known: FailedLogins | undefined, nowMs: number, policy: BackOffPolicy): FailedLogins {
  const count = known === undefined || nowMs - known.lastMs >= policy.forgetMs ? 0 : known.count;
  return { count: count + 1, lastMs: nowMs };
}

/** How long nobody may try now, in milliseconds. Never for ever: one try is free after each wait. */
export function loginWaitMs(known: FailedLogins | undefined, nowMs: number, policy: BackOffPolicy): number {
  const { free, firstMs, maxMs } = policy;
  if (known === undefined || known.count < free) return 0;
  const waitMs = Math.min(maxMs, firstMs * 2 ** Math.min(30, known.count - free));
  return Math.max(0, known.lastMs + waitMs - nowMs);
}
