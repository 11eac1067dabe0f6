import { type KafkaBroker, kafkaProperties } from './kafka-properties.ts';

const cluster = [1, 2, 3].map((nodeId): KafkaBroker => ({ nodeId, port: 100 + nodeId, controllerPort: 200 + nodeId }));
const [first = { nodeId: 0, port: 0, controllerPort: 0 }] = cluster;

describe('kafkaProperties', () => {
  test('three brokers: three copies of everything, two must have it, all vote', () => {
    const lines = kafkaProperties(first, cluster, '/data').split('\n');
    expect(lines).toContain('controller.quorum.voters=1@127.0.0.1:201,2@127.0.0.1:202,3@127.0.0.1:203');
    expect(lines).toContain('advertised.listeners=PLAINTEXT://127.0.0.1:101');
    const values = (suffix: RegExp): string[] =>
      lines.filter((line) => suffix.test(line)).map((line) => line.slice(-2));
    expect(values(/replication\.factor=/)).toEqual(['=3', '=3', '=3', '=3']);
    expect(values(/(min\.isr|min\.insync\.replicas)=/)).toEqual(['=2', '=2', '=2']);
  });

  test('one broker: one copy of everything', () => {
    const lines = kafkaProperties(first, [first], '/data').split('\n');
    const counts = lines.filter((line) => /(replication\.factor|min\.isr|min\.insync\.replicas)=/.test(line));
    expect(counts).toHaveLength(7);
    expect(counts.every((line) => line.endsWith('=1'))).toBe(true);
  });
});
