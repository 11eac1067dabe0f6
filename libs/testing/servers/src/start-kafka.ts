import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installKafka, type KafkaInstallation } from './install/install-kafka.ts';
import { type KafkaBroker, kafkaProperties } from './kafka-properties.ts';
import { freePorts } from './process/free-ports.ts';
import { createServerFolder } from './process/server-folder.ts';
import { discard, type ServerGroup, startTogether } from './process/server-group.ts';
import { ServerNode } from './process/server-node.ts';

const STARTED = 'Kafka Server started';
const heap = ['-Xms128m', '-Xmx512m', '-XX:+UseG1GC'];

export interface KafkaOptions {
  /** Three brokers keep every topic three times and acknowledge when two have it. */
  readonly brokers?: 1 | 3;
  /** Keeps the data there, for a later start with the same number of brokers; else it is gone after `stop`. */
  readonly dir?: string;
}

export interface KafkaServers extends ServerGroup {
  /** `host:port` of each broker, in the order of `nodes`: broker n (`node.id`) is `nodes[n - 1]`. */
  readonly brokers: readonly string[];
}

/**
 * Starts real Kafka brokers on 127.0.0.1, each its own controller too, and waits until all take part. A dead broker
 * is noticed after three seconds; a single one needs about that long to come back after a kill.
 */
export async function startKafka({ brokers: count = 1, dir }: KafkaOptions = {}): Promise<KafkaServers> {
  const installation = await installKafka();
  const folder = dir ?? (await createServerFolder('kafka'));
  const cluster = await chooseBrokers(count);
  const nodes = await startTogether(cluster, (broker) => startBroker(installation, folder, broker, cluster));
  const stopAll = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  return {
    brokers: cluster.map(({ port }) => `127.0.0.1:${port}`),
    nodes,
    stop: () => (dir === undefined ? discard(nodes, folder) : stopAll()),
  };
}

async function chooseBrokers(count: number): Promise<KafkaBroker[]> {
  const ports = await freePorts(2 * count);
  return Array.from({ length: count }, (_, index) => {
    const [port = 0, controllerPort = 0] = ports.slice(2 * index);
    return { nodeId: index + 1, port, controllerPort };
  });
}

async function startBroker(
  { javaOptions, formattedData }: KafkaInstallation,
  parent: string,
  broker: KafkaBroker,
  cluster: readonly KafkaBroker[],
): Promise<ServerNode> {
  const folder = path.join(parent, `broker-${broker.nodeId}`);
  const data = path.join(folder, 'data');
  if (!existsSync(data)) await prepareData(formattedData, data, broker.nodeId);
  const properties = path.join(folder, 'server.properties');
  await writeFile(properties, kafkaProperties(broker, cluster, data));
  // Native compression code is unpacked into the temporary folder and would stay there after a kill.
  const leaveNothing = ['-XX:-UsePerfData', `-Djava.io.tmpdir=${folder}`];
  return ServerNode.start({
    name: `kafka-${broker.nodeId}`,
    command: ['java', ...heap, ...leaveNothing, ...javaOptions, 'kafka.Kafka', properties],
    folder,
    // The port is open long before the broker serves.
    isReady: async (logFile) => (await readFile(logFile, 'utf8')).includes(STARTED),
  });
}

/** Formatted data are the same for every broker but for its two ids. */
async function prepareData(formattedData: string, data: string, nodeId: number): Promise<void> {
  await mkdir(path.dirname(data), { recursive: true });
  await cp(formattedData, data, { recursive: true });
  const file = path.join(data, 'meta.properties');
  const directoryId = Buffer.from(`muster-test-data${nodeId}`.slice(-16)).toString('base64url');
  const meta = await readFile(file, 'utf8');
  await writeFile(
    file,
    meta.replace(/^node\.id=.*$/m, `node.id=${nodeId}`).replace(/^directory\.id=.*$/m, `directory.id=${directoryId}`),
  );
}
