/** Time as a port: services never ask the system, so that tests can turn the clock. */
export abstract class Clock {
  /** Milliseconds since the epoch. */
  abstract now(): number;
  /** Calls once after `delayMs`; returns what cancels it. Does not keep the process alive. */
  abstract after(delayMs: number, callback: () => void): () => void;
}

/** RFC 3339 in UTC with milliseconds. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString();
}
