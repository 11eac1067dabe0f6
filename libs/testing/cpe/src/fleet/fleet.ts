import type { Cpe } from '../cpe.ts';
import type { TlsSettings } from '../http/http-connection.ts';
import { runTransfers } from '../http/run-transfers.ts';
import { runSession } from '../session/run-session.ts';
import type { Exchange, SessionLog } from '../session/session-log.ts';
import type { SessionOptions } from '../session/session-options.ts';
import { FleetStats } from './fleet-stats.ts';

/** `setTimeout` takes no longer delay. */
const LONGEST_DELAY_MS = 2 ** 31 - 1;

export interface FleetOptions {
  readonly session?: SessionOptions;
  /** The TLS settings of each device, beside those of `session`. */
  readonly tlsOf?: (cpe: Cpe) => TlsSettings;
  /** How many sessions run at once (default 100). */
  readonly concurrency?: number;
  /** The first sessions are spread over that time, in milliseconds (default 0). */
  readonly rampUpMs?: number;
  /** Every device stops after its first completed session. */
  readonly once?: boolean;
  readonly onStart?: (cpe: Cpe) => void;
  readonly onExchange?: (cpe: Cpe, exchange: Exchange) => void;
  readonly onEnd?: (cpe: Cpe, log: SessionLog) => void;
}

/** Many devices in one process, in real time: each calls in when the standard says it should. */
export class Fleet {
  readonly cpes: readonly Cpe[];
  readonly stats = new FleetStats();
  readonly #options: FleetOptions;
  readonly #timers = new Map<Cpe, NodeJS.Timeout>();
  readonly #ready = new Set<Cpe>();
  readonly #running = new Map<Cpe, Promise<void>>();
  readonly #done = new Set<Cpe>();
  #isStopped = false;
  #finish: () => void = () => undefined;

  /** Resolves when every device is done (with `once`) or the fleet was stopped; rejects on an error in the simulator. */
  readonly finished: Promise<void>;
  #fail: (error: unknown) => void = () => undefined;

  constructor(cpes: readonly Cpe[], options: FleetOptions = {}) {
    this.cpes = cpes;
    this.#options = options;
    this.finished = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#fail = reject;
    });
  }

  /** Sessions that are open now. */
  get open(): number {
    return this.#running.size;
  }

  start(): void {
    const stepMs = (this.#options.rampUpMs ?? 0) / Math.max(1, this.cpes.length);
    for (const [index, cpe] of this.cpes.entries()) this.#wait(cpe, index * stepMs);
  }

  /** Something happened to a device from outside (a connection request, a changed value): looks at it again. */
  nudge(cpe: Cpe): void {
    if (!this.#running.has(cpe) && !this.#isStopped) this.#wait(cpe, 0);
  }

  /** Begins no more sessions and resolves when the open ones are over. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#ready.clear();
    await Promise.all(this.#running.values());
    this.#finish();
  }

  #wait(cpe: Cpe, delayMs: number): void {
    clearTimeout(this.#timers.get(cpe));
    const timer = setTimeout(() => this.#wakeUp(cpe), Math.min(Math.max(0, delayMs), LONGEST_DELAY_MS));
    this.#timers.set(cpe, timer);
  }

  #wakeUp(cpe: Cpe): void {
    this.#timers.delete(cpe);
    this.#ready.add(cpe);
    this.#pump();
  }

  #pump(): void {
    const limit = this.#options.concurrency ?? 100;
    for (const cpe of this.#ready) {
      if (this.#running.size >= limit || this.#isStopped) return;
      this.#ready.delete(cpe);
      this.#running.set(
        cpe,
        this.#turn(cpe).catch((error: unknown) => this.#fail(error)),
      );
    }
  }

  async #turn(cpe: Cpe): Promise<void> {
    if (cpe.options.transfers === 'fetch') await runTransfers(cpe);
    cpe.advance();
    if (cpe.wantsSession()) await this.#session(cpe);
    this.#running.delete(cpe);
    if (this.#isStopped) return;
    if (!this.#done.has(cpe)) this.#wait(cpe, cpe.nextDueAt() - Date.now());
    if (this.#done.size === this.cpes.length) this.#finish();
    this.#pump();
  }

  async #session(cpe: Cpe): Promise<void> {
    const { session, tlsOf, onStart, onExchange, onEnd, once } = this.#options;
    onStart?.(cpe);
    const log = await runSession(cpe, {
      ...session,
      ...(tlsOf ? { tls: { ...session?.tls, ...tlsOf(cpe) } } : {}),
      ...(onExchange ? { onExchange: (exchange: Exchange) => onExchange(cpe, exchange) } : {}),
    });
    this.stats.add(log);
    onEnd?.(cpe, log);
    if (once && log.outcome === 'completed') this.#done.add(cpe);
  }
}
