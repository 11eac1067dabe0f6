import {
  describeWith,
  freshMongoDatabase,
  freshTopicPrefix,
  inDatabase,
  type RedisServers,
  startRedis,
  until,
} from '#libs/testing/servers';
import { ApiClient } from '../harness/api-client.ts';
import { SmallCpe } from '../harness/scripted-cpe/small-cpe.ts';
import { openSession, runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { informs, metric } from './metric.ts';
import { type Cluster, PATIENT, startCluster } from './start-cluster.ts';

/** Of each sort. */
const DEVICES = 50;

// On a Redis of its own, as all that it has is thrown away.
describeWith(['kafka', 'redis', 'mongo'], 'FLUSHALL while sessions are under way', ({ kafka, mongo }) => {
  let redis: RedisServers;
  let cluster: Cluster;
  let api: ApiClient;

  beforeAll(async () => {
    redis = await startRedis();
    cluster = await startCluster({
      servers: { kafka, redis: redis.url, mongo: inDatabase(mongo, freshMongoDatabase()) },
      each: { provisioning: 1, 'cwmp-gateway': 2, api: 1 },
      env: { MUSTER_KAFKA_TOPIC_PREFIX: freshTopicPrefix(), MUSTER_KAFKA_PARTITIONS: '12', ...PATIENT },
    });
    api = new ApiClient(() => cluster.apis[0]?.httpUrl ?? '');
  }, 120_000);
  afterAll(async () => {
    await cluster?.stop();
    await redis?.stop();
  }, 60_000);

  function fleet(name: string): readonly SmallCpe[] {
    return Array.from(
      { length: DEVICES },
      (_, n) => new SmallCpe(() => `http://127.0.0.1:${cluster.gateways[n % 2]?.cwmpPort}/`, `${name}${n}`),
    );
  }

  /** Provisioning's two groups have worked in every Inform. */
  async function allHandled(): Promise<void> {
    const series = /^muster_events_handled_total\{[^}]*type="device\.informed"[^}]*\} (\d+)/gm;
    await until('every Inform was handled', async () => {
      const { settled, unsettled } = await informs(cluster.gateways);
      return (await metric(cluster.provisioning[0]?.httpUrl ?? '', series)) === 2 * (settled + unsettled);
    });
  }

  /** A session of each. Returns how many were settled, and how many took the slow path. */
  async function allCallIn(cpes: readonly SmallCpe[]) {
    const before = await informs(cluster.gateways);
    await Promise.all(cpes.map((cpe) => runSession(cpe)));
    await allHandled();
    const after = await informs(cluster.gateways);
    return { settled: after.settled - before.settled, unsettled: after.unsettled - before.unsettled };
  }

  test('devices take the slow path once, and no command is lost or done twice', async () => {
    const [calm, asked, obeying] = [fleet('CALM'), fleet('ASKED'), fleet('OBEYING')];
    const all = [...calm, ...asked, ...obeying];
    await until('all devices are settled', async () => (await allCallIn(all)).settled === all.length);
    const ordered = [...asked, ...obeying];
    const commands = await Promise.all(ordered.map(({ deviceId }) => api.queue(deviceId, { kind: 'reboot' })));
    await Promise.all(all.map((cpe) => openSession(cpe)));
    // These have their RPC, the others are about to ask.
    const reboots = await Promise.all(obeying.map(async (cpe) => ({ cpe, rpc: (await cpe.post()).message })));
    expect(new Set(reboots.map(({ rpc }) => rpc.method))).toEqual(new Set(['Reboot']));

    await redis.flush();

    expect(new Set(await Promise.all([...calm, ...asked].map(async (cpe) => (await cpe.post()).status)))).toEqual(
      new Set([204]),
    );
    // What a session was about is lost with it: the answer belongs to none.
    const answers = reboots.map(async ({ cpe, rpc }) => (await cpe.answer(rpc, cpe.execute(rpc))).status);
    expect(new Set(await Promise.all(answers))).toEqual(new Set([400]));
    for (const cpe of all) cpe.endSession();
    await allHandled();

    expect(await allCallIn(calm)).toEqual({ settled: 0, unsettled: DEVICES });
    expect(await allCallIn(calm)).toEqual({ settled: DEVICES, unsettled: 0 });

    await allCallIn(ordered);
    await allCallIn(ordered);
    const ended = await Promise.all(commands.map(({ id }) => api.finished(id)));
    expect(ended.filter(({ state }) => state !== 'completed')).toEqual([]);
    const notOnce = ordered.filter((cpe, n) => cpe.executions('Reboot', commands[n]?.commandKey) !== 1);
    expect(notOnce.map(({ deviceId }) => deviceId)).toEqual([]);
    expect(await allCallIn(ordered)).toEqual({ settled: ordered.length, unsettled: 0 });
    for (const cpe of all) cpe.close();
  }, 120_000);
});
