import { type Clock, timestamp } from '#libs/domain';
import type { EventLog } from './event-log.ts';

const CHUNK = 500;
const LOOK_EVERY_MS = 60_000;
/** Between the chunks of one clean-up: 10,000 events a second leave, and no write waits for long. */
const PAUSE_MS = 50;

/** Deletes events that are older than the window and that every group is done with. */
export class EventRetention {
  readonly #log: EventLog;
  readonly #doneByAll: () => number;
  readonly #clock: Clock;
  readonly #retentionMs: number;
  #cancel: () => void;
  #stopped = false;

  /** `doneByAll`: the position up to which every group is done. */
  constructor(log: EventLog, doneByAll: () => number, clock: Clock, retentionMs: number) {
    this.#log = log;
    this.#doneByAll = doneByAll;
    this.#clock = clock;
    this.#retentionMs = retentionMs;
    this.#cancel = clock.after(LOOK_EVERY_MS, () => this.#run());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #run(): void {
    const before = timestamp(this.#clock.now() - this.#retentionMs);
    // What can't be deleted now (a full disk) is tried again at the next look.
    this.#log.prune(this.#doneByAll(), before, CHUNK).then(
      (deleted) => this.#again(deleted === CHUNK ? PAUSE_MS : LOOK_EVERY_MS),
      () => this.#again(LOOK_EVERY_MS),
    );
  }

  #again(delayMs: number): void {
    if (!this.#stopped) this.#cancel = this.#clock.after(delayMs, () => this.#run());
  }
}
