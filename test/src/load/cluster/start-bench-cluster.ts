import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type ServerAddresses,
  type ServerGroup,
  type ServerNode,
  startKafka,
  startMongo,
  startRedis,
} from '#libs/testing/servers';
import type { RoleProcess } from '../../cluster/role-process.ts';
import { type Cluster, startCluster } from '../../cluster/start-cluster.ts';
import { pin } from '../machine.ts';

/** Every process that has a part in a session, beside the gateway. */
export type OtherProcess = 'provisioning' | 'Redis' | 'Kafka' | 'MongoDB';

/** One gateway on the core of the server, one provisioning and the servers on the core of the load. */
export interface BenchCluster {
  readonly servers: ServerAddresses;
  readonly gateway: RoleProcess;
  readonly provisioning: RoleProcess;
  /** On the core of the load; only if it was asked for. */
  readonly api: RoleProcess | undefined;
  readonly others: Readonly<Record<OtherProcess, number>>;
  /** One more gateway, on the core of the first. */
  addGateway(env: Readonly<Record<string, string>>): Promise<RoleProcess>;
  /** Bytes of the records in the topic of events. */
  eventBytes(): Promise<number>;
  stop(): Promise<void>;
}

export interface BenchClusterOptions {
  readonly withApi?: boolean;
  /** For all processes, and for provisioning. */
  readonly env?: Readonly<Record<string, string>>;
  readonly provisioningEnv?: Readonly<Record<string, string>>;
}

export async function startBenchCluster(options: BenchClusterOptions = {}): Promise<BenchCluster> {
  const { withApi = false, env = {}, provisioningEnv = {} } = options;
  const kafkaDir = await mkdtemp(path.join(tmpdir(), 'muster-bench-'));
  const groups: ServerGroup[] = [];
  let cluster: Cluster | undefined;
  const stop = async () => {
    await cluster?.stop();
    await Promise.all(groups.map((group) => group.stop()));
    await rm(kafkaDir, { recursive: true, force: true });
  };
  const started = async <T extends ServerGroup>(starting: Promise<T>): Promise<T> => {
    const group = await starting;
    groups.push(group);
    return group;
  };
  try {
    const kafka = await started(startKafka({ dir: kafkaDir, isForLong: true }));
    const redis = await started(startRedis());
    const mongo = await started(startMongo());
    const servers = { kafka: kafka.brokers, redis: redis.url, mongo: `${mongo.url.replace('/?', '/muster?')}` };
    const extra: { env: Readonly<Record<string, string>> } = { env: {} };
    const running = await startCluster({
      servers,
      each: { provisioning: 1, 'cwmp-gateway': 1, api: withApi ? 1 : 0 },
      env,
      envOf: (app, n) => {
        if (app === 'provisioning') return provisioningEnv;
        return app === 'cwmp-gateway' && n > 1 ? extra.env : {};
      },
    });
    cluster = running;
    const [gateway, provisioning, api] = [running.gateways[0], running.provisioning[0], running.apis[0]];
    if (gateway === undefined || provisioning === undefined) throw new Error('A role is missing.');
    pin(gateway.pid, 'server');
    const others = {
      provisioning: provisioning.pid,
      Redis: pidOf(redis.nodes),
      Kafka: pidOf(kafka.nodes),
      MongoDB: pidOf(mongo.nodes),
    };
    for (const pid of Object.values(others)) pin(pid, 'load');
    if (api !== undefined) pin(api.pid, 'load');
    return {
      servers,
      gateway,
      provisioning,
      api,
      others,
      async addGateway(env) {
        extra.env = env;
        const one = await running.add('cwmp-gateway');
        pin(one.pid, 'server');
        return one;
      },
      eventBytes: () => logBytes(kafkaDir, 'muster.device.v1'),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function pidOf([node]: readonly ServerNode[]): number {
  if (node?.pid === undefined) throw new Error('A server is down.');
  return node.pid;
}

/** Size of the segments of all partitions of a topic, as the broker has written them. */
async function logBytes(folder: string, topic: string): Promise<number> {
  const segment = new RegExp(`/${topic.replaceAll('.', '\\.')}-\\d+/\\d+\\.log$`);
  const files = (await readdir(folder, { recursive: true })).filter((name) => segment.test(name));
  const sizes = await Promise.all(files.map((name) => stat(path.join(folder, name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}
