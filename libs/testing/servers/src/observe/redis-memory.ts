import { Redis } from 'ioredis';

/** Bytes that a Redis holds for its data (`used_memory`). */
export async function redisMemory(url: string): Promise<number> {
  const redis = new Redis(url);
  try {
    const info = await redis.info('memory');
    return Number(/^used_memory:(\d+)/m.exec(info)?.[1]);
  } finally {
    redis.disconnect();
  }
}
