import type { AnyNewEvent, DeviceId, EventBus } from '#libs/domain';
import type { Acknowledged } from './delivery-check.ts';

const ROUND_MS = 25;

/**
 * Publishes the events of many devices at a steady rate: each device its own one after the other, as a CPE does, and
 * again what was refused. Keeps account of what was acknowledged, and when.
 */
export class SteadyPublisher {
  readonly acknowledged: Acknowledged[] = [];
  refused = 0;
  /** When the last event of each device was acknowledged, and its longest wait since `mark`. */
  readonly #lastAck = new Map<string, number>();
  readonly #silence = new Map<string, number>();
  readonly #bus: EventBus;
  readonly #events: (deviceId: DeviceId, sequence: number) => AnyNewEvent;
  #stopped = false;

  constructor(bus: EventBus, events: (deviceId: DeviceId, sequence: number) => AnyNewEvent) {
    this.#bus = bus;
    this.#events = events;
  }

  /** Publishes until `stop`; every device has about forty a second when all goes well. */
  async run(deviceIds: readonly DeviceId[]): Promise<void> {
    await Promise.all(deviceIds.map((deviceId) => this.#publishFor(deviceId)));
  }

  stop(): void {
    this.#stopped = true;
  }

  /** Starts measuring anew. */
  mark(): void {
    this.#silence.clear();
  }

  /** The longest time that a device waited between two acknowledgements since `mark`, in ms, by device. */
  silences(): ReadonlyMap<string, number> {
    return this.#silence;
  }

  async #publishFor(deviceId: DeviceId): Promise<void> {
    for (let sequence = 1; !this.#stopped; sequence++) {
      const startedAt = performance.now();
      await this.#publishUntilAcknowledged(deviceId, sequence);
      const restMs = ROUND_MS - (performance.now() - startedAt);
      if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
    }
  }

  async #publishUntilAcknowledged(deviceId: DeviceId, sequence: number): Promise<void> {
    const event = this.#events(deviceId, sequence);
    const since = this.#lastAck.get(deviceId) ?? performance.now();
    for (;;) {
      try {
        const position = await this.#bus.publish([event]);
        this.acknowledged.push({ id: event.id, deviceId, sequence, position });
        const now = performance.now();
        this.#lastAck.set(deviceId, now);
        this.#silence.set(deviceId, Math.max(this.#silence.get(deviceId) ?? 0, now - since));
        return;
      } catch (error) {
        if ((error as { retriable?: boolean }).retriable !== true) throw error;
        this.refused++;
      }
    }
  }
}
