export interface CheckResult {
  readonly name: string;
  /** Whether it answered just now. */
  readonly ok: boolean;
  readonly durationMs: number;
  /** Why not. */
  readonly error?: string;
  /** How long it has been failing; the process is not ready when that is longer than the grace. */
  readonly failingForMs?: number;
}

export interface Readiness {
  readonly ready: boolean;
  readonly state: 'starting' | 'running' | 'stopping';
  readonly checks: readonly CheckResult[];
}

export interface HealthOptions {
  /** How long a check may fail before the process is not ready any more. Default 0: not at all. */
  readonly graceMs?: number;
  /** Monotonic, in milliseconds. */
  readonly now?: () => number;
}

interface Check {
  readonly name: string;
  readonly run: () => Promise<void>;
  readonly timeoutMs: number;
  failingSince: number | undefined;
}

/**
 * Whether this process should get traffic: it has started, is not stopping, and no named check has failed for longer
 * than the grace. Most failures pass within it (a leader or a primary is replaced), and all processes see them at once: a
 * CPE is better told when to come back than left before a closed door.
 */
export class Health {
  readonly #graceMs: number;
  readonly #now: () => number;
  #state: Readiness['state'] = 'starting';
  readonly #checks: Check[] = [];
  #underway: Promise<readonly CheckResult[]> | undefined;

  constructor({ graceMs = 0, now = () => performance.now() }: HealthOptions = {}) {
    this.#graceMs = graceMs;
    this.#now = now;
  }

  /** Adds a readiness check; it fails when it rejects or takes longer than `timeoutMs`. */
  addCheck(name: string, run: () => Promise<void>, timeoutMs = 2_000): void {
    this.#checks.push({ name, run, timeoutMs, failingSince: undefined });
  }

  started(): void {
    if (this.#state === 'starting') this.#state = 'running';
  }

  /** From now on not ready, whatever the checks say. */
  stopping(): void {
    this.#state = 'stopping';
  }

  async readiness(): Promise<Readiness> {
    // Probes that arrive together share one round, so that they cannot load a dependency that is slow already.
    this.#underway ??= Promise.all(this.#checks.map((check) => this.#run(check))).finally(() => {
      this.#underway = undefined;
    });
    const checks = await this.#underway;
    return {
      ready: this.#state === 'running' && checks.every((check) => this.#isBearable(check)),
      state: this.#state,
      checks,
    };
  }

  #isBearable({ ok, failingForMs = 0 }: CheckResult): boolean {
    return ok || failingForMs < this.#graceMs;
  }

  async #run(check: Check): Promise<CheckResult> {
    const { name } = check;
    const startedAt = this.#now();
    const durationMs = () => Math.round(this.#now() - startedAt);
    try {
      await inTime(check);
      check.failingSince = undefined;
      return { name, ok: true, durationMs: durationMs() };
    } catch (thrown) {
      // Counted from the first probe that saw it, however long before it was away.
      check.failingSince ??= startedAt;
      const error = thrown instanceof Error ? thrown.message : String(thrown);
      const failingForMs = Math.round(this.#now() - check.failingSince);
      return { name, ok: false, durationMs: durationMs(), error, failingForMs };
    }
  }
}

async function inTime({ run, timeoutMs }: Check): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([run(), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
