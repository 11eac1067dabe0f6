/** One use of a nonce, which must not come again: whoever overheard it could send it. */
export interface NonceUse {
  /** The head of the nonce. */
  readonly nonce: string;
  /** How often the client says that it has used it, this time included; 1 where it does not count. */
  readonly count: number;
  readonly madeAtMs: number;
  /** So long after it was made it is worth nothing anyway. */
  readonly lifetimeMs: number;
}

/** What is remembered of a device's nonces. */
export interface UsedNonces {
  /** Nonces made until then are over, but for those that are remembered. Milliseconds since the epoch. */
  readonly overUntilMs: number;
  readonly uses: readonly Pick<NonceUse, 'nonce' | 'count' | 'madeAtMs'>[];
}

/** More than that within the life of a nonce is a device that begins a session every few seconds. */
export const NONCES_REMEMBERED = 8;

/**
 * What is to be remembered after a use; undefined if it is none, for it was used before. Clocks of gateways may differ, so
 * a nonce may be older than the last one: only beyond what is remembered all older ones are over.
 */
export function useNonce(known: UsedNonces | undefined, use: NonceUse, nowMs: number): UsedNonces | undefined {
  const { nonce, count, madeAtMs, lifetimeMs } = use;
  const { overUntilMs, uses } = known ?? { overUntilMs: 0, uses: [] };
  const same = uses.find((one) => one.nonce === nonce);
  if (same === undefined ? madeAtMs <= overUntilMs : count <= same.count) return undefined;
  const live = uses.filter((one) => one !== same && nowMs - one.madeAtMs < lifetimeMs);
  const all = [...live, { nonce, count, madeAtMs }];
  if (all.length <= NONCES_REMEMBERED) return { overUntilMs, uses: all };
  const oldest = all.reduce((one, other) => (other.madeAtMs < one.madeAtMs ? other : one));
  return { overUntilMs: Math.max(overUntilMs, oldest.madeAtMs), uses: all.filter((one) => one !== oldest) };
}
