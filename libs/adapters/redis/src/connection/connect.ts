import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { gatherWrites } from './gather-writes.ts';

export type RedisClient = Redis | Cluster;

const CONNECT_WITHIN_MS = 3_000;
const DISCONNECT_WITHIN_MS = 300;
/** A turn that waited so long for Redis is answered 503: the CPE comes again. */
const ANSWER_WITHIN_MS = 2_000;
/** Commands are out and nothing comes back: the connection is dead, even if nobody says so. */
const SILENT_FOR_MS = 5_000;
const REFRESH_SLOTS_EVERY_MS = 30_000;
const SLOWEST_RETRY_MS = 2_000;

/** Spread out, so that a thousand gateways do not meet a Redis that comes back in the same millisecond. */
export function retryDelay(attempt: number): number {
  return Math.min(SLOWEST_RETRY_MS, 25 * 2 ** Math.min(attempt, 10)) * (0.5 + Math.random() / 2);
}

/** One Redis, or some nodes of a Redis Cluster. */
export interface RedisServers {
  readonly urls: readonly string[];
  readonly cluster: boolean;
}

/** A client that is not connected yet. */
export function createClient({ urls, cluster }: RedisServers): RedisClient {
  const [url] = urls;
  if (url === undefined) throw new Error('The address of Redis is missing.');
  return cluster ? createCluster(urls) : createSingle(url);
}

/**
 * A command that was under way when its connection broke is not sent again, since it may have been done: its caller is told,
 * and asks for the state anew. While there is no connection nothing queues up: commands fail at once.
 */
const common = {
  protocol: 2,
  connectTimeout: CONNECT_WITHIN_MS,
  disconnectTimeout: DISCONNECT_WITHIN_MS,
  commandTimeout: ANSWER_WITHIN_MS,
  socketTimeout: SILENT_FOR_MS,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
} as const satisfies RedisOptions;

function createSingle(url: string): Redis {
  const redis = new Redis(url, {
    ...common,
    lazyConnect: true,
    enableOfflineQueue: false,
    retryStrategy: retryDelay,
    // A master that became a replica behind the same address.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
  redis.on('connect', () => gatherWrites(redis.stream));
  return redis;
}

function createCluster(urls: readonly string[]): Cluster {
  const [first] = urls.map((url) => new URL(url));
  const cluster = new Cluster([...urls], {
    lazyConnect: true,
    enableOfflineQueue: false,
    clusterRetryStrategy: retryDelay,
    slotsRefreshInterval: REFRESH_SLOTS_EVERY_MS,
    slotsRefreshTimeout: ANSWER_WITHIN_MS,
    // A failover takes seconds, in which a command is redirected many times; its own timeout ends that.
    maxRedirections: 200,
    redisOptions: {
      ...common,
      ...(first?.username ? { username: decodeURIComponent(first.username) } : {}),
      ...(first?.password ? { password: decodeURIComponent(first.password) } : {}),
      ...(first?.protocol === 'rediss:' ? { tls: {} } : {}),
    },
  });
  cluster.on('+node', (node: Redis) => node.on('connect', () => gatherWrites(node.stream)));
  return cluster;
}
