/** Where a CPE gets time and chance from, so that tests can choose both. */
export interface Clock {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A number in [0, 1). */
  readonly random: () => number;
}

export const systemClock: Clock = { now: Date.now, random: Math.random };

/** A clock that stands still until it is moved. */
export class FakeClock implements Clock {
  #now: number;
  readonly #random: () => number;

  constructor(now = Date.UTC(2026, 0, 1), random: () => number = () => 0.5) {
    this.#now = now;
    this.#random = random;
  }

  readonly now = (): number => this.#now;
  readonly random = (): number => this.#random();

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}

/** A dateTime as CWMP writes it, in UTC without fractions. */
export const dateTime = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

/** "Unknown" (TR-106 §3.2). */
export const UNKNOWN_TIME = '0001-01-01T00:00:00Z';
