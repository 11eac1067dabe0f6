import { setTimeout as pause } from 'node:timers/promises';
import { type Call, MarkedCpe } from './marked-cpe.ts';

/** After an answer, and after a call that broke. */
const NEXT_CALL_MS = 200;

/**
 * CPEs that call one gateway after the other without end. Who is turned away waits as the ACS said; who gets no answer
 * calls again with another Inform, so that it is known of each whether it was answered.
 */
export class MarkedFleet {
  readonly calls: Call[] = [];
  readonly #ports: readonly number[];
  readonly #cpes: readonly MarkedCpe[];
  /** When each device's last answered call had begun. */
  readonly #served = new Map<string, number>();
  readonly #over = new AbortController();
  #running: Promise<unknown> = Promise.resolve();

  constructor(ports: readonly number[], count: number) {
    this.#ports = ports;
    this.#cpes = Array.from({ length: count }, (_, n) => new MarkedCpe(`FLEET${n}`));
  }

  start(): void {
    this.#running = Promise.all(this.#cpes.map((cpe, at) => this.#callAgainAndAgain(cpe, at)));
  }

  /** Resolves when no call is under way. */
  async stop(): Promise<void> {
    this.#over.abort();
    await this.#running;
  }

  /** Whether every CPE has begun a call since then that was answered with success. */
  servedSince(sinceMs: number): boolean {
    return this.#cpes.every(({ deviceId }) => (this.#served.get(deviceId) ?? 0) > sinceMs);
  }

  async #callAgainAndAgain(cpe: MarkedCpe, at: number): Promise<void> {
    for (let turn = at; !this.#over.signal.aborted; turn++) {
      const call = await cpe.call(this.#ports[turn % this.#ports.length] ?? 0);
      this.calls.push(call);
      if (call.status === 200) this.#served.set(call.deviceId, call.beganAtMs);
      const waitMs = (call.retryAfterS ?? 0) * 1_000 || NEXT_CALL_MS;
      await pause(waitMs, undefined, { signal: this.#over.signal }).catch(() => undefined);
    }
  }
}
