import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Authority } from '#libs/testing/certificates';
import {
  describeWith,
  freshMongoDatabase,
  freshRedisPrefix,
  freshTopicPrefix,
  type KafkaServers,
  readTopic,
  startKafka,
} from '#libs/testing/servers';
import { ApiClient } from '../harness/api-client.ts';
import { SmallCpe } from '../harness/scripted-cpe/small-cpe.ts';
import { runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { PROJECT_ROOT } from '../harness/spawn-acs.ts';
import { eventTopic } from './kafka/read-informs.ts';
import { startRole } from './role-process.ts';
import { type Cluster, PATIENT, startCluster } from './start-cluster.ts';

const LOGIN = { username: 'muster', password: 'of the bus' };

describeWith(['redis', 'mongo'], 'a Kafka that lets in who logs in, over TLS', ({ redis, mongo }) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'muster-entrance-'));
  const caFile = path.join(folder, 'ca.pem');
  const topicPrefix = freshTopicPrefix();
  const entry = {
    MUSTER_KAFKA_TLS: 'true',
    MUSTER_KAFKA_CA_FILE: caFile,
    MUSTER_KAFKA_LOGIN: 'plain',
    MUSTER_KAFKA_USER: LOGIN.username,
    MUSTER_KAFKA_PASSWORD: LOGIN.password,
  };
  let authority: Authority;
  let kafka: KafkaServers;
  let cluster: Cluster;

  beforeAll(async () => {
    authority = await Authority.create('CA of the brokers');
    writeFileSync(caFile, authority.certificate);
    const shown = await authority.issue({
      commonName: 'kafka-1',
      alternativeNames: [{ type: 'ip', value: '127.0.0.1' }],
      use: 'server',
    });
    const users = { [LOGIN.username]: LOGIN.password };
    kafka = await startKafka({ entrance: { ...shown, authority: authority.certificate, users } });
    const database = new URL(mongo);
    database.pathname = `/${freshMongoDatabase()}`;
    cluster = await startCluster({
      servers: { kafka: kafka.brokers, redis, mongo: database.href },
      each: 1,
      env: {
        ...entry,
        ...PATIENT,
        MUSTER_KAFKA_TOPIC_PREFIX: topicPrefix,
        MUSTER_REDIS_PREFIX: freshRedisPrefix(),
        MUSTER_KAFKA_PARTITIONS: '4',
      },
    });
  }, 120_000);

  afterAll(async () => {
    await cluster?.stop();
    await kafka?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  test('every role comes in, and each event says which of them published it', async () => {
    const cpe = new SmallCpe(() => `http://127.0.0.1:${cluster.gateways[0]?.cwmpPort}/`, 'ENTRANCE_1');
    const api = new ApiClient(() => cluster.apis[0]?.httpUrl ?? '');
    await runSession(cpe);
    await api.queue(cpe.deviceId, { kind: 'reboot' });
    await runSession(cpe);
    cpe.close();
    const publisherOf = new Map<string, string | undefined>();
    const where = {
      brokers: [...kafka.brokers],
      ssl: { ca: [authority.certificate] },
      sasl: { mechanism: 'plain', ...LOGIN } as const,
    };
    await readTopic(where, eventTopic(topicPrefix), ({ headers }) => {
      publisherOf.set(headers.ce_type ?? '', headers.ce_source);
    });
    expect(Object.fromEntries(publisherOf)).toMatchObject({
      'muster.device.informed': '/muster/gateway',
      'muster.session.ended': '/muster/gateway',
      'muster.device.registered': '/muster/provisioning',
      'muster.command.queued': '/muster/api',
    });
  });

  test('the tool for dead letters comes in by the same settings', () => {
    const { stdout, stderr } = dlq(entry);
    expect([stderr, stdout]).toEqual(['', 'no dead letters\n']);
  });

  test('who has another password is told so, and does not start', async () => {
    const refused = startRole({
      app: 'cwmp-gateway',
      name: 'stranger',
      env: {
        ...entry,
        MUSTER_KAFKA_PASSWORD: 'of somebody else',
        MUSTER_KAFKA_BROKERS: kafka.brokers.join(','),
        MUSTER_REDIS_URL: redis,
        MUSTER_MONGO_URL: mongo,
        MUSTER_CWMP_PORT: '0',
      },
    });
    await expect(refused).rejects.toThrow(/Authentication failed/);
  });

  function dlq(env: Readonly<Record<string, string>>) {
    return spawnSync(process.execPath, [path.join(PROJECT_ROOT, 'dist/libs/platform/src/dlq-cli.js'), 'list'], {
      encoding: 'utf8',
      env: {
        ...process.env,
        NODE_NO_WARNINGS: '1',
        MUSTER_KAFKA_BROKERS: kafka.brokers.join(','),
        MUSTER_KAFKA_TOPIC_PREFIX: topicPrefix,
        ...env,
      },
    });
  }
});
