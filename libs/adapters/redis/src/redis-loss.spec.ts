import { Redis } from 'ioredis';
import { type Session, StoreUnavailable } from '#libs/domain';
import { aDeviceId, aReadyCommand, aSession, eventually, Inbox } from '#libs/testing/port-contracts';
import { describeWith, type RedisServers, startRedis } from '#libs/testing/servers';
import { openRedis, type RedisAdapters } from './open-redis.ts';
import { realClock } from './spec/real-clock.ts';

const SLOW_MS = 60_000;

describeWith('redis', 'Redis that loses what it had', () => {
  let server: RedisServers;
  let adapters: RedisAdapters;

  async function start(appendOnly: boolean): Promise<void> {
    server = await startRedis({ appendOnly });
    adapters = await openRedis({ url: server.url, clock: realClock });
  }
  afterEach(async () => {
    await adapters.close();
    await server.stop();
  });

  async function tell(...command: readonly [string, ...string[]]): Promise<void> {
    const [name, ...args] = command;
    const redis = new Redis(server.url);
    await redis.call(name, ...args);
    redis.disconnect();
  }

  /** The adapter is connected again. */
  const serves = () =>
    eventually('Redis serves again', () =>
      adapters.check().then(
        () => true,
        () => false,
      ),
    );

  async function aSessionUnderWay(): Promise<Session> {
    const { session } = await adapters.sessionStore.open(aSession());
    await adapters.readyCommands.decide(session.deviceId, { upTo: 1, command: aReadyCommand() });
    return session;
  }

  /** Nothing of it is left, nothing throws, and the device begins anew. */
  async function expectLost(session: Session): Promise<void> {
    const { sessionStore, readyCommands } = adapters;
    expect(await sessionStore.load(session.id)).toBeUndefined();
    expect(await sessionStore.load(session.id, 1)).toBeUndefined();
    expect(await sessionStore.save(session)).toBeUndefined();
    expect(await sessionStore.claim(session, 1)).toBeUndefined();
    expect(await readyCommands.read(session.deviceId)).toBeUndefined();
    expect(await readyCommands.withdraw(session.deviceId, 'any')).toBe(false);
    await sessionStore.remove(session.id);
    expect([await sessionStore.count(), await sessionStore.takeExpired(Number.MAX_SAFE_INTEGER, 10)]).toEqual([0, []]);
    const again = await sessionStore.open(aSession({ deviceId: session.deviceId }));
    expect(again.superseded).toBeUndefined();
    expect(again.session.fence).toBeGreaterThan(session.fence);
    expect(await sessionStore.claim(again.session, 1)).toBeDefined();
  }

  test('FLUSHALL in the middle of sessions: they are superseded, and the epoch does not go back', async () => {
    await start(false);
    const sessions = await Promise.all(Array.from({ length: 20 }, aSessionUnderWay));
    const epoch = await adapters.settledMarks.raiseEpoch(1);
    const turns = sessions.map(async (session) => {
      let current: Session | undefined = session;
      while (current !== undefined) current = await adapters.sessionStore.save(current);
    });
    await tell('FLUSHALL');
    await Promise.all(turns);
    for (const session of sessions) {
      await expectLost(session);
      await tell('FLUSHALL');
    }
    expect(await adapters.settledMarks.raiseEpoch(2)).toBeGreaterThan(epoch);
  });

  test('SCRIPT FLUSH is not noticed', async () => {
    await start(false);
    const session = await aSessionUnderWay();
    await tell('SCRIPT', 'FLUSH');
    expect((await adapters.sessionStore.load(session.id, 1))?.inFlight).toBeDefined();
  });

  test(
    'kill -9 and a restart without persistence: calls fail as retriable while it is down, then all is lost',
    async () => {
      await start(false);
      const session = await aSessionUnderWay();
      const epoch = await adapters.settledMarks.raiseEpoch(3);
      await server.nodes[0]?.kill();
      const began = performance.now();
      await expect(adapters.sessionStore.load(session.id, 1)).rejects.toThrow(StoreUnavailable);
      await expect(adapters.check()).rejects.toThrow(StoreUnavailable);
      expect(performance.now() - began).toBeLessThan(10_000);
      adapters.presence.seen(session.deviceId, 5);
      await adapters.signals.send('topic', 'lost');

      await server.nodes[0]?.restart();
      await serves();
      await expectLost(session);
      expect(await adapters.settledMarks.raiseEpoch(4)).toBeGreaterThan(epoch);
      const presence = new Map([[session.deviceId, 5]]);
      expect(await adapters.presence.lastSeen([session.deviceId])).toEqual(presence);
    },
    SLOW_MS,
  );

  test(
    'kill -9 and a restart with an append-only file: the session goes on',
    async () => {
      await start(true);
      const session = await aSessionUnderWay();
      const mark = { fingerprint: 'f', epoch: await adapters.settledMarks.epoch() };
      const settled = aDeviceId();
      await adapters.settledMarks.mark(settled, mark);
      await server.nodes[0]?.kill();
      await server.nodes[0]?.restart();
      await serves();
      expect((await adapters.sessionStore.load(session.id, 1))?.inFlight).toBeDefined();
      expect((await adapters.sessionStore.open(aSession({ deviceId: settled }), mark)).session.settled).toBe(true);
    },
    SLOW_MS,
  );

  test(
    'a Redis that hangs is given up within seconds, and used again when it answers',
    async () => {
      await start(false);
      const session = await aSessionUnderWay();
      server.nodes[0]?.pause();
      const began = performance.now();
      await expect(adapters.sessionStore.load(session.id)).rejects.toThrow(StoreUnavailable);
      expect(performance.now() - began).toBeLessThan(10_000);
      server.nodes[0]?.resume();
      await serves();
      expect(await adapters.sessionStore.load(session.id)).toEqual(session);
    },
    SLOW_MS,
  );

  test(
    'who listened before a restart hears again after it, and who began while it was down',
    async () => {
      await start(false);
      const [before, meanwhile] = [new Inbox<string>(), new Inbox<string>()];
      await adapters.signals.listen('before', (message) => before.add(message));
      await server.nodes[0]?.kill();
      await adapters.signals.listen('meanwhile', (message) => meanwhile.add(message));
      await server.nodes[0]?.restart();
      await eventually('both hear', async () => {
        await Promise.all(['before', 'meanwhile'].map((topic) => adapters.signals.send(topic, 'hello')));
        return before.items.length > 0 && meanwhile.items.length > 0;
      });
    },
    SLOW_MS,
  );

  test('no Redis at all: opening it fails as retriable', async () => {
    await start(false);
    const nowhere = ['redis://127.0.0.1:1', 'redis://127.0.0.1:2'];
    const opening = nowhere.map((url) => openRedis({ url, clock: realClock }));
    for (const refused of [...opening, openRedis({ url: nowhere, clock: realClock })]) {
      await expect(refused).rejects.toThrow(StoreUnavailable);
    }
  });
});
