/** The settings of the retry table (ManagementServer.CWMPRetry…). */
export interface RetrySettings {
  /** CWMPRetryMinimumWaitInterval, seconds. */
  readonly minimumWaitS: number;
  /** CWMPRetryIntervalMultiplier, thousandths. */
  readonly multiplier: number;
}

/**
 * How long a CPE waits after its nth failed session in a row, in milliseconds: random between m·(k/1000)^(n−1) and
 * m·(k/1000)^n, from the tenth on as after the tenth (TR-069 §3.2.1.1). `random` is in [0, 1).
 */
export function retryWaitMs(failures: number, { minimumWaitS, multiplier }: RetrySettings, random: number): number {
  const n = Math.min(Math.max(failures, 1), 10);
  const factor = multiplier / 1_000;
  const from = minimumWaitS * factor ** (n - 1);
  const to = minimumWaitS * factor ** n;
  return Math.round(1_000 * (from + (to - from) * random));
}
