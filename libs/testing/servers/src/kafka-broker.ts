import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type KafkaBroker, type KafkaEntrance, kafkaProperties } from './kafka-properties.ts';
import { freePorts } from './process/free-ports.ts';
import { ServerNode } from './process/server-node.ts';

const STARTED = 'Kafka Server started';
const heap = ['-Xms128m', '-Xmx512m'];
/** Compiled quickly and not well: most of what a broker of a few minutes computes would be the better compilation. */
const forMinutes = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC'];
const forLong = ['-XX:+UseG1GC'];

/** An installed Kafka. */
export interface KafkaInstallation {
  readonly folder: string;
  /** What `java` needs to find and run it. */
  readonly javaOptions: readonly string[];
  /** A data folder formatted for node 1, to start from. */
  readonly formattedData: string;
}

/** Where a broker's files go, and what it is for. */
export interface BrokerPlace {
  readonly parent: string;
  readonly isForLong: boolean;
  readonly entrance?: KafkaEntrance;
}

/** The brokers of a new cluster, with free ports. */
export async function chooseBrokers(count: number): Promise<KafkaBroker[]> {
  const ports = await freePorts(2 * count);
  return Array.from({ length: count }, (_, index) => {
    const [port = 0, controllerPort = 0] = ports.slice(2 * index);
    return { nodeId: index + 1, port, controllerPort };
  });
}

/** Starts one broker of a cluster and waits until it serves; its files are in a folder of its own below `parent`. */
export async function startBroker(
  { javaOptions, formattedData }: KafkaInstallation,
  { parent, isForLong, entrance }: BrokerPlace,
  broker: KafkaBroker,
  cluster: readonly KafkaBroker[],
): Promise<ServerNode> {
  const folder = path.join(parent, `broker-${broker.nodeId}`);
  const data = path.join(folder, 'data');
  if (!existsSync(data)) await prepareData(formattedData, data, broker.nodeId);
  const properties = path.join(folder, 'server.properties');
  await writeFile(properties, kafkaProperties(broker, cluster, data, entrance));
  // Native compression code is unpacked into the temporary folder and would stay there after a kill.
  const leaveNothing = ['-XX:-UsePerfData', `-Djava.io.tmpdir=${folder}`];
  return ServerNode.start({
    name: `kafka-${broker.nodeId}`,
    command: [
      'java',
      ...heap,
      ...(isForLong ? forLong : forMinutes),
      ...leaveNothing,
      ...javaOptions,
      'kafka.Kafka',
      properties,
    ],
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
