import {
  describeWith,
  freshMongoDatabase,
  freshRedisPrefix,
  freshTopicPrefix,
  inDatabase,
  type ServerAddresses,
} from '#libs/testing/servers';
import { ApiClient } from '../harness/api-client.ts';
import { SmallCpe } from '../harness/scripted-cpe/small-cpe.ts';
import { openSession, serve } from '../harness/scripted-cpe/small-cpe-session.ts';
import type { RoleApp } from './role-process.ts';
import { type Cluster, PATIENT, startCluster } from './start-cluster.ts';

const SESSIONS = 1_000;
const AT_ONCE = 100;

/** Does something for each, at most so many at the same time. */
async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

describeWith(['kafka', 'redis', 'mongo'], 'a cluster of two gateways', ({ kafka, redis, mongo }) => {
  let cluster: Cluster;
  let api: ApiClient;

  beforeAll(async () => {
    const servers: ServerAddresses = { kafka, redis, mongo: inDatabase(mongo, freshMongoDatabase()) };
    const env = {
      MUSTER_KAFKA_TOPIC_PREFIX: freshTopicPrefix(),
      MUSTER_REDIS_PREFIX: freshRedisPrefix(),
      MUSTER_KAFKA_PARTITIONS: '24',
    };
    // Nobody times out while the others get to the same point.
    const envOf = (app: RoleApp) => (app === 'cwmp-gateway' ? PATIENT : {});
    cluster = await startCluster({ servers, env, envOf });
    api = new ApiClient(() => cluster.apis[0]?.httpUrl ?? '');
  }, 120_000);
  afterAll(() => cluster.stop(), 60_000);

  test(`a gateway is killed between two POSTs of each of ${SESSIONS} sessions: they finish on the other`, async () => {
    const [first, second] = cluster.gateways;
    if (first === undefined || second === undefined) throw new Error('there are no two gateways');
    let gateway = first;
    const url = () => `http://127.0.0.1:${gateway.cwmpPort}/`;
    const cpes = Array.from({ length: SESSIONS }, (_, n) => new SmallCpe(url, `DEATH${n}`));
    const begun = new Map<SmallCpe, Awaited<ReturnType<SmallCpe['post']>>>();

    await forEach(cpes, async (cpe) => {
      await openSession(cpe);
      begun.set(cpe, await cpe.post());
    });
    expect([...begun.values()].filter(({ rpc }) => rpc === undefined)).toEqual([]);

    await first.kill();
    gateway = second;
    const rpcs: number[] = [];
    await forEach(cpes, async (cpe) => {
      cpe.reconnect();
      const answer = begun.get(cpe);
      if (answer) rpcs.push((await serve(cpe, answer)).length);
      cpe.close();
    });

    // All of them went on where they stood: methods, names and values were each asked for once.
    expect(new Set(rpcs)).toEqual(new Set([rpcs[0]]));
    expect(rpcs[0]).toBeGreaterThan(2);
    expect(new Set(cpes.flatMap((cpe) => cpe.executed.map(({ method }) => method)))).toEqual(
      new Set(['GetRPCMethods', 'GetParameterNames', 'GetParameterValues']),
    );
    expect(cpes.filter((cpe) => cpe.executions('GetRPCMethods') !== 1)).toEqual([]);
    const filter = encodeURIComponent('{"discovery.state":"complete"}');
    const page = await api.request<{ readonly total: number }>('GET', `/devices?filter=${filter}&count=true&limit=1`);
    expect(page.total).toBe(SESSIONS);
  }, 240_000);
});
