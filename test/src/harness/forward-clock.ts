import { Clock } from '#libs/domain';

interface Timer {
  readonly at: number;
  readonly callback: () => void;
  handle?: NodeJS.Timeout;
}

/** The real time, until it is put forward: what falls due on the way is called at once, in its order. */
export class ForwardClock extends Clock {
  private ahead = 0;
  private stoodAt: number | undefined;
  private readonly timers = new Set<Timer>();

  override now(): number {
    return this.stoodAt ?? Date.now() + this.ahead;
  }

  /** From now on no time passes, however slow the machine is; timers still come, as late as they would have. */
  stand(): void {
    this.stoodAt = this.now();
  }

  override after(delayMs: number, callback: () => void): () => void {
    const timer: Timer = { at: this.now() + delayMs, callback };
    this.timers.add(timer);
    this.arm(timer);
    return () => this.disarm(timer);
  }

  putForward(ms: number): void {
    this.ahead += ms;
    const due = [...this.timers].filter(({ at }) => at <= this.now()).sort((a, b) => a.at - b.at);
    for (const timer of due) this.fire(timer);
    for (const timer of this.timers) {
      clearTimeout(timer.handle);
      this.arm(timer);
    }
  }

  private arm(timer: Timer): void {
    timer.handle = setTimeout(() => this.fire(timer), Math.max(0, timer.at - this.now())).unref();
  }

  private fire(timer: Timer): void {
    // Cancelled by one that was called before it.
    if (!this.timers.has(timer)) return;
    this.disarm(timer);
    timer.callback();
  }

  private disarm(timer: Timer): void {
    this.timers.delete(timer);
    clearTimeout(timer.handle);
  }
}
