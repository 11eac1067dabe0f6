import { Cluster, type Redis } from 'ioredis';
import type { Clock } from '#libs/domain';
import { type RedisClient, retryDelay } from './connect.ts';
import type { RedisLogger } from './redis-logger.ts';

type Listener = (message: string) => void;

const PING_EVERY_MS = 5_000;

/**
 * The connection for pub/sub. In a Cluster it is to any node, since each hears all; when it breaks, or its node does not
 * answer any more, the next one is made, to another node if there is one, and listens to the same channels.
 */
export class Subscriber {
  readonly #client: RedisClient;
  readonly #clock: Clock;
  readonly #logger: RedisLogger;
  readonly #listeners = new Map<string, Set<Listener>>();
  #node: Redis | undefined;
  #connection: Redis | undefined;
  #cancelTimer: () => void = () => undefined;
  #attempts = 0;
  #closed = false;

  constructor(client: RedisClient, clock: Clock, logger: RedisLogger) {
    this.#client = client;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** Never rejects: what can't be subscribed now is when Redis is there. */
  async connect(): Promise<void> {
    this.#node = anyNode(this.#client);
    const connection = this.#node?.duplicate({
      lazyConnect: true,
      enableOfflineQueue: false,
      retryStrategy: () => null,
    });
    this.#connection = connection;
    if (connection === undefined) return this.#connectLater();
    connection.on('error', () => undefined);
    connection.on('message', (channel: string, message: string) => this.#deliver(channel, message));
    try {
      await connection.connect();
      const channels = [...this.#listeners.keys()];
      if (channels.length > 0) await connection.subscribe(...channels);
    } catch {
      connection.disconnect();
      return this.#connectLater();
    }
    if (this.#closed || connection.status !== 'ready') {
      connection.disconnect();
      return this.#connectLater();
    }
    connection.once('end', () => this.#connectLater());
    this.#attempts = 0;
    this.#watch(connection);
  }

  /** Resolves when Redis knows of it, or is not to be reached. Returns the function that ends it. */
  async listen(channel: string, listener: Listener): Promise<() => Promise<void>> {
    // An entry of its own, so that the same function may listen twice.
    const entry: Listener = (message) => listener(message);
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(entry));
    // Also when it is not the first: that one's may still be under way.
    await this.#tell((connection) => connection.subscribe(channel));
    return async () => {
      if (!listeners.delete(entry) || listeners.size > 0 || this.#listeners.get(channel) !== listeners) return;
      this.#listeners.delete(channel);
      await this.#tell((connection) => connection.unsubscribe(channel));
    };
  }

  /**
   * By the node it listens at: nodes of a Cluster pass messages on in their own time, and what this process said before it
   * began to listen must not come back to it.
   */
  async publish(channel: string, message: string): Promise<void> {
    // In a Cluster that was found anew, nodes are other objects.
    const node = this.#node?.status === 'ready' ? this.#node : this.#client;
    await node.publish(channel, message);
  }

  close(): void {
    this.#closed = true;
    this.#cancelTimer();
    this.#connection?.disconnect();
  }

  /** A connection that does not take it is given up, and the next one begins with what is listened to then. */
  async #tell(say: (connection: Redis) => Promise<unknown>): Promise<void> {
    const connection = this.#connection;
    if (connection?.status !== 'ready') return;
    await say(connection).catch(() => connection.disconnect());
  }

  #deliver(channel: string, message: string): void {
    for (const listener of [...(this.#listeners.get(channel) ?? [])]) {
      try {
        listener(message);
      } catch (error) {
        // The sender has no part in what a listener does, and the other listeners still get theirs.
        this.#logger.warn({ channel, err: error }, 'a listener failed');
      }
    }
  }

  #connectLater(): void {
    if (this.#closed) return;
    this.#next(retryDelay(this.#attempts++), () => void this.connect());
  }

  /** A node that is frozen, or was cut off without a word, keeps its connection open and says nothing. */
  #watch(connection: Redis): void {
    this.#next(PING_EVERY_MS, () => {
      connection.ping().then(
        () => {
          if (connection.status === 'ready') this.#watch(connection);
        },
        () => connection.disconnect(),
      );
    });
  }

  /** There is one thing to be done later: connecting, or looking after the connection. */
  #next(delayMs: number, callback: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#clock.after(delayMs, callback);
  }
}

function anyNode(client: RedisClient): Redis | undefined {
  if (!(client instanceof Cluster)) return client;
  const nodes = client.nodes();
  return nodes[Math.floor(Math.random() * nodes.length)];
}
