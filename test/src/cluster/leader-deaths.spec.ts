import { partitionOf } from '#libs/adapters/kafka';
import {
  describeWith,
  freshMongoDatabase,
  freshRedisPrefix,
  freshTopicPrefix,
  type KafkaServers,
  startKafka,
  type TopicWatch,
  until,
  watchTopic,
} from '#libs/testing/servers';
import { type Answered, longestGapOfMs } from './kafka/gaps.ts';
import { checkInforms } from './kafka/inform-ledger.ts';
import { MarkedFleet } from './kafka/marked-fleet.ts';
import { eventTopic, readInforms } from './kafka/read-informs.ts';
import { type Cluster, startCluster } from './start-cluster.ts';

const KILLS = 10;
const CPES = 48;
const PARTITIONS = 12;

describeWith(['redis', 'mongo'], 'three brokers, of which two must have every event', ({ redis, mongo }) => {
  const topicPrefix = freshTopicPrefix();
  const lines: string[] = [];
  let kafka: KafkaServers;
  let cluster: Cluster;
  let watch: TopicWatch;
  let fleet: MarkedFleet;

  beforeAll(async () => {
    kafka = await startKafka({ brokers: 3 });
    const database = new URL(mongo);
    database.pathname = `/${freshMongoDatabase()}`;
    cluster = await startCluster({
      servers: { kafka: kafka.brokers, redis, mongo: database.href },
      // Without provisioning nobody decides: sessions end after their Inform, which is all there is to see here.
      each: { 'cwmp-gateway': 2 },
      env: {
        MUSTER_KAFKA_TOPIC_PREFIX: topicPrefix,
        MUSTER_REDIS_PREFIX: freshRedisPrefix(),
        MUSTER_KAFKA_PARTITIONS: String(PARTITIONS),
        MUSTER_GATEWAY_DECISION_WAIT_MS: '0',
        MUSTER_GATEWAY_RETRY_AFTER_S: '1',
      },
    });
    watch = await watchTopic(kafka.brokers, eventTopic(topicPrefix));
    const ports = cluster.gateways.flatMap(({ cwmpPort }) => cwmpPort ?? []);
    fleet = new MarkedFleet(ports, CPES);
    fleet.start();
    await until('every CPE was answered', () => fleet.servedSince(0));
    for (let round = 1; round <= KILLS; round++) await killMostLeading(round);
    await fleet.stop();
  }, 600_000);

  afterAll(async () => {
    await fleet?.stop();
    await watch?.close().catch(() => undefined);
    await cluster?.stop();
    await kafka?.stop();
    process.stderr.write(`\n${lines.join('\n')}\n\n`);
  }, 60_000);

  test('whoever leads most is killed ten times: every answered Inform is in Kafka, in the order of its device', async () => {
    const answered = fleet.calls.filter(({ status }) => status === 200);
    const log = await readInforms(kafka.brokers, topicPrefix);
    const report = checkInforms(answered, log);
    const count = (status: number) => fleet.calls.filter((call) => call.status === status).length;
    lines.push(
      `${answered.length} Informs answered, ${count(503)} turned away, ${count(0)} without an answer; in Kafka ${log.length}, ` +
        `${report.repeated} of them repetitions, ${report.unanswered} never answered`,
    );
    expect(answered.length).toBeGreaterThan(KILLS * CPES);
    expect(report).toMatchObject({ lost: [], disordered: [], doubled: [] });
  }, 60_000);

  test('nothing was answered with anything but success or 503', () => {
    const statuses = new Set(fleet.calls.map(({ status }) => status));
    expect([...statuses].filter((status) => status !== 200 && status !== 503 && status !== 0)).toEqual([]);
  });

  /** Kills the broker that leads most partitions, waits until every CPE is served again, and brings it back. */
  async function killMostLeading(round: number): Promise<void> {
    const before = await watch.partitions();
    const led = (node: number) => before.filter(({ leader }) => leader === node);
    const victim = [1, 2, 3].toSorted((a, b) => led(b).length - led(a).length)[0] ?? 1;
    const theirs = new Set(led(victim).map(({ partition }) => partition));
    const killedAt = performance.now();
    await kafka.nodes[victim - 1]?.kill();
    await until('every CPE is served', () => fleet.servedSince(killedAt));
    const servedAt = performance.now();
    await kafka.nodes[victim - 1]?.restart();
    await until('it has caught up', async () =>
      (await watch.partitions()).every(({ leader, inSync }) => leader > 0 && inSync.length === 3),
    );
    const answers: readonly Answered[] = fleet.calls
      .filter(({ status }) => status === 200)
      .map(({ deviceId, answeredAtMs }) => ({
        atMs: answeredAtMs,
        partition: partitionOf(Buffer.from(deviceId), PARTITIONS),
      }))
      .toSorted((a, b) => a.atMs - b.atMs);
    const others = new Set(before.map(({ partition }) => partition).filter((partition) => !theirs.has(partition)));
    const gap = (partitions: ReadonlySet<number>) =>
      `${(longestGapOfMs(partitions, answers, killedAt, servedAt) / 1_000).toFixed(1)} s`;
    lines.push(
      `kill ${round}: broker ${victim} led ${theirs.size} of ${PARTITIONS} partitions; longest gap of theirs ${gap(theirs)}, of the others ${gap(others)}`,
    );
  }
});
