export interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly durationMs: number;
  readonly error?: string;
}

export interface Readiness {
  readonly ready: boolean;
  readonly state: 'starting' | 'running' | 'stopping';
  readonly checks: readonly CheckResult[];
}

interface Check {
  readonly name: string;
  readonly run: () => Promise<void>;
  readonly timeoutMs: number;
}

/** Whether this process should get traffic: it has started, is not stopping, and every named check passes. */
export class Health {
  #state: Readiness['state'] = 'starting';
  readonly #checks: Check[] = [];
  #underway: Promise<readonly CheckResult[]> | undefined;

  /** Adds a readiness check; it fails when it rejects or takes longer than `timeoutMs`. */
  addCheck(name: string, run: () => Promise<void>, timeoutMs = 2_000): void {
    this.#checks.push({ name, run, timeoutMs });
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
    this.#underway ??= Promise.all(this.#checks.map(runCheck)).finally(() => {
      this.#underway = undefined;
    });
    const checks = await this.#underway;
    return { ready: this.#state === 'running' && checks.every((check) => check.ok), state: this.#state, checks };
  }
}

async function runCheck({ name, run, timeoutMs }: Check): Promise<CheckResult> {
  const startedAt = performance.now();
  const durationMs = () => Math.round(performance.now() - startedAt);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([run(), tooLate]);
    return { name, ok: true, durationMs: durationMs() };
  } catch (error) {
    return { name, ok: false, durationMs: durationMs(), error: error instanceof Error ? error.message : String(error) };
  } finally {
    clearTimeout(timer);
  }
}
