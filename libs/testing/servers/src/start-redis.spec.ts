import { Cluster, Redis } from 'ioredis';
import { describeWith } from './describe-with.ts';
import { until } from './process/until.ts';
import { type RedisServers, startRedis } from './start-redis.ts';

const SLOW_MS = 120_000;

describeWith('redis', 'startRedis', () => {
  let servers: RedisServers | undefined;
  afterEach(() => servers?.stop());

  test('with an append-only file, what was acknowledged survives kill -9', async () => {
    servers = await startRedis({ appendOnly: true });
    const redis = new Redis(servers.url);
    redis.on('error', () => undefined);
    await redis.set('key', 'kept');
    await servers.nodes[0]?.kill();
    await servers.nodes[0]?.restart();
    expect(await redis.get('key')).toBe('kept');
    redis.disconnect();
  });

  test(
    'as a cluster, has three masters, and a replica takes over from a killed one',
    async () => {
      servers = await startRedis({ cluster: true });
      const cluster = new Cluster([...servers.urls], { redisOptions: { maxRetriesPerRequest: null } });
      cluster.on('error', () => undefined);
      await cluster.set('other', 'routed');
      expect(cluster.nodes('master')).toHaveLength(3);
      const owner = await ownerOf('key', servers);
      await writeToReplica(owner, 'key', 'kept');
      await servers.nodes[servers.urls.indexOf(owner)]?.kill();
      const { urls, nodes } = servers;
      await until('another node owns the key', async () => (await ownerOf('key', { urls, nodes })) !== owner);
      expect(await cluster.get('key')).toBe('kept');
      cluster.disconnect();
    },
    SLOW_MS,
  );
});

/** Writes to a master and waits until its replica has it, which an acknowledgement alone does not say. */
async function writeToReplica(master: string, key: string, value: string): Promise<void> {
  const redis = new Redis(master);
  await redis.set(key, value);
  expect(await redis.wait(1, 5_000)).toBe(1);
  redis.disconnect();
}

/** The address of the node that has the slot of the key, as a node says that lives. */
async function ownerOf(key: string, { urls, nodes }: Pick<RedisServers, 'urls' | 'nodes'>): Promise<string> {
  const alive = urls[nodes.findIndex((node) => node.pid !== undefined)] ?? '';
  const redis = new Redis(alive);
  const slot = await redis.cluster('KEYSLOT', key);
  const slots = await redis.cluster('SLOTS');
  redis.disconnect();
  const owner = slots.find(([first, last]) => first <= slot && slot <= last)?.[2];
  return `redis://${owner?.[0]}:${owner?.[1]}`;
}
