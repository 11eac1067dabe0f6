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

  broke(): void {
    this.broken++;
    this.#lastTroubleAt = performance.now();
  }

  /** For the last second no session failed. */
  isQuietSince(since: number): boolean {
    return performance.now() - Math.max(since, this.#lastTroubleAt) >= QUIET_MS;
  }

  /** CPEs that have not begun and ended a session since then. */
  unservedSince(since: number): readonly RoamingCpe[] {
    return this.#cpes.filter((cpe) => (this.#begun.get(cpe) ?? 0) <= since);
  }
}
