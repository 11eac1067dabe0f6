import { Redis } from 'ioredis';
import { describeWith } from './describe-with.ts';
import { freshRedisPrefix } from './fresh-names.ts';

describeWith('redis', 'a suite with the shared Redis', ({ redis: url }) => {
  test('can use it', async () => {
    const redis = new Redis(url);
    const key = `${freshRedisPrefix()}greeting`;
    await redis.set(key, 'hello', 'EX', 60);
    expect(await redis.get(key)).toBe('hello');
    await redis.quit();
  });
});
