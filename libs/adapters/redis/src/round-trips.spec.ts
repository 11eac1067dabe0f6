import { aDeviceId, aReadyCommand, aSession } from '#libs/testing/port-contracts';
import { describeWith, type RedisServers, startRedis } from '#libs/testing/servers';
import { openRedis, type RedisAdapters } from './open-redis.ts';
import { type CommandsSeen, commandsSeen } from './spec/commands-seen.ts';
import { realClock } from './spec/real-clock.ts';

describeWith('redis', 'round trips', () => {
  let server: RedisServers;
  let adapters: RedisAdapters;
  let seen: CommandsSeen;

  beforeAll(async () => {
    server = await startRedis();
    adapters = await openRedis({ url: server.url, clock: realClock });
    // Redis has not seen the scripts yet.
    const { session } = await adapters.sessionStore.open(aSession());
    await adapters.sessionStore.load(session.id, 1);
    await adapters.sessionStore.claim(session, 1);
    await adapters.settledMarks.epoch();
    seen = await commandsSeen(server.url);
    await seen.take();
  });
  afterAll(async () => {
    seen.stop();
    await adapters.close();
    await server.stop();
  });

  test('a settled session is two: its Inform opens it, its empty POST ends it', async () => {
    const { sessionStore, settledMarks, presence } = adapters;
    const deviceId = aDeviceId();
    const mark = { fingerprint: 'f', epoch: await settledMarks.epoch() };
    await settledMarks.mark(deviceId, mark);
    await seen.take();

    const opened = await sessionStore.open(aSession({ deviceId }), mark);
    presence.seen(deviceId, 1);
    expect(await seen.take()).toEqual(['evalsha']);
    expect(await sessionStore.load(opened.session.id, 1)).toEqual(opened.session);
    expect(await seen.take()).toEqual(['evalsha']);
    expect(opened.session.settled).toBe(true);
    expect(await sessionStore.load(opened.session.id)).toBeUndefined();
  });

  test('an empty POST that gets a command is one, and so is every later turn', async () => {
    const { session } = await adapters.sessionStore.open(aSession());
    await adapters.readyCommands.decide(session.deviceId, { upTo: 1, command: aReadyCommand() });
    await seen.take();
    const loaded = await adapters.sessionStore.load(session.id, 1);
    expect(await seen.take()).toEqual(['evalsha']);
    await adapters.sessionStore.claim(loaded ?? session, 2);
    expect(await seen.take()).toEqual(['evalsha']);
    await adapters.sessionStore.load(session.id);
    expect(await seen.take()).toEqual(['hget']);
  });

  test('a cookie that is no session id is none', async () => {
    await seen.take();
    expect(await adapters.sessionStore.load('AAAAAAAAAAAAAAAAAAAAAA', 1)).toBeUndefined();
    expect(await seen.take()).toEqual([]);
  });

  test('a thousand Informs are one write of presence for each shard', async () => {
    await seen.take();
    for (let i = 0; i < 1_000; i++) adapters.presence.seen(aDeviceId(), i);
    expect((await adapters.presence.takeUnwritten(1, 1, 0)).size).toBe(0);
    const commands = await seen.take();
    expect(commands.filter((name) => name === 'eval' || name === 'evalsha').length).toBeLessThanOrEqual(128);
  });
});
