import { BusUnavailable, type Clock } from '#libs/domain';
import { pause } from './pause.ts';

const FIRST_PAUSE_MS = 50;
const MAX_PAUSE_MS = 1_000;

/** How a connection is made and ended. */
export interface Connector<T> {
  connect(): Promise<T>;
  close(connection: T): Promise<void>;
}

/** A connection shared by questions: made when it is needed, and made anew after an error. */
export class Reconnecting<T> {
  readonly #connector: Connector<T>;
  readonly #clock: Clock;
  readonly #closed = new AbortController();
  #connection: Promise<T> | undefined;

  constructor(connector: Connector<T>, clock: Clock) {
    this.#connector = connector;
    this.#clock = clock;
  }

  /** Asks once; an error is the answer. */
  async ask<R>(question: (connection: T) => Promise<R>): Promise<R> {
    if (this.#closed.signal.aborted) throw new BusUnavailable('The bus is closed.');
    this.#connection ??= this.#connector.connect();
    const asked = this.#connection;
    try {
      return await question(await asked);
    } catch (error) {
      if (this.#connection === asked) await this.#drop();
      throw error;
    }
  }

  /** Asks until there is an answer; rejects with BusUnavailable when there was none for `withinMs`. */
  async askUntilAnswered<R>(question: (connection: T) => Promise<R>, withinMs: number): Promise<R> {
    const deadline = this.#clock.now() + withinMs;
    for (let waitMs = FIRST_PAUSE_MS; ; waitMs = Math.min(MAX_PAUSE_MS, waitMs * 2)) {
      try {
        return await this.ask(question);
      } catch (error) {
        if (this.#closed.signal.aborted || this.#clock.now() > deadline) {
          throw new BusUnavailable(`Kafka does not answer: ${String(error)}`, { cause: error });
        }
      }
      await pause(this.#clock, waitMs, this.#closed.signal);
    }
  }

  async close(): Promise<void> {
    this.#closed.abort();
    await this.#drop();
  }

  async #drop(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    // It is given up because it failed: what it says at the end is no news.
    await connection?.then((connected) => this.#connector.close(connected)).catch(() => undefined);
  }
}
