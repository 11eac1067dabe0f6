import type { Clock } from '#libs/domain';
import type { KafkaBusStats } from '../bus-stats.ts';
import { DeviceLanes, type Lane } from './device-lanes.ts';
import { isRetriable, MAX_TRIES, retryDelayMs } from './retry-policy.ts';
import type { Task, Work } from './task.ts';

export interface GroupWorkOptions {
  readonly clock: Clock;
  readonly stats: KafkaBusStats;
  readonly concurrency: number;
  readonly handle: (work: Work) => Promise<void>;
  /** What has to be durable before a task that was given up counts as done. */
  readonly giveUp: (task: Task, error: unknown) => Promise<void>;
  readonly onDone: (task: Task) => void;
}

/**
 * Handles tasks: those of a device one after the other, so many devices at once. A failure makes its device wait, not
 * the others; one that is not retriable is given up after three tries.
 */
export class GroupWork {
  readonly #options: GroupWorkOptions;
  readonly #lanes = new DeviceLanes();
  readonly #pauses = new Set<() => void>();
  readonly #idle = new Set<() => void>();
  #running = 0;
  #held = false;
  #stopped = false;

  constructor(options: GroupWorkOptions) {
    this.#options = options;
  }

  add(task: Task): void {
    this.#lanes.add(task);
  }

  /** Starts what may be started. */
  run(): void {
    while (!this.#held && !this.#stopped && this.#running < this.#options.concurrency) {
      const lane = this.#lanes.take();
      if (lane === undefined) return;
      this.#running++;
      this.#handle(lane.head).then(
        () => this.#done(lane),
        (error: unknown) => this.#failed(lane, error),
      );
    }
  }

  /** Starts nothing new until `release`: it is not known what is ours. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.run();
  }

  /** Starts nothing any more; resolves when nothing is running. */
  stop(): Promise<void> {
    this.#stopped = true;
    for (const cancel of this.#pauses) cancel();
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idle.add(resolve));
  }

  #handle({ work }: Task): Promise<void> {
    try {
      return work === undefined ? Promise.resolve() : this.#options.handle(work);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #done(lane: Lane): void {
    this.#options.stats.handled++;
    this.#finish(lane);
  }

  #failed(lane: Lane, error: unknown): void {
    const task = lane.head;
    this.#options.stats.failures++;
    task.failures++;
    task.firstFailedAt ??= this.#options.clock.now();
    const retriable = isRetriable(error);
    if (!retriable) task.hardFailures++;
    // What is not ours any more is dropped at its next turn.
    if (retriable || task.hardFailures < MAX_TRIES || task.progress.revoked) this.#tryLater(lane);
    else this.#giveUp(lane, error);
  }

  /** When the dead letter can't be stored, the task is handled again: nothing is passed over silently. */
  #giveUp(lane: Lane, error: unknown): void {
    this.#options.giveUp(lane.head, error).then(
      () => this.#finish(lane),
      () => this.#tryLater(lane),
    );
  }

  /** The pause keeps the device waiting, not the slot. */
  #tryLater(lane: Lane): void {
    const { clock } = this.#options;
    const cancel = clock.after(retryDelayMs(Math.max(1, lane.head.failures), Math.random()), () => {
      this.#pauses.delete(cancel);
      this.#lanes.again(lane);
      this.run();
    });
    this.#pauses.add(cancel);
    this.#freeSlot();
    if (this.#stopped) cancel();
  }

  #finish(lane: Lane): void {
    const task = lane.head;
    this.#lanes.advance(lane);
    this.#options.onDone(task);
    this.#freeSlot();
  }

  #freeSlot(): void {
    this.#running--;
    if (this.#running === 0 && this.#stopped) {
      for (const wake of this.#idle) wake();
      this.#idle.clear();
    }
    this.run();
  }
}
