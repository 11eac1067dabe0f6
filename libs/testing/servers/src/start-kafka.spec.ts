import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describeWith } from './describe-with.ts';
import { freshTopicPrefix } from './fresh-names.ts';
import { kafkaSession } from './spec/kafka-session.ts';
import { type KafkaServers, startKafka } from './start-kafka.ts';

const SLOW_MS = 120_000;
const topic = `${freshTopicPrefix()}things`;

describeWith('kafka', 'startKafka', () => {
  let servers: KafkaServers | undefined;
  afterEach(() => servers?.stop());

  test(
    'one broker: what was acknowledged survives kill -9, and a stop when it has a folder',
    async () => {
      const dir = await mkdtemp(path.join(tmpdir(), 'start-kafka-'));
      servers = await startKafka({ dir });
      const session = kafkaSession(servers.brokers);
      await session.connect();
      await session.createTopic(topic);
      await session.send(topic, 'before');
      await servers.nodes[0]?.kill();
      await servers.nodes[0]?.restart();
      await session.send(topic, 'after');
      expect(await session.read(topic, 2)).toEqual(['before', 'after']);
      await session.disconnect();
      await servers.stop();

      servers = await startKafka({ dir });
      const later = kafkaSession(servers.brokers);
      expect(await later.read(topic, 2)).toEqual(['before', 'after']);
      await servers.stop();
      await rm(dir, { recursive: true });
    },
    SLOW_MS,
  );

  test(
    'three brokers: another one leads when the leader is killed',
    async () => {
      servers = await startKafka({ brokers: 3 });
      const session = kafkaSession(servers.brokers);
      await session.connect();
      await session.createTopic(topic);
      await session.send(topic, 'before');
      const killed = await session.leaderOf(topic);
      await servers.nodes[killed - 1]?.kill();
      await session.send(topic, 'after');
      expect(await session.leaderOf(topic)).not.toBe(killed);
      expect(new Set(await session.read(topic, 2))).toEqual(new Set(['before', 'after']));
      await session.disconnect();
    },
    SLOW_MS,
  );
});
