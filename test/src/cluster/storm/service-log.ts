import type { RoamingCpe } from './roaming-cpe.ts';

/** So long nobody may have had trouble before service counts as normal. */
const QUIET_MS = 1_000;

/** What the CPEs have seen of the service. */
export class ServiceLog {
  completed = 0;
  /** Sessions that did not come to their end. */
  broken = 0;
  readonly #cpes: readonly RoamingCpe[];
  /** When the last session that came to its end had begun. */
  readonly #begun = new Map<RoamingCpe, number>();
  /** What the last sessions broke of. */
  readonly #broke: string[] = [];
  #lastTroubleAt = 0;

  constructor(cpes: readonly RoamingCpe[]) {
    this.#cpes = cpes;
  }

  get turnedAway(): number {
    return this.#cpes.reduce((sum, cpe) => sum + cpe.turnedAway, 0);
  }

  ended(cpe: RoamingCpe, begunAt: number): void {
    this.completed++;
    this.#begun.set(cpe, begunAt);
  }

  broke(why: unknown): void {
    this.broken++;
    this.#broke.push(String(why).slice(0, 200));
    if (this.#broke.length > 5) this.#broke.shift();
    this.#lastTroubleAt = performance.now();
  }

  /** For the last second no session failed. */
  isQuietSince(since: number): boolean {
    return performance.now() - Math.max(since, this.#lastTroubleAt) >= QUIET_MS;
  }

  /** Why the wait for service was in vain: who it was that had none, and what they saw last. */
  explain(since: number): string {
    const unserved = this.unservedSince(since);
    const shown = unserved.slice(0, 5).map(({ deviceId, executed, turnedAway, lastStatus, cookie }) => {
      const last = executed.slice(-3).map(({ method }) => method);
      const session = cookie === undefined ? 'in no session' : 'in a session';
      return `${deviceId} ${session}, last HTTP ${lastStatus}, ${turnedAway} × 503, ${executed.length} RPCs: … ${last}`;
    });
    return [
      `${unserved.length} CPEs are not served; ${this.broken} sessions broke, lastly:`,
      ...this.#broke.slice(-5),
      ...shown,
    ].join('\n  ');
  }

  /** CPEs that have not begun and ended a session since then. */
  unservedSince(since: number): readonly RoamingCpe[] {
    return this.#cpes.filter((cpe) => (this.#begun.get(cpe) ?? 0) <= since);
  }
}
