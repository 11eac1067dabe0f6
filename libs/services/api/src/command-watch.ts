import { type Clock, type Command, type CommandStore, type EventBus, type EventRecord, isOpen } from '#libs/domain';
import type { Logger } from '#libs/platform';

const restartMs = 1_000;
const lingerMs = 10_000;
/** An event is published before the command is saved: after it, the store is looked at again this soon. */
const saveDelayMs = 25;

/** A place among those who wait; must be left. */
export interface Seat {
  /**
   * The command as soon as it is final; as it is when `waitMs` is over, `signal` aborts, or this closes. Undefined when
   * there is no such command.
   */
  watch(commandId: string, waitMs: number, signal: AbortSignal): Promise<Command | undefined>;
  leave(): void;
}

/**
 * Lets requests wait for commands. All of them share one follower of the bus, which runs only while somebody waits; the
 * bus tells when to look, the store tells what is so.
 */
export class CommandWatch {
  readonly #bus: EventBus;
  readonly #commands: CommandStore;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #maxSeats: number;
  readonly #wakers = new Map<string, Set<(isFinal: boolean) => void>>();
  #seats = 0;
  #following: AbortController | undefined;
  #cancelLinger: () => void = () => {};
  #closed = false;

  constructor(bus: EventBus, commands: CommandStore, clock: Clock, logger: Logger, maxSeats: number) {
    this.#bus = bus;
    this.#commands = commands;
    this.#clock = clock;
    this.#logger = logger;
    this.#maxSeats = maxSeats;
  }

  /** Undefined when as many wait already as may. What happens from now on is not missed. */
  sit(): Seat | undefined {
    if (this.#closed || this.#seats >= this.#maxSeats) return undefined;
    this.#seats++;
    this.#cancelLinger();
    this.#follow();
    let left = false;
    return {
      watch: (commandId, waitMs, signal) => this.#watch(commandId, waitMs, signal),
      leave: () => {
        if (!left) this.#left();
        left = true;
      },
    };
  }

  /** Everybody who waits is answered now. */
  close(): void {
    this.#closed = true;
    this.#cancelLinger();
    this.#following?.abort();
    this.#wakeAll();
  }

  #left(): void {
    this.#seats--;
    if (this.#seats > 0 || this.#closed) return;
    // Who waits for one command often waits for the next one: following is not begun anew each time.
    this.#cancelLinger = this.#clock.after(lingerMs, () => this.#following?.abort());
  }

  async #watch(commandId: string, waitMs: number, signal: AbortSignal): Promise<Command | undefined> {
    const deadlineMs = this.#clock.now() + waitMs;
    let isFinal = false;
    for (;;) {
      // Before the look, so that what happens between the look and the wait is not missed.
      const leftMs = deadlineMs - this.#clock.now();
      const news = this.#news(commandId, isFinal ? Math.min(saveDelayMs, leftMs) : leftMs, signal);
      try {
        const command = await this.#commands.get(commandId);
        const timeIsOver = this.#closed || signal.aborted || this.#clock.now() >= deadlineMs;
        if (command === undefined || !isOpen(command) || timeIsOver) return command;
        isFinal = (await news.came) || isFinal;
      } finally {
        news.drop();
      }
    }
  }

  #news(commandId: string, waitMs: number, signal: AbortSignal): { readonly came: Promise<boolean>; drop(): void } {
    const { promise: came, resolve } = Promise.withResolvers<boolean>();
    const wake = (said: boolean) => resolve(said);
    const giveUp = () => resolve(false);
    const wakers = this.#wakers.get(commandId) ?? new Set();
    this.#wakers.set(commandId, wakers.add(wake));
    const cancelTimer = this.#clock.after(Math.max(0, waitMs), giveUp);
    signal.addEventListener('abort', giveUp);
    return {
      came,
      drop: () => {
        cancelTimer();
        signal.removeEventListener('abort', giveUp);
        wakers.delete(wake);
        if (wakers.size === 0 && this.#wakers.get(commandId) === wakers) this.#wakers.delete(commandId);
      },
    };
  }

  #follow(): void {
    if (this.#following !== undefined || this.#closed) return;
    const controller = new AbortController();
    this.#following = controller;
    void this.#read(controller);
  }

  async #read(controller: AbortController): Promise<void> {
    try {
      for await (const { event } of this.#bus.follow({ signal: controller.signal })) this.#heard(event);
    } catch (err) {
      this.#logger.warn({ err }, 'following commands was interrupted');
    }
    this.#following = undefined;
    if (this.#seats === 0 || this.#closed) return;
    const resume = () => {
      this.#follow();
      // What happened meanwhile was not heard: look once.
      this.#wakeAll();
    };
    if (controller.signal.aborted) resume();
    else this.#clock.after(restartMs, resume);
  }

  #heard(event: EventRecord): void {
    switch (event.type) {
      case 'command.completed':
      case 'command.failed':
      case 'command.expired':
      case 'command.cancelled':
        for (const wake of this.#wakers.get(event.data.commandId) ?? []) wake(true);
    }
  }

  #wakeAll(): void {
    for (const wakers of this.#wakers.values()) for (const wake of wakers) wake(false);
  }
}
