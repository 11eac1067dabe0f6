/** One broker of a cluster of combined brokers and controllers on 127.0.0.1. */
export interface KafkaBroker {
  readonly nodeId: number;
  readonly port: number;
  readonly controllerPort: number;
}

/** The `server.properties` of one broker of a cluster: quick to fail over, careful with data, small. */
export function kafkaProperties(broker: KafkaBroker, cluster: readonly KafkaBroker[], dataFolder: string): string {
  const voters = cluster.map(({ nodeId, controllerPort }) => `${nodeId}@127.0.0.1:${controllerPort}`).join(',');
  const replicas = Math.min(cluster.length, 3);
  const inSync = Math.max(replicas - 1, 1);
  const client = `PLAINTEXT://127.0.0.1:${broker.port}`;
  return `process.roles=broker,controller
node.id=${broker.nodeId}
listeners=${client},CONTROLLER://127.0.0.1:${broker.controllerPort}
advertised.listeners=${client}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
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
`;
}
