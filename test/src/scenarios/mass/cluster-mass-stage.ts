import { randomBytes } from 'node:crypto';
import type { BucketCounter } from '#libs/domain';
import {
  freePorts,
  freshMongoDatabase,
  freshRedisPrefix,
  freshTopicPrefix,
  inDatabase,
  type ServerAddresses,
  viewMongo,
} from '#libs/testing/servers';
import type { RoleApp } from '../../cluster/role-process.ts';
import { PATIENT, startCluster } from '../../cluster/start-cluster.ts';
import { ApiClient } from '../../harness/api-client.ts';
import { FEW_TRANSFERS, type MassStage, type Mortal } from './mass-stage.ts';

/** Two gateways, two provisioning, two firmware and an API, on Kafka, Redis and MongoDB. */
export async function clusterMassStage({ kafka, redis, mongo }: ServerAddresses): Promise<MassStage> {
  const database = freshMongoDatabase();
  // CPEs fetch from the first of the firmware processes, and from whoever takes its place.
  const [port = 0, otherPort = 0] = await freePorts(2);
  const cluster = await startCluster({
    servers: { kafka, redis, mongo: inDatabase(mongo, database) },
    each: { 'cwmp-gateway': 2, provisioning: 2, firmware: 2, api: 1 },
    ownClocks: true,
    env: {
      ...PATIENT,
      ...FEW_TRANSFERS,
      MUSTER_FIRMWARE_URL: `http://127.0.0.1:${port}`,
      MUSTER_KAFKA_TOPIC_PREFIX: freshTopicPrefix(),
      MUSTER_REDIS_PREFIX: freshRedisPrefix(),
      MUSTER_KAFKA_PARTITIONS: '12',
      MUSTER_SHUTDOWN_TIMEOUT_MS: '1500',
      MUSTER_SECRET_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    },
    envOf: (app: RoleApp, n): Readonly<Record<string, string>> =>
      app === 'firmware' ? { MUSTER_FIRMWARE_PORT: String(n === 2 ? otherPort : port) } : {},
  });
  const view = await viewMongo(mongo, database);
  const victims = { firmware: cluster.firmware[0], provisioning: cluster.provisioning[0] };
  const apiUrl = () => cluster.apis[0]?.httpUrl ?? '';
  let calls = 0;
  let starting: Promise<unknown> = Promise.resolve();
  return {
    api: new ApiClient(apiUrl),
    apiUrl,
    // One gateway after the other, as a load balancer would choose.
    cwmpUrl: () => `http://127.0.0.1:${cluster.gateways[calls++ % cluster.gateways.length]?.cwmpPort}/`,
    async later(ms) {
      // One that starts has the clock that was there before.
      await starting;
      await cluster.putForward(ms);
    },
    async counters(rollout) {
      const fields = ['rollout', 'wave', 'bucket', 'cap', 'tolerance', 'content'];
      const rows = await view.find('executions', { rollout, cap: { $exists: true } }, fields);
      return rows.map(({ content, ...rest }) => ({ ...rest, ...JSON.parse(String(content)) }) as BucketCounter);
    },
    kill: async (role: Mortal) => victims[role]?.kill(),
    async replace(role: Mortal) {
      const next = cluster.add(role);
      starting = next;
      victims[role] = await next;
    },
    async stop() {
      await view.close();
      await cluster.stop();
    },
  };
}
