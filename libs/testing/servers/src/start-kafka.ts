import { archiveKafkaClasses } from './install/archive-kafka-classes.ts';
import { installKafka } from './install/install-kafka.ts';
import { chooseBrokers, startBroker } from './kafka-broker.ts';
import type { KafkaEntrance } from './kafka-properties.ts';
import { createServerFolder } from './process/server-folder.ts';
import { discard, type ServerGroup, startTogether } from './process/server-group.ts';

export interface KafkaOptions {
  /** Three brokers keep every topic three times and acknowledge when two have it. */
  readonly brokers?: 1 | 3;
  /** Keeps the data there, for a later start with the same number of brokers; else it is gone after `stop`. */
  readonly dir?: string;
  /**
   * It is measured, stays or has many to serve: it begins with more work, and then does more than one that a test starts and
   * kills again and again.
   */
  readonly isForLong?: boolean;
  /** By default anybody comes in, without TLS. */
  readonly entrance?: KafkaEntrance;
}

export interface KafkaServers extends ServerGroup {
  /** `host:port` of each broker, in the order of `nodes`: broker n (`node.id`) is `nodes[n - 1]`. */
  readonly brokers: readonly string[];
}

/**
 * Starts real Kafka brokers on 127.0.0.1, each its own controller too, and waits until all take part. A dead broker
 * is noticed after three seconds; a single one needs about that long to come back after a kill.
 */
export async function startKafka(options: KafkaOptions = {}): Promise<KafkaServers> {
  const { brokers: count = 1, dir, isForLong = false, entrance } = options;
  const installation = await archiveKafkaClasses(await installKafka());
  const folder = dir ?? (await createServerFolder('kafka'));
  const cluster = await chooseBrokers(count);
  const place = { parent: folder, isForLong, ...(entrance === undefined ? {} : { entrance }) };
  const nodes = await startTogether(cluster, (broker) => startBroker(installation, place, broker, cluster));
  const stopAll = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  return {
    brokers: cluster.map(({ port }) => `127.0.0.1:${port}`),
    nodes,
    stop: () => (dir === undefined ? discard(nodes, folder) : stopAll()),
  };
}
