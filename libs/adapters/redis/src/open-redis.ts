import type { Clock, Presence, ReadyCommands, Seal, SessionStore, SettledMarks, Signals } from '#libs/domain';
import { RedisConnection, type RedisStats } from './connection/redis-connection.ts';
import { type RedisLogger, silent } from './connection/redis-logger.ts';
import { Subscriber } from './connection/subscriber.ts';
import { KeySpace } from './key-space.ts';
import { RedisPresence } from './redis-presence.ts';
import { RedisReadyCommands } from './redis-ready-commands.ts';
import { RedisSessionStore } from './redis-session-store.ts';
import { RedisSettledMarks } from './redis-settled-marks.ts';
import { RedisSignals } from './redis-signals.ts';

export interface RedisSettings {
  /** `redis://` or `rediss://` address of one Redis, or of some nodes of a Redis Cluster. */
  readonly url: string | readonly string[];
  /** Whether it is a Redis Cluster. Default: when there are several addresses. */
  readonly cluster?: boolean;
  readonly clock: Clock;
  /** Before every key and channel, for several installations on one Redis. Default `muster:`. */
  readonly prefix?: string;
  readonly logger?: RedisLogger;
  /** For requests to CPEs, which may hold secrets; without it, they are kept in the clear. */
  readonly seal?: Seal;
}

export interface RedisAdapters {
  readonly sessionStore: SessionStore;
  readonly readyCommands: ReadyCommands;
  readonly settledMarks: SettledMarks;
  readonly signals: Signals;
  readonly presence: Presence;
  /** What was asked of Redis so far, for metrics. */
  readonly stats: () => RedisStats;
  /** Rejects with StoreUnavailable unless Redis answers now: for readiness. */
  check(): Promise<void>;
  /** Writes the presence that waits; calls under way are cut short, later ones rejected with StoreUnavailable. */
  close(): Promise<void>;
}

/**
 * The ports that live in Redis (7.0 or newer), on one connection for commands and one for pub/sub. Redis is never the truth:
 * everything may vanish, and devices then take the slow path once. While it is not to be reached, calls are rejected with
 * StoreUnavailable within two seconds, most of them at once. Rejects with StoreUnavailable when no Redis is found.
 */
export async function openRedis(settings: RedisSettings): Promise<RedisAdapters> {
  const { clock, prefix = 'muster:', logger = silent, seal } = settings;
  const urls = [settings.url].flat();
  const keys = new KeySpace(prefix);
  const redis = await RedisConnection.open({ urls, cluster: settings.cluster ?? urls.length > 1 }, clock, logger);
  const subscriber = new Subscriber(redis.client, clock, logger);
  await subscriber.connect();
  const settledMarks = new RedisSettledMarks(redis, keys, clock);
  await subscriber.listen(keys.epochChannel, (epoch) => settledMarks.learn(Number(epoch)));
  const presence = new RedisPresence(redis, keys, clock);
  return {
    sessionStore: new RedisSessionStore(redis, keys, seal),
    readyCommands: new RedisReadyCommands(redis, keys, seal),
    settledMarks,
    signals: new RedisSignals(redis, subscriber, keys),
    presence,
    stats: () => redis.stats,
    check: () => redis.check(),
    async close() {
      await presence.close();
      subscriber.close();
      redis.close();
    },
  };
}
