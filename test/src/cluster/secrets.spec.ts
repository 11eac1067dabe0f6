import { randomBytes } from 'node:crypto';
import {
  describeWith,
  freshMongoDatabase,
  freshTopicPrefix,
  mongoContents,
  RedisCommands,
  type RedisServers,
  readTopic,
  redisContents,
  startRedis,
  type TopicRecord,
  topicsNamed,
} from '#libs/testing/servers';
import { ApiClient } from '../harness/api-client.ts';
import { eventually } from '../harness/eventually.ts';
import { SmallCpe } from '../harness/scripted-cpe/small-cpe.ts';
import { runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { findPlanted } from '../harness/secrets/find-planted.ts';
import { type Planted, plantSecrets } from '../harness/secrets/plant-secrets.ts';
import { type Cluster, startCluster } from './start-cluster.ts';

describeWith(['kafka', 'mongo'], 'secrets on the cluster', ({ kafka, mongo }) => {
  const database = new URL(mongo);
  database.pathname = `/${freshMongoDatabase()}`;
  const prefix = freshTopicPrefix();
  const log: unknown[] = [];
  let redis: RedisServers;
  let cluster: Cluster;
  let commands: RedisCommands;
  let cpe: SmallCpe;
  let api: ApiClient;
  let planted: Planted;

  beforeAll(async () => {
    // Of its own, as its files are looked into.
    redis = await startRedis({ appendOnly: true });
    cluster = await startCluster({
      servers: { kafka, redis: redis.url, mongo: database.href },
      each: { provisioning: 1, 'cwmp-gateway': 1, api: 1 },
      env: {
        MUSTER_KAFKA_TOPIC_PREFIX: prefix,
        MUSTER_KAFKA_PARTITIONS: '6',
        MUSTER_LOG_LEVEL: 'debug',
        MUSTER_SECRET_KEYS: `k1:${randomBytes(32).toString('base64')}`,
      },
      onEntry: (_name, entry) => log.push(entry),
    });
    commands = await RedisCommands.watch(redis.url);
    api = new ApiClient(() => cluster.apis[0]?.httpUrl ?? '');
    cpe = new SmallCpe(() => `http://127.0.0.1:${cluster.gateways[0]?.cwmpPort}/`, 'SECRETS2');
    planted = await plantSecrets(api, cpe);
  }, 120_000);
  afterAll(async () => {
    cpe?.close();
    commands?.close();
    await cluster?.stop();
    await redis?.stop();
  }, 60_000);

  test('the CPE got them', () => {
    expect(planted.sent).toEqual(
      expect.arrayContaining(['PLANTED-set', 'PLANTED-rpc', 'PLANTED-download', 'PLANTED-rotated', 'PLANTED-unwanted']),
    );
  });

  test('neither the keys of Redis nor its append-only files nor what it was told holds any', async () => {
    const told = await commands.take();
    const { keys, files } = await redisContents(redis.url);
    // What was sealed is in there, so it was written.
    expect(JSON.stringify(told).includes('sealed:k1:')).toBe(true);
    expect(files.some(([, content]) => content.includes('sealed:k1:'))).toBe(true);
    const parts = [...keys, ...files, ['commands', told] as const];
    expect(keys.length).toBeGreaterThan(2);
    expect(parts.map(([name, part]) => [name, findPlanted(part)])).toEqual(parts.map(([name]) => [name, []]));
  });

  test('no topic of Kafka holds any', async () => {
    const topics = await topicsNamed(kafka, prefix);
    const records: TopicRecord[] = [];
    for (const topic of topics) await readTopic(kafka, topic, (record) => records.push(record));
    expect(topics.length).toBeGreaterThan(0);
    expect(records.length).toBeGreaterThan(40);
    expect(JSON.stringify(records).includes('hidden:')).toBe(true);
    expect(findPlanted(records)).toEqual([]);
  });

  test('no collection of MongoDB holds any', async () => {
    const collections = await mongoContents(database.href);
    expect(collections.map(([name]) => name)).toEqual(
      expect.arrayContaining(['commands', 'devices', 'history', 'reported', 'secrets', 'declarations']),
    );
    expect(collections.find(([name]) => name === 'commands')?.[1].includes('sealed:k1:')).toBe(true);
    expect(collections.map(([name, text]) => [name, findPlanted(text)])).toEqual(
      collections.map(([name]) => [name, []]),
    );
  });

  test('neither the logs of the processes nor their metrics hold any', async () => {
    expect(log.length).toBeGreaterThan(20);
    expect(findPlanted(log)).toEqual([]);
    for (const { httpUrl } of [...cluster.gateways, ...cluster.provisioning, ...cluster.apis]) {
      const metrics = await (await fetch(`${httpUrl}/metrics`)).text();
      expect(metrics).toContain('muster_');
      expect(findPlanted(metrics)).toEqual([]);
    }
  });

  test('a command that waits is carried out with the secret it came with', async () => {
    const held = await eventually('it is carried out', async () => {
      await runSession(cpe);
      const now = findPlanted([...cpe.tree.leaves]);
      return now[0] === 'PLANTED-rpc' ? undefined : now;
    });
    expect(held).toEqual(['PLANTED-queued']);
  });
});
