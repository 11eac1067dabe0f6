import {
  freePorts,
  freshMongoDatabase,
  freshTopicPrefix,
  type KafkaServers,
  type MongoServers,
  type MongoView,
  type RedisServers,
  readTopic,
  startKafka,
  startMongo,
  startRedis,
  type TopicRecord,
  viewMongo,
} from '#libs/testing/servers';
import { ApiClient } from '../../harness/api-client.ts';
import type { LogEntry, RoleApp, RoleProcess } from '../role-process.ts';
import { type Cluster, startCluster } from '../start-cluster.ts';

const SETTINGS = {
  MUSTER_KAFKA_PARTITIONS: '24',
  MUSTER_SHUTDOWN_TIMEOUT_MS: '500',
} as const;

/** Who is turned away is asked to come back after one or two seconds, not after half a minute, and does. */
const GATEWAY_SETTINGS = { MUSTER_GATEWAY_RETRY_AFTER_S: '1' } as const;

interface Servers {
  readonly kafka: KafkaServers;
  readonly redis: RedisServers;
  readonly mongo: MongoServers;
}

interface Names {
  readonly prefix: string;
  readonly ports: readonly number[];
}

/** A cluster on servers of its own: one Kafka broker, one Redis, a MongoDB of three, two of each role; all may be killed. */
export class MortalCluster {
  readonly servers: Servers;
  /** Where CPEs call: some may be dead. */
  readonly gateways: readonly string[];
  readonly api: ApiClient;
  readonly #cluster: Cluster;
  readonly #view: MongoView;
  readonly #prefix: string;
  readonly #victims: Map<RoleApp, RoleProcess | undefined>;
  #calls = 0;

  private constructor(servers: Servers, cluster: Cluster, view: MongoView, { prefix, ports }: Names) {
    this.servers = servers;
    this.gateways = ports.map((port) => `http://127.0.0.1:${port}/`);
    // One API after the other, as a load balancer would choose.
    this.api = new ApiClient(() => cluster.apis[this.#calls++ % cluster.apis.length]?.httpUrl ?? '');
    this.#cluster = cluster;
    this.#view = view;
    this.#prefix = prefix;
    this.#victims = new Map([
      ['cwmp-gateway', cluster.gateways[0]],
      ['provisioning', cluster.provisioning[0]],
    ]);
  }

  static async start(onEntry: (name: string, entry: LogEntry) => void): Promise<MortalCluster> {
    const prefix = freshTopicPrefix();
    const database = freshMongoDatabase();
    const ports = await freePorts(2);
    const [kafka, redis, mongo] = await Promise.all([
      startKafka({ isForLong: true }),
      startRedis({ appendOnly: true }),
      startMongo({ members: 3 }),
    ]);
    const cluster = await startCluster({
      servers: { kafka: kafka.brokers, redis: redis.url, mongo: mongo.url.replace('/?', `/${database}?`) },
      env: { ...SETTINGS, MUSTER_KAFKA_TOPIC_PREFIX: prefix },
      // The third gateway takes the place of the first, and its address.
      envOf: (app, n): Record<string, string> =>
        app === 'cwmp-gateway' ? { ...GATEWAY_SETTINGS, MUSTER_CWMP_PORT: String(ports[(n - 1) % ports.length]) } : {},
      onEntry,
    });
    const view = await viewMongo(mongo.url, database);
    return new MortalCluster({ kafka, redis, mongo }, cluster, view, { prefix, ports });
  }

  /** SIGKILL to the oldest process of a role. */
  async kill(role: RoleApp): Promise<void> {
    await this.#victims.get(role)?.kill();
  }

  /** Another process in the place of the one that was killed. */
  async replace(role: RoleApp): Promise<void> {
    this.#victims.set(role, await this.#cluster.add(role));
  }

  /** The commands as they are in MongoDB. */
  async commands(): Promise<readonly StoredCommand[]> {
    const fields = ['state', 'commandKey', 'deviceId', 'spec', 'outcome'];
    return (await this.#view.find('commands', {}, fields)) as unknown as readonly StoredCommand[];
  }

  /** How many of these commands are not final yet. */
  async unfinished(ids: readonly string[]): Promise<number> {
    const final = await this.#view.find('commands', { _id: { $in: ids }, state: { $in: FINAL_STATES } }, ['_id']);
    return ids.length - final.length;
  }

  /** Everything that is in a topic of the bus, `device` or `dlq`. */
  readTopic(topic: 'device' | 'dlq', visit: (record: TopicRecord) => void): Promise<void> {
    return readTopic(this.servers.kafka.brokers, `${this.#prefix}muster.${topic}.v1`, visit);
  }

  async stop(): Promise<void> {
    await this.#cluster.stop();
    await this.#view.close();
    const { kafka, redis, mongo } = this.servers;
    await Promise.all([kafka.stop(), redis.stop(), mongo.stop()]);
  }
}

export interface StoredCommand {
  readonly _id: string;
  readonly state: string;
  readonly outcome?: string;
  readonly spec: string;
}

export const FINAL_STATES: readonly string[] = ['completed', 'failed', 'expired', 'cancelled'];
