import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Redis } from 'ioredis';

/** All that a Redis has in memory, key by key, and what its append-only files say was ever written. */
export interface RedisContents {
  readonly keys: readonly (readonly [key: string, value: unknown])[];
  readonly files: readonly (readonly [name: string, content: Buffer])[];
}

/** Of a Redis on this machine. */
export async function redisContents(url: string): Promise<RedisContents> {
  const redis = new Redis(url);
  try {
    const names = await redis.keys('*');
    const keys = await Promise.all(names.map(async (key) => [key, await storedAt(redis, key)] as const));
    return { keys, files: await filesOf(redis) };
  } finally {
    redis.disconnect();
  }
}

async function storedAt(redis: Redis, key: string): Promise<unknown> {
  const type = await redis.type(key);
  switch (type) {
    case 'hash':
      return redis.hgetall(key);
    case 'string':
      return redis.get(key);
    case 'zset':
      return redis.zrange(key, '0', '-1');
    case 'set':
      return redis.smembers(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'none':
      // It went meanwhile.
      return undefined;
    default:
      throw new Error(`${key} is a ${type}`);
  }
}

async function filesOf(redis: Redis): Promise<RedisContents['files']> {
  const setting = async (name: string) => String(((await redis.config('GET', name)) as string[])[1]);
  const folder = path.join(await setting('dir'), await setting('appenddirname'));
  const names = await readdir(folder);
  return Promise.all(names.map(async (name) => [name, await readFile(path.join(folder, name))] as const));
}
