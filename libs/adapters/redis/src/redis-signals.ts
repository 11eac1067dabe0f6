import { Signals } from '#libs/domain';
import type { RedisConnection } from './connection/redis-connection.ts';
import type { Subscriber } from './connection/subscriber.ts';
import type { KeySpace } from './key-space.ts';

/** Over Redis pub/sub. A message is lost while Redis is not to be reached; neither side is told. */
export class RedisSignals extends Signals {
  readonly #redis: RedisConnection;
  readonly #subscriber: Subscriber;
  readonly #keys: KeySpace;

  constructor(redis: RedisConnection, subscriber: Subscriber, keys: KeySpace) {
    super();
    this.#redis = redis;
    this.#subscriber = subscriber;
    this.#keys = keys;
  }

  async send(topic: string, message: string): Promise<void> {
    // Best effort: who sends has nothing better to do about it than to go on.
    await this.#redis.call(() => this.#subscriber.publish(this.#keys.channel(topic), message)).catch(() => undefined);
  }

  listen(topic: string, listener: (message: string) => void): Promise<() => Promise<void>> {
    return this.#subscriber.listen(this.#keys.channel(topic), listener);
  }
}
