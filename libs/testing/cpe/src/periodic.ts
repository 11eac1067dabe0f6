import type { Clock } from './clock.ts';
import type { DeviceTree } from './tree/device-tree.ts';

/** When the periodic Informs are due (ManagementServer.PeriodicInform…). */
export class PeriodicInform {
  readonly #tree: DeviceTree;
  readonly #clock: Clock;
  #settings = '';
  #nextAt = Number.POSITIVE_INFINITY;

  constructor(tree: DeviceTree, clock: Clock) {
    this.#tree = tree;
    this.#clock = clock;
    this.adjust();
  }

  /** Milliseconds since 1970; Infinity when periodic Informs are off. */
  get nextAt(): number {
    return this.#nextAt;
  }

  /** Takes note of new settings. */
  adjust(): void {
    const read = (name: string): string =>
      this.#tree.value(`${this.#tree.model.root}ManagementServer.PeriodicInform${name}`) ?? '';
    const settings = [read('Enable'), read('Interval'), read('Time')].join();
    if (settings === this.#settings) return;
    const isFirst = this.#settings === '';
    this.#settings = settings;
    const isOn = /^(1|true)$/.test(read('Enable'));
    this.#nextAt = isOn
      ? this.#first(Number(read('Interval')) * 1_000, Date.parse(read('Time')), isFirst)
      : Number.POSITIVE_INFINITY;
  }

  /** True once for every period that has passed. */
  take(): boolean {
    const now = this.#clock.now();
    if (now < this.#nextAt) return false;
    const intervalMs = Number(this.#settings.split(',')[1]) * 1_000;
    this.#nextAt += intervalMs * (Math.floor((now - this.#nextAt) / intervalMs) + 1);
    return true;
  }

  /** The time is only a phase; unknown (year 1), the CPE chooses one of its own (TR-069 PeriodicInformTime). */
  #first(intervalMs: number, phase: number, isFirst: boolean): number {
    const now = this.#clock.now();
    if (Number.isNaN(phase) || phase < 0) return now + (isFirst ? intervalMs * (1 - this.#clock.random()) : intervalMs);
    const sincePhase = (((now - phase) % intervalMs) + intervalMs) % intervalMs;
    return now + intervalMs - sincePhase;
  }
}
