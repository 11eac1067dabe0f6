import { callIn } from '../../boot-storm/call-in.ts';
import { type StormCall, waitMs } from '../../boot-storm/storm-fleet.ts';
import type { ThinCpe } from './thin-cpe.ts';

export interface FleetOrder {
  readonly cpes: readonly ThinCpe[];
  /** Of the gateways; each attempt of a CPE goes to the next one, as behind a load balancer. */
  readonly ports: readonly number[];
  /** Every CPE calls in once in this time, spread evenly, and so often until it is done. */
  readonly everyMs: number;
  /** Then no more sessions begin. */
  readonly limitMs: number;
  /** What a CPE calls in for: it is not asked before a session of it was served. */
  readonly isDone: (cpe: ThinCpe) => boolean;
}

/**
 * CPEs that call in periodically, and after 503 when Retry-After says, until they are done. Resolves with all calls, in
 * the order of their end, when all are done or the time is over.
 */
export function convergeFleet(order: FleetOrder): Promise<readonly StormCall[]> {
  return new FleetRun(order).run();
}

class FleetRun {
  readonly #order: FleetOrder;
  readonly #startMs = performance.now();
  readonly #calls: StormCall[] = [];
  readonly #waiting = new Set<NodeJS.Timeout>();
  readonly #over = Promise.withResolvers<readonly StormCall[]>();
  #calling = 0;
  #left: number;

  constructor(order: FleetOrder) {
    this.#order = order;
    this.#left = order.cpes.length;
  }

  run(): Promise<readonly StormCall[]> {
    const { cpes, everyMs, limitMs } = this.#order;
    for (const [cpe, thin] of cpes.entries()) this.#later((cpe * everyMs) / cpes.length, cpe, thin, 0, 0);
    const limit = setTimeout(() => {
      for (const timer of this.#waiting) clearTimeout(timer);
      this.#waiting.clear();
      this.#endIfIdle();
    }, limitMs);
    return this.#over.promise.finally(() => clearTimeout(limit));
  }

  /** `attempts` of its own so far; `failures` in a row. */
  #later(delayMs: number, cpe: number, thin: ThinCpe, attempts: number, failures: number): void {
    if (performance.now() + delayMs - this.#startMs > this.#order.limitMs) {
      this.#endIfIdle();
      return;
    }
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      this.#attempt(cpe, thin, attempts, failures).catch((error: unknown) => this.#over.reject(error));
    }, delayMs);
    this.#waiting.add(timer);
  }

  async #attempt(cpe: number, thin: ThinCpe, attempts: number, failures: number): Promise<void> {
    const { ports, everyMs, isDone } = this.#order;
    this.#calling++;
    const call = await callIn({
      port: ports[(cpe + attempts) % ports.length] ?? 0,
      inform: thin.inform(['2 PERIODIC'], failures),
      obey: (xml) => thin.obey(xml),
    });
    this.#calling--;
    const { beganMs, endedMs } = call;
    this.#calls.push({ ...call, cpe, beganMs: beganMs - this.#startMs, endedMs: endedMs - this.#startMs });
    if (call.outcome !== 'served') {
      this.#later(waitMs(call, failures + 1), cpe, thin, attempts + 1, failures + 1);
      return;
    }
    if (!isDone(thin)) {
      this.#later(everyMs, cpe, thin, attempts + 1, 0);
      return;
    }
    this.#left--;
    this.#endIfIdle();
  }

  #endIfIdle(): void {
    if (this.#left === 0 || (this.#calling === 0 && this.#waiting.size === 0)) this.#over.resolve(this.#calls);
  }
}
