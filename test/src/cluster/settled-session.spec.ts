import { type DeviceId, deviceTag } from '#libs/domain';
import {
  describeWith,
  freshMongoDatabase,
  freshRedisPrefix,
  freshTopicPrefix,
  type MongoOperation,
  MongoOperations,
  type RedisCommand,
  RedisCommands,
  recordsWritten,
  until,
} from '#libs/testing/servers';
import { SmallCpe } from '../harness/scripted-cpe/small-cpe.ts';
import { openSession, runSession } from '../harness/scripted-cpe/small-cpe-session.ts';
import { informs, metric } from './metric.ts';
import { type Cluster, startCluster } from './start-cluster.ts';

const DEVICES = 20;
const SESSIONS = 1_000;
/** Of its own, so that only this cluster's commands are heard. */
const REDIS_DATABASE = '/9';
/** What the ACS does once a second or so, however many sessions there are; at most so often per second. */
const BACKGROUND_PER_S: Readonly<Record<string, number>> = {
  // The gateway looks for sessions that timed out: open and ended ones in 64 shards.
  zrange: 2 * 64,
  // Provisioning looks for devices whose document is behind, in 64 shards.
  zcount: 64,
  // The gateway refreshes the epoch; writes and takes of presence, at most two scripts of a shard.
  evalsha: 2 + 2 * 64,
  eval: 2 + 2 * 64,
  // Health, and both connections of both processes.
  ping: 10,
  // Open sessions in 64 shards, whenever the gateway's metrics are asked for: here once.
  zcard: 64,
};

interface Seen {
  readonly settled: number;
  readonly unsettled: number;
  readonly records: number;
}

function ofRedis(commands: readonly RedisCommand[], tags: readonly string[]) {
  const isPresence = ([name, , , key = '']: RedisCommand) => name.startsWith('eval') && /(?:seen|unwritten)$/.test(key);
  const namesDevice = (command: RedisCommand) => command.some((part) => tags.some((tag) => part.includes(tag)));
  const turns = commands.filter((command) => namesDevice(command) && !isPresence(command));
  const background = commands.filter((command) => !turns.includes(command));
  return { turns, background: Map.groupBy(background, ([name]) => name) };
}

/** The sweeps ask for overdue commands and for what is published, for no device; presence is written in batches, a device at most once in ten minutes. */
function ofMongo(operations: readonly MongoOperation[], deviceIds: readonly string[]) {
  const isPresence = ({ collection, text }: MongoOperation) => collection === 'devices' && text.includes('"$max"');
  const isSweep = ({ collection, text }: MongoOperation) =>
    (collection === 'commands' || collection === 'publications') && !deviceIds.some((id) => text.includes(id));
  return {
    presence: operations.filter(isPresence),
    sweeps: operations.filter(isSweep),
    others: operations.filter((one) => !isPresence(one) && !isSweep(one)),
  };
}

describeWith(['kafka', 'redis', 'mongo'], 'a settled session on the cluster', ({ kafka, redis, mongo }) => {
  const database = new URL(mongo);
  database.pathname = `/${freshMongoDatabase()}`;
  const redisUrl = new URL(REDIS_DATABASE, redis).href;
  const prefix = freshTopicPrefix();
  let cluster: Cluster;
  let redisCommands: RedisCommands;
  let mongoOperations: MongoOperations;

  beforeAll(async () => {
    cluster = await startCluster({
      servers: { kafka, redis: redisUrl, mongo: database.href },
      each: { provisioning: 1, 'cwmp-gateway': 1 },
      env: {
        MUSTER_KAFKA_TOPIC_PREFIX: prefix,
        MUSTER_REDIS_PREFIX: freshRedisPrefix(),
        MUSTER_KAFKA_PARTITIONS: '12',
      },
    });
    redisCommands = await RedisCommands.watch(redisUrl);
    mongoOperations = await MongoOperations.watch(database.href);
  }, 120_000);
  afterAll(async () => {
    redisCommands?.close();
    await mongoOperations?.close();
    await cluster?.stop();
  }, 60_000);

  /** `device.informed` handled by provisioning's two groups. */
  function handled(): Promise<number> {
    const series = /^muster_events_handled_total\{[^}]*type="device\.informed"[^}]*\} (\d+)/gm;
    return metric(cluster.provisioning[0]?.httpUrl ?? '', series);
  }

  async function look(): Promise<Seen> {
    return {
      ...(await informs(cluster.gateways)),
      records: await recordsWritten(kafka, `${prefix}muster.device.v1`),
    };
  }

  test(`is two POSTs, two round trips to Redis, one event and no operation of MongoDB, in each of ${SESSIONS}`, async () => {
    const url = () => `http://127.0.0.1:${cluster.gateways[0]?.cwmpPort}/`;
    const cpes = Array.from({ length: DEVICES }, (_, n) => new SmallCpe(url, `SETTLED${n}`));
    const deviceIds = cpes.map(({ deviceId }) => deviceId as DeviceId);
    const tags = deviceIds.map(deviceTag);
    await Promise.all(cpes.map((cpe) => runSession(cpe)));
    // Each device once more, and until everything of before is worked in.
    await until('the devices are settled', async () => {
      const { settled } = await look();
      await Promise.all(cpes.map((cpe) => runSession(cpe)));
      return (await look()).settled - settled === DEVICES;
    });
    await until('everything was handled', async () => {
      const { settled, unsettled } = await look();
      return (await handled()) === 2 * (settled + unsettled);
    });

    const before = await look();
    const handledBefore = await handled();
    await Promise.all([redisCommands.take(), mongoOperations.take()]);
    const beganAt = performance.now();
    const statuses: number[] = [];
    const callIn = async (cpe: SmallCpe) => {
      for (let n = 0; n < SESSIONS / DEVICES; n++) {
        await openSession(cpe);
        statuses.push(200, (await cpe.post()).status);
        cpe.cookie = undefined;
      }
    };
    await Promise.all(cpes.map(callIn));
    await until('provisioning has seen them', async () => (await handled()) - handledBefore === 2 * SESSIONS);
    const after = await look();
    const inRedis = ofRedis(await redisCommands.take(), tags);
    const inMongo = ofMongo(await mongoOperations.take(), deviceIds);
    const seconds = Math.ceil((performance.now() - beganAt) / 1_000) + 1;
    for (const cpe of cpes) cpe.close();

    expect(statuses).toEqual(Array.from({ length: SESSIONS }, () => [200, 204]).flat());
    expect(after.settled - before.settled).toBe(SESSIONS);
    expect(after.unsettled).toBe(before.unsettled);
    expect(inRedis.turns.map(([name]) => name)).toEqual(Array(2 * SESSIONS).fill('evalsha'));
    expect(after.records - before.records).toBe(SESSIONS);
    expect(inMongo.others).toEqual([]);
    // What is not per session: told apart by what it is about, and bounded by the clock.
    for (const [name, { length }] of inRedis.background) {
      expect([name, length <= (BACKGROUND_PER_S[name] ?? 0) * seconds, length]).toEqual([name, true, length]);
    }
    expect(inMongo.presence.length).toBeLessThanOrEqual(DEVICES);
    expect(inMongo.sweeps.length).toBeLessThanOrEqual(6 * seconds);
  }, 60_000);
});
