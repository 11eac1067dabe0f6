import { Clock } from '#libs/domain';

class RealClock extends Clock {
  now(): number {
    return Date.now();
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  }
}

export const realClock: Clock = new RealClock();
