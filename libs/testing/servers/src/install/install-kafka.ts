import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { KafkaInstallation } from '../kafka-broker.ts';
import { cacheFolder } from './cache-folder.ts';
import { installOnce } from './install-once.ts';
import { progress } from './progress.ts';
import { requireCommands } from './require-commands.ts';
import { runCommand } from './run-command.ts';

const KAFKA = '4.4.0';
const LOG4J = '2.25.5';
const CLUSTER_ID = 'bXVzdGVyLXRlc3RzLTAwMQ';

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>muster</groupId>
  <artifactId>kafka-for-tests</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${KAFKA}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>${LOG4J}</version>
    </dependency>
  </dependencies>
</project>
`;

const logging = `<Configuration status="error">
  <Appenders><Console name="out"><PatternLayout pattern="%d %p %c{1} %m%n"/></Console></Appenders>
  <Loggers>
    <Logger name="kafka.server.KafkaRaftServer" level="info"/>
    <Root level="warn"><AppenderRef ref="out"/></Root>
  </Loggers>
</Configuration>
`;

/** Installs Kafka through Maven (about 45 MB, ten seconds) unless it is in the cache. */
export async function installKafka(): Promise<KafkaInstallation> {
  await requireCommands({ java: 'default-jre-headless' }, 'MUSTER_TEST_KAFKA_BROKERS');
  const folder = await installOnce(path.join(cacheFolder, `kafka-${KAFKA}`), build);
  return installationIn(folder);
}

function installationIn(folder: string): KafkaInstallation {
  const classPath = path.join(folder, 'libs', '*');
  return {
    folder,
    javaOptions: [`-Dlog4j2.configurationFile=${path.join(folder, 'log4j2.xml')}`, '-cp', classPath],
    formattedData: path.join(folder, 'formatted'),
  };
}

async function build(folder: string): Promise<void> {
  await requireCommands({ mvn: 'maven' }, 'MUSTER_TEST_KAFKA_BROKERS');
  progress(`fetching Kafka ${KAFKA} with Maven …`);
  await writeFile(path.join(folder, 'pom.xml'), pom);
  await writeFile(path.join(folder, 'log4j2.xml'), logging);
  const libs = path.join(folder, 'libs');
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${libs}`];
  await runCommand('mvn', ['-B', '-ntp', '-q', ...goal], folder);
  await format(folder);
  progress(`Kafka ${KAFKA} is installed`);
}

/**
 * Formatting takes a second of Java each time and depends on nothing but the version, so it is done here once.
 * That holds for a static quorum only: with `--standalone` the controller's address would go into the data.
 */
async function format(folder: string): Promise<void> {
  const { javaOptions, formattedData } = installationIn(folder);
  const properties = path.join(folder, 'format.properties');
  await mkdir(formattedData);
  await writeFile(
    properties,
    `process.roles=broker,controller
node.id=1
listeners=PLAINTEXT://127.0.0.1:1,CONTROLLER://127.0.0.1:2
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
controller.quorum.voters=1@127.0.0.1:2
log.dirs=${formattedData}
`,
  );
  await runCommand('java', [...javaOptions, 'kafka.tools.StorageTool', 'format', '-t', CLUSTER_ID, '-c', properties]);
}
