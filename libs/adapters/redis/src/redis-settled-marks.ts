import { type Clock, type DeviceId, type SettledMark, SettledMarks } from '#libs/domain';
import type { RedisConnection } from './connection/redis-connection.ts';
import type { KeySpace } from './key-space.ts';
import { RAISE_EPOCH, READ_EPOCH } from './lua/epoch.ts';

/** An epoch this old is read again, while the one that is known still serves. */
const REFRESH_AFTER_MS = 500;
const OLDEST_MS = 1_000;

/**
 * The epoch is asked for at every Inform, so a process keeps it for a second at most: for so long a device may pass as
 * settled under an epoch that another process has raised. Normally the raise is told by pub/sub, in milliseconds. The
 * epoch never goes back, whatever Redis loses: each process knows the highest it has seen.
 */
export class RedisSettledMarks extends SettledMarks {
  readonly #redis: RedisConnection;
  readonly #keys: KeySpace;
  readonly #clock: Clock;
  #known = 0;
  #readAtMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<number> | undefined;

  constructor(redis: RedisConnection, keys: KeySpace, clock: Clock) {
    super();
    this.#redis = redis;
    this.#keys = keys;
    this.#clock = clock;
  }

  async mark(deviceId: DeviceId, mark: SettledMark, lapsesAtMs?: number): Promise<void> {
    const { marks } = this.#keys.ofDevice(deviceId);
    const text = lapsesAtMs === undefined ? markText(mark) : `${markText(mark)} ${Math.floor(lapsesAtMs / 1_000)}`;
    await this.#redis.call((commands) => commands.hset(marks, deviceId, text));
  }

  async clear(deviceId: DeviceId): Promise<void> {
    const { marks } = this.#keys.ofDevice(deviceId);
    await this.#redis.call((commands) => commands.hdel(marks, deviceId));
  }

  async epoch(): Promise<number> {
    const ageMs = this.#clock.now() - this.#readAtMs;
    // A negative age: the clock was set back, and nobody knows how old it is.
    if (ageMs >= 0 && ageMs < REFRESH_AFTER_MS) return this.#known;
    const reading = this.#read();
    if (ageMs < 0 || ageMs >= OLDEST_MS) return reading;
    reading.catch(() => undefined);
    return this.#known;
  }

  async raiseEpoch(generation: number): Promise<number> {
    const { epoch, epochChannel } = this.#keys;
    const reply = await this.#redis.run(RAISE_EPOCH, [epoch], [this.#known, generation, epochChannel]);
    const raised = Number(reply);
    this.learn(raised);
    return raised;
  }

  /** Another process has raised the epoch. */
  learn(epoch: number): void {
    if (epoch > this.#known) this.#known = epoch;
  }

  /** One at a time, whoever asks. */
  #read(): Promise<number> {
    this.#reading ??= this.#readOnce().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readOnce(): Promise<number> {
    const askedAtMs = this.#clock.now();
    this.learn(Number(await this.#redis.run(READ_EPOCH, [this.#keys.epoch], [this.#known])));
    this.#readAtMs = askedAtMs;
    return this.#known;
  }
}

/** In the store a time in seconds may follow, from which on it does not count. */
export function markText({ epoch, fingerprint }: SettledMark): string {
  return `${epoch} ${fingerprint}`;
}
