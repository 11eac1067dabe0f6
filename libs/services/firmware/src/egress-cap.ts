import type { Clock } from '#libs/domain';

/**
 * What all downloads of this process may take together. Each has its turn for what it has just sent: they go on in that order, and so
 * get about the same, however many there are.
 */
export class EgressCap {
  private freeAtMs = 0;

  constructor(
    private readonly clock: Clock,
    private readonly options: {
      /** Bytes per second; 0 is no limit. */
      readonly rate: number;
      /** With more to wait than that nobody else is let in: a connection over which nothing goes would be closed. */
      readonly longestWaitMs: number;
    },
  ) {}

  get isOn(): boolean {
    return this.options.rate > 0;
  }

  /** Nobody new is to be let in. */
  get isFull(): boolean {
    return this.isOn && this.freeAtMs - this.clock.now() > this.options.longestWaitMs;
  }

  /** How long whoever has sent so much is to wait, in milliseconds. */
  sent(bytes: number): number {
    if (!this.isOn) return 0;
    const nowMs = this.clock.now();
    // A clock that was set back must not keep everybody waiting.
    const backlogMs = Math.min(Math.max(0, this.freeAtMs - nowMs), 2 * this.options.longestWaitMs);
    this.freeAtMs = nowMs + backlogMs + (bytes / this.options.rate) * 1_000;
    return this.freeAtMs - nowMs;
  }
}
