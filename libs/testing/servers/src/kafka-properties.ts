/** One broker of a cluster of combined brokers and controllers on 127.0.0.1. */
export interface KafkaBroker {
  readonly nodeId: number;
  readonly port: number;
  readonly controllerPort: number;
}

/** What clients have to show, and are shown: they log in over TLS. */
export interface KafkaEntrance {
  /** What the broker shows, and its key, as PEM. */
  readonly certificate: string;
  readonly key: string;
  /** Who signed it, as PEM: brokers call themselves, too. */
  readonly authority: string;
  /** Passwords by user name. */
  readonly users: Readonly<Record<string, string>>;
}

/** The `server.properties` of one broker of a cluster: quick to fail over, careful with data, small. */
export function kafkaProperties(
  broker: KafkaBroker,
  cluster: readonly KafkaBroker[],
  dataFolder: string,
  entrance?: KafkaEntrance,
): string {
  const voters = cluster.map(({ nodeId, controllerPort }) => `${nodeId}@127.0.0.1:${controllerPort}`).join(',');
  const replicas = Math.min(cluster.length, 3);
  const inSync = Math.max(replicas - 1, 1);
  const protocol = entrance === undefined ? 'PLAINTEXT' : 'SASL_SSL';
  const client = `${protocol}://127.0.0.1:${broker.port}`;
  return `process.roles=broker,controller
node.id=${broker.nodeId}
listeners=${client},CONTROLLER://127.0.0.1:${broker.controllerPort}
advertised.listeners=${client}
listener.security.protocol.map=${protocol}:${protocol},CONTROLLER:PLAINTEXT
inter.broker.listener.name=${protocol}
controller.listener.names=CONTROLLER
controller.quorum.voters=${voters}
log.dirs=${dataFolder}
auto.create.topics.enable=false
default.replication.factor=${replicas}
min.insync.replicas=${inSync}
offsets.topic.replication.factor=${replicas}
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=${replicas}
transaction.state.log.min.isr=${inSync}
transaction.state.log.num.partitions=4
share.coordinator.state.topic.replication.factor=${replicas}
share.coordinator.state.topic.min.isr=${inSync}
share.coordinator.state.topic.num.partitions=4
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=16777216
${entrance === undefined ? '' : entranceProperties(entrance)}`;
}

const BROKER = { user: 'broker', password: 'among-brokers' };

function entranceProperties({ certificate, key, authority, users }: KafkaEntrance): string {
  const known = Object.entries({ ...users, [BROKER.user]: BROKER.password });
  const logins = known.map(([user, password]) => `user_${user}="${password}"`).join(' ');
  const own = `username="${BROKER.user}" password="${BROKER.password}"`;
  const pem = (text: string) => text.trim().replaceAll('\n', '\\n');
  return `ssl.keystore.type=PEM
ssl.keystore.certificate.chain=${pem(certificate)}
ssl.keystore.key=${pem(key)}
ssl.truststore.type=PEM
ssl.truststore.certificates=${pem(authority)}
sasl.enabled.mechanisms=PLAIN
sasl.mechanism.inter.broker.protocol=PLAIN
listener.name.sasl_ssl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required ${own} ${logins};
`;
}
