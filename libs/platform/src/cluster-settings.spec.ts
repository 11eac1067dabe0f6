import { clusterSettings } from './cluster-settings.ts';
import { loadConfig } from './config/load-config.ts';
import { platformConfig } from './platform.config.ts';

function settings(env: Readonly<Record<string, string>>) {
  const loaded = loadConfig([platformConfig], env);
  if (!loaded.ok) throw new Error(loaded.problems.join());
  return clusterSettings(loaded.config.of(platformConfig));
}

const ALL = {
  MUSTER_KAFKA_BROKERS: 'k1:9092, k2:9092',
  MUSTER_REDIS_URL: 'redis://r:6379',
  MUSTER_MONGO_URL: 'mongodb://m/muster?replicaSet=rs0',
};

test('without servers everything is kept by this process', () => {
  expect(settings({})).toBeUndefined();
});

test('three servers make a cluster', () => {
  expect(settings(ALL)).toEqual({
    kafkaBrokers: ['k1:9092', 'k2:9092'],
    kafkaPartitions: 96,
    redisUrls: ['redis://r:6379'],
    mongoUrl: 'mongodb://m/muster?replicaSet=rs0',
  });
});

test('installations that share servers keep apart by prefixes', () => {
  const own = { MUSTER_KAFKA_TOPIC_PREFIX: 'north.', MUSTER_REDIS_PREFIX: 'north:' };
  expect(settings({ ...ALL, ...own })).toMatchObject({ kafkaTopicPrefix: 'north.', redisPrefix: 'north:' });
});

test.each(Object.keys(ALL))('without %s the start is refused, and it is named', (name) => {
  const { [name]: _, ...rest } = ALL as Record<string, string>;
  expect(() => settings(rest)).toThrow(`${name} is not set`);
});

describe('how Kafka lets it in', () => {
  const USER = { MUSTER_KAFKA_USER: 'muster', MUSTER_KAFKA_PASSWORD: 'of the bus' };

  test('by TLS, with a CA of its own, and a login', () => {
    const env = { MUSTER_KAFKA_TLS: 'true', MUSTER_KAFKA_CA_FILE: '/ca.pem', MUSTER_KAFKA_LOGIN: 'scram-sha-512' };
    expect(settings({ ...ALL, ...USER, ...env })?.kafkaEntry).toEqual({
      tls: true,
      caFile: '/ca.pem',
      login: 'scram-sha-512',
      username: 'muster',
      password: 'of the bus',
    });
  });

  test('a login without a password is refused, and a password without a login', () => {
    expect(() => settings({ ...ALL, MUSTER_KAFKA_LOGIN: 'plain', MUSTER_KAFKA_USER: 'muster' })).toThrow(
      'needs MUSTER_KAFKA_USER and MUSTER_KAFKA_PASSWORD',
    );
    expect(() => settings({ ...ALL, ...USER })).toThrow('MUSTER_KAFKA_LOGIN is none');
  });
});
