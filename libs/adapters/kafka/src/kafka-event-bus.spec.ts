import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import kafkajs from 'kafkajs';
import {
  BusUnavailable,
  type EventRecord,
  eventSubject,
  InvalidCursor,
  NO_CURVE,
  progressOf,
  type RolloutId,
  rolloutProgressed,
} from '#libs/domain';
import { aDeviceId, anEvent, eventBusContract, eventually, Inbox } from '#libs/testing/port-contracts';
import { describeWith } from '#libs/testing/servers';
import { TopicMismatch } from './cluster/ensure-topics.ts';
import { partitionOf } from './events/murmur2.ts';
import { openKafkaEventBus } from './open-kafka-bus.ts';
import { EventTooLarge } from './publish/event-too-large.ts';
import { checkDelivery, type Found } from './spec/delivery-check.ts';
import { type KafkaPort, kafkaPort } from './spec/kafka-port.ts';

const run = promisify(execFile);
/** Ten thousand events at once take a busy machine a while. */
const PATIENT = { publishTimeoutMs: 30_000 };

describeWith('kafka', 'KafkaEventBus on one broker', ({ kafka: brokers }) => {
  eventBusContract('Kafka', () => kafkaPort(brokers, PATIENT));

  describe('beyond the contract', () => {
    const client = new kafkajs.Kafka({ brokers: [...brokers], logLevel: kafkajs.logLevel.NOTHING });
    let made: KafkaPort;
    let topic: string;

    beforeEach(async () => {
      made = await kafkaPort(brokers);
      topic = `${made.options.topicPrefix}muster.device.v1`;
    });
    afterEach(() => made.close());

    const idsOf = (events: readonly EventRecord[]) => events.map(({ id }) => id);

    test('events are in the partition that other clients choose, and the position is the offset there', async () => {
      const event = anEvent();
      await made.port.publish([anEvent({ deviceId: event.deviceId })]);
      const position = await made.port.publish([event]);
      const admin = client.admin();
      await admin.connect();
      let ends: Awaited<ReturnType<typeof admin.fetchTopicOffsets>> = [];
      // Right after a topic was made not every broker knows its leaders.
      await eventually('every partition tells its end', async () => {
        ends = await admin.fetchTopicOffsets(topic).catch(() => []);
        return ends.length > 0;
      });
      await admin.disconnect();
      const partition = partitionOf(Buffer.from(event.deviceId), 6);
      expect(ends.filter(({ high }) => high !== '0')).toMatchObject([{ partition, high: '2' }]);
      expect(position).toBe(1);
    });

    test('progress of a rollout is in a topic of its own as well, and is delivered once', async () => {
      const { port } = made;
      const arrived = new Inbox<EventRecord>();
      port.subscribe('group', async (event) => arrived.add(event));
      const rollout = 'rollout001' as RolloutId;
      const told = (finished: number) =>
        rolloutProgressed({ ...progressOf([], finished), finished, rollout, rules: [], curve: NO_CURVE });
      for (const finished of [1, 2]) await port.publish([told(finished)]);
      expect(idsOf(await arrived.atLeast(2))).toEqual([told(1).id, told(2).id]);
      const consumer = client.consumer({ groupId: `${topic}.reader` });
      const read = new Inbox<string>();
      await consumer.connect();
      await consumer.subscribe({ topic: `${made.options.topicPrefix}muster.rollout-progress.v1`, fromBeginning: true });
      await consumer.run({
        eachMessage: async ({ message }) => read.add(`${message.key}: ${JSON.parse(String(message.value)).finished}`),
      });
      expect(await read.atLeast(2)).toEqual(['rollout001: 1', 'rollout001: 2']);
      await consumer.disconnect();
      expect(arrived.items).toHaveLength(2);
    });

    test('a record that is no event goes to the dead letters, and the next one follows', async () => {
      const { port } = made;
      const arrived = new Inbox<EventRecord>();
      port.subscribe('group', async (event) => arrived.add(event));
      const producer = client.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner });
      await producer.connect();
      await producer.send({
        topic,
        messages: [{ partition: 2, key: null, value: 'junk', headers: { ce_id: ['a', 'b'] } }],
      });
      await producer.disconnect();
      const deviceId = Array.from({ length: 200 }, () => aDeviceId()).find(
        (id) => partitionOf(Buffer.from(id), 6) === 2,
      );
      const event = anEvent(deviceId === undefined ? {} : { deviceId });
      await port.publish([event]);
      expect(idsOf(await arrived.atLeast(1))).toEqual([event.id]);
      await eventually('nothing is left', async () => (await port.lag('group')) === 0);
      expect(port.stats.undecodable).toBe(1);
      // The port shows events only.
      expect(await port.deadLetters('group', 10)).toEqual([]);
      expect(await port.replay('group:2:0')).toBe(false);
      expect((await dlq('list')).stdout).toMatch(/group:2:0 .* not an event/);
    });

    test('a replay is handled by its group only, in no follower, and under its first position', async () => {
      const { port } = made;
      const [handled, others] = [new Inbox<EventRecord>(), new Inbox<EventRecord>()];
      const followed: string[] = [];
      const stop = new AbortController();
      const following = (async () => {
        for await (const { event } of port.follow({ signal: stop.signal })) followed.push(event.id);
      })();
      let broken = true;
      const givenUp = new Inbox<string>();
      const handler = async (event: EventRecord) => {
        if (broken) throw new Error('Broken.');
        handled.add(event);
      };
      port.subscribe('group', handler, { onDeadLetter: ({ id }) => givenUp.add(id) });
      port.subscribe('others', async (event) => others.add(event));
      const deviceId = aDeviceId();
      const [event, last] = [anEvent({ deviceId }), anEvent({ deviceId })];
      const position = await port.publish([event]);
      await givenUp.atLeast(1);
      broken = false;
      const [letter] = await port.deadLetters('group', 1);
      const { stdout } = await dlq('replay', letter?.id ?? '', '--dry-run');
      expect(stdout).toContain('would be replayed');
      expect(handled.items).toEqual([]);
      await dlq('replay', letter?.id ?? '');
      expect(await handled.atLeast(1)).toEqual([{ ...event, position }]);
      await port.publish([last]);
      expect(idsOf(await others.atLeast(2))).toEqual([event.id, last.id]);
      await eventually('the follower has both', () => followed.length >= 2);
      expect(followed).toEqual([event.id, last.id]);
      stop.abort();
      await following;
    });

    test('members of a group that come and go share the work; little is done twice, nothing lost, all in order', async () => {
      const devices = Array.from({ length: 60 }, () => aDeviceId());
      const handled: Found[] = [];
      const members = new Set<number>();
      const handlerOf = (member: number) => async (event: EventRecord) => {
        handled.push({ id: event.id, deviceId: eventSubject(event), position: event.position });
        members.add(member);
      };
      const second = await openKafkaEventBus(made.options);
      const published: { id: string; deviceId: string; sequence: number; position: number }[] = [];
      let sequence = 0;
      const publishRound = async () => {
        sequence++;
        await Promise.all(
          devices.map(async (deviceId) => {
            const event = anEvent({ deviceId, id: `${deviceId}-${sequence}` });
            published.push({ id: event.id, deviceId, sequence, position: await made.port.publish([event]) });
          }),
        );
      };
      const publishUntil = async (condition: () => boolean) => {
        while (!condition()) await publishRound();
      };
      made.port.subscribe('group', handlerOf(1));
      await publishUntil(() => members.has(1));
      const joined = second.subscribe('group', handlerOf(2));
      await publishUntil(() => members.has(2));
      members.clear();
      await publishUntil(() => members.size === 2);
      await Promise.all([joined.close(), publishUntil(() => sequence % 40 === 0)]);
      members.clear();
      await publishUntil(() => members.has(1));
      await eventually('all are handled', () => checkDelivery(published, handled).lost.length === 0);
      const report = checkDelivery(published, handled);
      expect(report).toMatchObject({ lost: [], disordered: [], misplaced: [] });
      expect(report.repeated).toBeLessThan(published.length / 10);
      await second.close();
    });

    test('a topic with another number of partitions is refused', async () => {
      await expect(openKafkaEventBus({ ...made.options, partitions: 12 })).rejects.toThrow(/has 6 partitions/);
      const missing = { ...made.options, topicPrefix: 'nobody-made-this.', topics: 'expect' } as const;
      await expect(openKafkaEventBus(missing)).rejects.toThrow(TopicMismatch);
    });

    test('a cursor that is none is refused at once', () => {
      const { signal } = new AbortController();
      expect(() => made.port.follow({ after: 'nonsense', signal })).toThrow(InvalidCursor);
    });

    test('an event that no topic takes is refused for good, a large one is not', async () => {
      const event = (length: number) => anEvent({ data: { sessionId: 's', commandKeys: ['x'.repeat(length)] } });
      const refused = made.port.publish([event(8 * 1024 * 1024)]);
      await expect(refused).rejects.toThrow(EventTooLarge);
      await expect(refused).rejects.toMatchObject({ retriable: false });
      const large = event(8 * 1024 * 1024 - 1_000);
      await made.port.publish([large]);
      const arrived = new Inbox<string>();
      made.port.subscribe('group', async ({ id }) => arrived.add(id));
      expect(await arrived.atLeast(1)).toEqual([large.id]);
    });

    test('events of several devices are not published together', async () => {
      await expect(made.port.publish([anEvent(), anEvent()])).rejects.toThrow(TypeError);
    });

    test('a closed bus takes nothing', async () => {
      await made.port.close();
      await expect(made.port.publish([anEvent()])).rejects.toThrow(BusUnavailable);
      expect(() => made.port.subscribe('group', async () => undefined)).toThrow(BusUnavailable);
    });

    async function dlq(...args: readonly string[]) {
      const cli = path.join(import.meta.dirname, '../../../platform/src/dlq-cli.js');
      const where = ['--brokers', brokers.join(','), '--prefix', made.options.topicPrefix ?? ''];
      return run(process.execPath, [cli, ...args, ...where]);
    }
  });
});
