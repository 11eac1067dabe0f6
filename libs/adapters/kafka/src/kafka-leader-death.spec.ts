import { Kafka, logLevel } from 'kafkajs';
import { type EventRecord, eventSubject } from '#libs/domain';
import { aDeviceId, anEvent, eventually } from '#libs/testing/port-contracts';
import { describeWith, type KafkaServers, startKafka, until } from '#libs/testing/servers';
import { partitionOf } from './events/murmur2.ts';
import { encodeCursor } from './follow/follow-cursor.ts';
import { checkDelivery, type Found } from './spec/delivery-check.ts';
import { type KafkaPort, kafkaPort } from './spec/kafka-port.ts';
import { runNaiveProducer } from './spec/naive-producer.ts';
import { SteadyPublisher } from './spec/steady-publisher.ts';

const PARTITIONS = 12;
const EVENTS = 20_000;
const KILLS = 3;
const NAIVE_TOPIC = 'naive';

// Three brokers of its own, as they are killed.
describeWith('kafka', 'when the leader of about half the partitions is killed, again and again, under load', () => {
  let servers: KafkaServers;
  let bus: KafkaPort;
  let consumer: KafkaPort;
  let admin: ReturnType<Kafka['admin']>;
  let publisher: SteadyPublisher;
  const handled: Found[] = [];
  const lines: string[] = [];
  let naive: ReturnType<typeof checkDelivery>;

  beforeAll(async () => {
    servers = await startKafka({ brokers: 3 });
    bus = await kafkaPort(servers.brokers, { partitions: PARTITIONS });
    consumer = await kafkaPort(servers.brokers, bus.options);
    admin = new Kafka({ brokers: [...servers.brokers], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.createTopics({
      waitForLeaders: false,
      topics: [{ topic: NAIVE_TOPIC, numPartitions: PARTITIONS, replicationFactor: 3 }],
    });
    const onEvent = async (event: EventRecord) => {
      handled.push({ id: event.id, deviceId: eventSubject(event), position: event.position });
    };
    consumer.port.subscribe('group', onEvent);
    await pourAndKill();
  }, 150_000);

  afterAll(async () => {
    await admin?.disconnect().catch(() => undefined);
    await Promise.all([bus?.close(), consumer?.close()]);
    await servers?.stop();
    process.stderr.write(`\n${lines.join('\n')}\n\n`);
  }, 60_000);

  test('everything that was acknowledged is in the log where it was said to be, in the order of each device', async () => {
    const { acknowledged } = publisher;
    expect(acknowledged.length).toBeGreaterThanOrEqual(EVENTS);
    const log = await readLog();
    const report = checkDelivery(acknowledged, log);
    lines.push(`log: ${log.length} records, ${report.repeated} of them repetitions`);
    expect(report).toMatchObject({ lost: [], misplaced: [], disordered: [] });
  }, 60_000);

  test('a group gets everything too, in the order of each device', async () => {
    const { acknowledged } = publisher;
    await until('the group has everything', () => checkDelivery(acknowledged, handled).lost.length === 0);
    const report = checkDelivery(acknowledged, handled);
    const { consumersRebuilt } = consumer.port.stats;
    lines.push(`group: ${handled.length} handled, ${report.repeated} again; consumers replaced: ${consumersRebuilt}`);
    expect(report).toMatchObject({ lost: [], misplaced: [], disordered: [] });
  }, 90_000);

  async function pourAndKill(): Promise<void> {
    const devices = Array.from({ length: 60 }, () => aDeviceId());
    publisher = new SteadyPublisher(bus.port, (deviceId, sequence) =>
      anEvent({ deviceId, id: `${deviceId}-${sequence}` }),
    );
    let naiveIsOver = false;
    const naiveRun = runNaiveProducer(servers.brokers, NAIVE_TOPIC, PARTITIONS, () => naiveIsOver);
    const pouring = publisher.run(devices);
    for (let round = 1; round <= KILLS; round++) {
      await until('events flow', () => publisher.acknowledged.length > (round * EVENTS) / (KILLS + 2));
      await killMostLeading(round, devices);
    }
    await until('all are published', () => publisher.acknowledged.length >= EVENTS);
    publisher.stop();
    naiveIsOver = true;
    await pouring;
    await reportNaive(await naiveRun);
    const { published, batches, resent, producersRebuilt, timedOut } = bus.port.stats;
    lines.push(
      `published ${published} in ${batches} requests; sent again ${resent}, producers replaced ${producersRebuilt}, ` +
        `timed out ${timedOut}, refused and published again ${publisher.refused}`,
    );
  }

  /** Kills the broker that leads most, waits until its devices have a voice again, and brings it back. */
  async function killMostLeading(round: number, devices: readonly string[]): Promise<void> {
    const leaders = (await partitionStates()).map(({ leader }) => leader);
    const counts = [1, 2, 3].map((node) => leaders.filter((leader) => leader === node).length);
    const victim = counts.indexOf(Math.max(...counts)) + 1;
    const isHit = (deviceId: string) => leaders[partitionOf(Buffer.from(deviceId), PARTITIONS)] === victim;
    publisher.mark();
    await servers.nodes[victim - 1]?.kill();
    await until('each device has a voice', () => publisher.silences().size === devices.length);
    await until('all partitions are led', async () =>
      (await partitionStates()).every(({ leader }) => leader > 0 && leader !== victim),
    );
    await servers.nodes[victim - 1]?.restart();
    await until('it has caught up', async () => (await partitionStates()).every(({ isr }) => isr.length === 3));
    const longest = (wanted: boolean) =>
      Math.max(0, ...devices.filter((id) => isHit(id) === wanted).map((id) => publisher.silences().get(id) ?? 0));
    lines.push(
      `kill ${round}: broker ${victim} led ${counts[victim - 1]} of ${PARTITIONS} partitions; longest silence of their ` +
        `devices ${seconds(longest(true))}, of the others ${seconds(longest(false))}`,
    );
  }

  async function partitionStates() {
    const { topics } = await admin.fetchTopicMetadata({ topics: [`${bus.options.topicPrefix}muster.device.v1`] });
    const partitions = topics[0]?.partitions ?? [];
    return partitions.toSorted((a, b) => a.partitionId - b.partitionId);
  }

  async function readLog(): Promise<readonly Found[]> {
    const stop = new AbortController();
    const found: Found[] = [];
    const missing = new Set(publisher.acknowledged.map(({ id }) => id));
    const beginning = encodeCursor(new Map(Array.from({ length: PARTITIONS }, (_, partition) => [partition, 0])));
    for await (const { event } of bus.port.follow({ after: beginning, signal: stop.signal })) {
      found.push({ id: event.id, deviceId: eventSubject(event), position: event.position });
      missing.delete(event.id);
      if (missing.size === 0) stop.abort();
    }
    return found;
  }

  async function reportNaive(acknowledged: Awaited<ReturnType<typeof runNaiveProducer>>): Promise<void> {
    let ends: Awaited<ReturnType<typeof admin.fetchTopicOffsets>> = [];
    // Leaders have only just changed: not every broker knows all of them.
    await eventually('every partition tells its end', async () => {
      ends = await admin.fetchTopicOffsets(NAIVE_TOPIC).catch(() => []);
      return ends.length > 0;
    });
    const records = ends.reduce((sum, { high }) => sum + Number(high), 0);
    const reader = new Kafka({ brokers: [...servers.brokers], logLevel: logLevel.NOTHING }).consumer({
      groupId: 'naive',
      maxWaitTimeInMs: 100,
    });
    const found: Found[] = [];
    await reader.connect();
    await reader.subscribe({ topic: NAIVE_TOPIC, fromBeginning: true });
    await reader.run({
      eachMessage: async ({ partition, message }) => {
        found.push({ id: String(message.value), deviceId: String(partition), position: Number(message.offset) });
      },
    });
    await until('the naive log is read', () => found.length >= records);
    await reader.disconnect();
    naive = checkDelivery(acknowledged, found);
    lines.push(
      `for comparison, a sendBatch that is believed: ${acknowledged.length} acknowledged, ${naive.lost.length} lost, ` +
        `${naive.repeated} repeated`,
    );
  }
});

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
