import { setImmediate } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type Session, type SessionStore, StoreUnavailable } from '#libs/domain';
import {
  aDeviceId,
  aReadyCommand,
  aSession,
  eventually,
  Inbox,
  presenceContract,
  readyCommandsContract,
  sessionStoreContract,
  settledMarksContract,
  signalsContract,
} from '#libs/testing/port-contracts';
import { describeWith, type RedisServers, startRedis } from '#libs/testing/servers';
import { openRedis, type RedisAdapters } from './open-redis.ts';
import { realClock } from './spec/real-clock.ts';
import { redisPort } from './spec/redis-port.ts';

const SLOW_MS = 120_000;

describeWith('redis', 'a Redis Cluster', () => {
  let servers: RedisServers;
  let adapters: RedisAdapters | undefined;
  beforeAll(async () => {
    servers = await startRedis({ cluster: true });
  }, SLOW_MS);
  afterAll(async () => {
    await adapters?.close();
    await servers.stop();
  });

  sessionStoreContract('Redis Cluster', () => redisPort(servers.urls, ({ sessionStore }) => sessionStore));
  readyCommandsContract('Redis Cluster', () => redisPort(servers.urls, ({ readyCommands }) => readyCommands));
  settledMarksContract('Redis Cluster', () => redisPort(servers.urls, ({ settledMarks }) => settledMarks));
  signalsContract('Redis Cluster', () => redisPort(servers.urls, ({ signals }) => signals));
  presenceContract('Redis Cluster', () => redisPort(servers.urls, ({ presence }) => presence));

  test(
    'a master is killed in the middle of sessions: turns fail as retriable until a replica has taken over, then go on',
    async () => {
      adapters = await openRedis({ url: servers.url, cluster: true, clock: realClock });
      const { sessionStore, readyCommands, settledMarks, signals } = adapters;
      const inbox = new Inbox<string>();
      await signals.listen('topic', (message) => inbox.add(message));
      const epoch = await settledMarks.raiseEpoch(1);
      const opened = await Promise.all(Array.from({ length: 60 }, () => sessionStore.open(aSession())));
      await Promise.all(
        opened.map(({ session }) => readyCommands.decide(session.deviceId, { upTo: 1, command: aReadyCommand() })),
      );

      await killAMaster(servers);
      const outcomes = await Promise.all(opened.map(({ session }) => turnUntilDone(sessionStore, session)));
      // Replication is asynchronous: a session may be lost, but never half there.
      expect(outcomes).not.toContain('nothing ready');
      expect(outcomes).toContain('in flight');

      // A device of each shard has a whole session again.
      const settled = await Promise.all(
        Array.from({ length: 200 }, async () => {
          const deviceId = aDeviceId();
          const mark = { fingerprint: 'f', epoch: await settledMarks.epoch() };
          await settledMarks.mark(deviceId, mark);
          const { session } = await sessionStore.open(aSession({ deviceId }), mark);
          await sessionStore.load(session.id, 1);
          return session.settled && (await sessionStore.load(session.id)) === undefined;
        }),
      );
      expect(settled).not.toContain(false);
      expect(await settledMarks.raiseEpoch(2)).toBeGreaterThan(epoch);
      await eventually('signals arrive', async () => {
        await signals.send('topic', 'hello');
        return inbox.items.length > 0;
      });
    },
    SLOW_MS,
  );
});

async function killAMaster({ urls, nodes }: RedisServers): Promise<void> {
  for (const [index, url] of urls.entries()) {
    const redis = new Redis(url);
    const role = await redis.role();
    redis.disconnect();
    if (role[0] === 'master') return nodes[index]?.kill();
  }
}

/** Tries again as a CPE does that was told to come back. */
async function turnUntilDone(store: SessionStore, session: Session): Promise<string> {
  for (;;) {
    try {
      const loaded = await store.load(session.id, 1);
      if (loaded === undefined) return 'lost';
      return loaded.inFlight === undefined ? 'nothing ready' : 'in flight';
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error;
      await setImmediate();
    }
  }
}
