import { randomBytes } from 'node:crypto';
import { freshMongoDatabase, freshRedisPrefix, freshTopicPrefix, type ServerAddresses } from '#libs/testing/servers';
import { PATIENT, startCluster } from '../cluster/start-cluster.ts';
import { ApiClient } from '../harness/api-client.ts';
import { freePort } from '../harness/free-port.ts';
import type { MortalStage, TimelyStage } from './stage.ts';

export interface ClusterStage extends MortalStage, TimelyStage {
  stop(): Promise<void>;
}

/** One process of each role, on Kafka, Redis and MongoDB. */
export async function clusterStage({ kafka, redis, mongo }: ServerAddresses): Promise<ClusterStage> {
  const database = new URL(mongo);
  database.pathname = `/${freshMongoDatabase()}`;
  const files = await freePort();
  const cluster = await startCluster({
    servers: { kafka, redis, mongo: database.href },
    each: { provisioning: 1, 'cwmp-gateway': 1, api: 1, firmware: 1 },
    ownClocks: true,
    env: {
      ...PATIENT,
      MUSTER_KAFKA_TOPIC_PREFIX: freshTopicPrefix(),
      MUSTER_REDIS_PREFIX: freshRedisPrefix(),
      MUSTER_KAFKA_PARTITIONS: '6',
      MUSTER_SHUTDOWN_TIMEOUT_MS: '1500',
      MUSTER_FIRMWARE_HOST: '127.0.0.1',
      MUSTER_FIRMWARE_PORT: String(files),
      MUSTER_FIRMWARE_URL: `http://127.0.0.1:${files}`,
      MUSTER_SECRET_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    },
  });
  let [decider] = cluster.provisioning;
  return {
    api: new ApiClient(() => cluster.apis[0]?.httpUrl ?? ''),
    cwmpUrl: () => `http://127.0.0.1:${cluster.gateways[0]?.cwmpPort}/`,
    later: (ms) => cluster.putForward(ms),
    killDecider: async () => decider?.kill(),
    async replaceDecider() {
      decider = await cluster.add('provisioning');
    },
    stop: () => cluster.stop(),
  };
}
