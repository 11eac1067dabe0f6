import type { Seal } from '#libs/domain';
import { freshRedisPrefix } from '#libs/testing/servers';
import { openRedis, type RedisAdapters } from '../open-redis.ts';
import { realClock } from './real-clock.ts';

/** All ports on keys of their own, one of them to be looked at, for the contracts. */
export async function redisPort<P>(url: string | readonly string[], pick: (adapters: RedisAdapters) => P, seal?: Seal) {
  const adapters = await openRedis({ url, clock: realClock, prefix: freshRedisPrefix(), ...(seal && { seal }) });
  return { ...adapters, port: pick(adapters) };
}
