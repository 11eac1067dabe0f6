import type { EventBus, EventRecord } from '#libs/domain';

const DEADLINE_MS = 10_000;

/** Collects all events of a bus, from the moment it is made. */
export class BusTap {
  readonly events: EventRecord[] = [];
  readonly #waiting = new Set<() => void>();
  readonly #ending = new AbortController();
  readonly #reading: Promise<void>;

  constructor(bus: EventBus) {
    const followed = bus.follow({ signal: this.#ending.signal });
    this.#reading = this.#read(followed);
  }

  /** Resolves with the first event that fits, which may have been seen before; rejects when none comes in ten seconds. */
  async seen(what: string, fits: (event: EventRecord) => boolean): Promise<EventRecord> {
    const deadline = AbortSignal.timeout(DEADLINE_MS);
    for (;;) {
      const event = this.events.find(fits);
      if (event !== undefined) return event;
      if (deadline.aborted) throw new Error(`Waited in vain: ${what}.`);
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
        deadline.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await this.#reading;
  }

  async #read(followed: ReturnType<EventBus['follow']>): Promise<void> {
    for await (const { event } of followed) {
      this.events.push(event);
      for (const wake of this.#waiting) wake();
      this.#waiting.clear();
    }
  }
}
