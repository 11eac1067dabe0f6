import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';

/** One command as a client sent it: its name in lower case, then its arguments. */
export type RedisCommand = readonly [name: string, ...args: string[]];

/**
 * Listens in on one database of a Redis (MONITOR). Each command of a client is one round trip unless it was sent in a
 * pipeline; what a script does inside Redis is none and left out.
 */
export class RedisCommands {
  readonly #redis: Redis;
  readonly #monitor: Redis;
  readonly #marker = new EventTarget();
  #seen: RedisCommand[] = [];

  private constructor(redis: Redis, monitor: Redis) {
    this.#redis = redis;
    this.#monitor = monitor;
    const database = String(redis.options.db ?? 0);
    monitor.on('monitor', (_time: string, [name = '', ...args]: string[], source: string, at: string) => {
      if (at !== database || source === 'lua') return;
      if (name === 'echo') this.#marker.dispatchEvent(new Event(args[0] ?? ''));
      else this.#seen.push([name.toLowerCase(), ...args]);
    });
  }

  /** `redis://host:port/database`; a database of its own tells these clients from others of the same Redis. */
  static async watch(url: string): Promise<RedisCommands> {
    const redis = new Redis(url);
    return new RedisCommands(redis, await redis.monitor());
  }

  /** All that came since this was asked last, or since the beginning. */
  async take(): Promise<readonly RedisCommand[]> {
    const marker = randomUUID();
    const heard = new Promise((resolve) => {
      this.#marker.addEventListener(marker, resolve, { once: true });
    });
    await this.#redis.echo(marker);
    await heard;
    return this.#seen.splice(0);
  }

  close(): void {
    this.#monitor.disconnect();
    this.#redis.disconnect();
  }
}
