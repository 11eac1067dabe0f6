import { Redis } from 'ioredis';
import type { Session } from '#libs/domain';
import { aReadyCommand, aSession, TestSeal } from '#libs/testing/port-contracts';
import { describeWith, type RedisServers, startRedis } from '#libs/testing/servers';
import { openRedis, type RedisAdapters } from './open-redis.ts';
import { realClock } from './spec/real-clock.ts';

const SECRET = 'PLANTED-secret';
const request = {
  method: 'SetParameterValues',
  parameterList: [{ name: 'Device.Users.User.1.Password', value: SECRET, type: 'string' }],
  parameterKey: '',
} as const;

class CountingSeal extends TestSeal {
  sealed = 0;

  override seal(...what: Parameters<TestSeal['seal']>): string {
    this.sealed++;
    return super.seal(...what);
  }
}

describeWith('redis', 'requests sealed in Redis', () => {
  let server: RedisServers;
  let adapters: RedisAdapters;
  let redis: Redis;
  const seal = new CountingSeal();

  beforeAll(async () => {
    server = await startRedis({ appendOnly: true });
    adapters = await openRedis({ url: server.url, clock: realClock, seal });
    redis = new Redis(server.url);
  });
  afterAll(async () => {
    redis.disconnect();
    await adapters.close();
    await server.stop();
  });

  async function decided(): Promise<Session> {
    const { session } = await adapters.sessionStore.open(aSession());
    await adapters.readyCommands.decide(session.deviceId, { upTo: 1, command: aReadyCommand({ request }) });
    return session;
  }

  test('neither commands that clients send nor hashes tell the secret: ready, in flight, saved again', async () => {
    const monitor = await redis.monitor();
    const seen: string[] = [];
    monitor.on('monitor', (_time: string, command: readonly string[]) => seen.push(command.join(' ')));
    const session = await decided();
    const loaded = await adapters.sessionStore.load(session.id, 1);
    expect(loaded?.inFlight?.request).toEqual(request);
    const saved = await adapters.sessionStore.save({ ...(loaded as Session), sentTo: 'c1' });
    expect(await adapters.sessionStore.load(session.id)).toEqual(saved);
    const hashes = await Promise.all((await redis.keys('muster:d*')).map((key) => redis.hgetall(key)));
    monitor.disconnect();
    expect(seen.length).toBeGreaterThan(3);
    expect(JSON.stringify([seen, hashes])).toContain(session.id);
    expect(JSON.stringify([seen, hashes])).not.toContain(SECRET);
    await adapters.sessionStore.remove(session.id);
  });

  test('a settled session seals nothing', async () => {
    const { sessionStore, settledMarks } = adapters;
    const session = aSession();
    const mark = { fingerprint: 'f', epoch: await settledMarks.epoch() };
    await settledMarks.mark(session.deviceId, mark);
    const before = seal.sealed;
    await sessionStore.open(session, mark);
    await sessionStore.load(session.id, 1);
    expect(seal.sealed).toBe(before);
  });

  test('with the key gone a decision is as good as none, and a session is over, but still ends', async () => {
    const { sessionStore, readyCommands } = adapters;
    const [ready, claimed, touched] = [await decided(), await decided(), await decided()];
    await sessionStore.load(claimed.id, 1);
    const other = (await sessionStore.load(touched.id, 1)) as Session;
    await sessionStore.save({ ...other, sentTo: 'c1' });
    seal.loseKey();
    expect(await readyCommands.read(ready.deviceId)).toEqual({ upTo: 1 });
    expect(await sessionStore.claim(ready, 2)).toBeUndefined();
    for (const { id } of [ready, claimed, touched]) {
      expect(await sessionStore.load(id)).toBeUndefined();
      expect(await sessionStore.load(id, 3)).toBeUndefined();
    }
    const again = await sessionStore.open(aSession({ deviceId: claimed.deviceId }));
    expect(again.superseded).toMatchObject({ id: claimed.id });
    const expired = await sessionStore.takeExpired(Number.MAX_SAFE_INTEGER, 100);
    expect(expired.map(({ id }) => id)).toEqual(expect.arrayContaining([ready.id, touched.id, again.session.id]));
  });

  test('what was kept in the clear is still read', async () => {
    const open = await openRedis({ url: server.url, clock: realClock });
    const { session } = await open.sessionStore.open(aSession());
    await open.readyCommands.decide(session.deviceId, { upTo: 1, command: aReadyCommand({ request }) });
    await open.close();
    expect((await adapters.sessionStore.load(session.id, 1))?.inFlight?.request).toEqual(request);
  });
});
