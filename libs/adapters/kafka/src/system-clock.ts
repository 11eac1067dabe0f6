import { Clock } from '#libs/domain';

/** The machine's clock, for what runs without a platform. */
export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = setTimeout(callback, delayMs).unref();
    return () => clearTimeout(timer);
  }
}
