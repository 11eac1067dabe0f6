import type { Readiness } from '#libs/platform';
import {
  describeWith,
  freshMongoDatabase,
  freshRedisPrefix,
  freshTopicPrefix,
  type RedisServers,
  startRedis,
  until,
} from '#libs/testing/servers';
import { type RoleProcess, startRole } from './role-process.ts';

/** The sum of a metric over its labels; undefined when it is not shown. */
async function metric(role: RoleProcess, name: string): Promise<number | undefined> {
  const text = await (await fetch(`${role.httpUrl}/metrics`)).text();
  const values = [...text.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)`, 'gm'))].map(([, value]) => Number(value));
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0);
}

async function readiness({ httpUrl }: RoleProcess) {
  const response = await fetch(`${httpUrl}/readyz`);
  const { checks } = (await response.json()) as Readiness;
  return { status: response.status, failing: checks.filter(({ ok }) => !ok), names: checks.map(({ name }) => name) };
}

describeWith(['kafka', 'mongo'], 'roles on a cluster', ({ kafka, mongo }) => {
  let redis: RedisServers;
  let gateway: RoleProcess;
  let provisioning: RoleProcess;

  beforeAll(async () => {
    redis = await startRedis();
    const database = new URL(mongo);
    database.pathname = `/${freshMongoDatabase()}`;
    const env = {
      MUSTER_KAFKA_BROKERS: kafka.join(','),
      MUSTER_REDIS_URL: redis.url,
      MUSTER_MONGO_URL: database.href,
      MUSTER_KAFKA_TOPIC_PREFIX: freshTopicPrefix(),
      MUSTER_REDIS_PREFIX: freshRedisPrefix(),
      MUSTER_KAFKA_PARTITIONS: '6',
      MUSTER_READY_GRACE_MS: '1s',
      MUSTER_CWMP_HOST: '127.0.0.1',
      MUSTER_CWMP_PORT: '0',
    };
    provisioning = await startRole({ app: 'provisioning', name: 'provisioning', env });
    gateway = await startRole({ app: 'cwmp-gateway', name: 'gateway', env });
  }, 90_000);
  afterAll(async () => {
    await Promise.all([gateway.terminate(), provisioning.terminate()]);
    await redis.stop();
  }, 60_000);

  test('are ready, name what they need, and show what the servers do', async () => {
    expect(await readiness(gateway)).toEqual({ status: 200, failing: [], names: ['kafka', 'redis'] });
    expect(await readiness(provisioning)).toEqual({ status: 200, failing: [], names: ['kafka', 'redis', 'mongo'] });
    expect(await metric(gateway, 'muster_redis_up')).toBe(1);
    expect(await metric(gateway, 'muster_bus_pending_events')).toBe(0);
    expect(await metric(provisioning, 'muster_mongo_up')).toBe(1);
    expect(await metric(provisioning, 'muster_mongo_commands_total')).toBeGreaterThan(0);
    // Two groups of six partitions, none of which holds anything.
    await until(
      'the groups have their partitions',
      async () => (await metric(provisioning, 'muster_bus_lag_events')) === 0,
    );
  });

  test('without Redis they are not ready after the grace and say so, stay alive, and are ready again with it', async () => {
    const [node] = redis.nodes;
    await node?.kill();
    for (const role of [gateway, provisioning]) {
      await until(`${role.name} is not ready`, async () => (await readiness(role)).status === 503);
      const { failing } = await readiness(role);
      expect(failing).toEqual([expect.objectContaining({ name: 'redis', error: expect.stringContaining('Redis') })]);
      expect(failing[0]?.failingForMs).toBeGreaterThanOrEqual(1_000);
      expect((await fetch(`${role.httpUrl}/healthz`)).status).toBe(200);
      expect(await metric(role, 'muster_redis_up')).toBe(0);
    }
    await node?.restart();
    for (const role of [gateway, provisioning]) {
      await until(`${role.name} is ready again`, async () => (await readiness(role)).status === 200);
      expect(await metric(role, 'muster_redis_up')).toBe(1);
      expect(await metric(role, 'muster_redis_connections_lost_total')).toBe(1);
    }
  }, 60_000);
});
