import { EventQueue } from './event-queue.ts';
import { START_MS } from './simulated-rollout.ts';
import type { VirtualDevice } from './virtual-fleet.ts';

/** What happens by itself when its time has come. */
export type Due =
  | { readonly kind: 'tick' }
  | { readonly kind: 'online'; readonly device: VirtualDevice }
  | { readonly kind: 'callsIn'; readonly device: VirtualDevice; readonly booted?: boolean }
  | { readonly kind: 'fetches'; readonly device: VirtualDevice; readonly commandKey: string }
  | {
      readonly kind: 'comesBack';
      readonly device: VirtualDevice;
      readonly faultCode: number;
      readonly commandKey: string;
    }
  | { readonly kind: 'leaves'; readonly device: VirtualDevice }
  | { readonly kind: 'dies'; readonly device: VirtualDevice }
  | { readonly kind: 'deadline'; readonly device: VirtualDevice };

/** Virtual time: it jumps to what is due next. */
export class Timeline {
  readonly #queue = new EventQueue<Due>();
  #nowMs = START_MS;
  #changedMs = START_MS;

  get nowMs(): number {
    return this.#nowMs;
  }

  /** When the rollout got on the last time. */
  get changedMs(): number {
    return this.#changedMs;
  }

  get isEmpty(): boolean {
    return this.#queue.size === 0;
  }

  at(ms: number, due: Due): void {
    this.#queue.push(ms, due);
  }

  /** Undefined: nothing will happen any more. */
  next(): Due | undefined {
    const due = this.#queue.pop();
    if (due !== undefined) this.#nowMs = due.at;
    return due?.value;
  }

  changed(): void {
    this.#changedMs = this.#nowMs;
  }
}
