export type { RedisStats } from './connection/redis-connection.ts';
export type { RedisLogger } from './connection/redis-logger.ts';
export { openRedis, type RedisAdapters, type RedisSettings } from './open-redis.ts';
