import { type DeviceId, deviceTag, type Session } from '#libs/domain';
import { aDeviceId, aReadyCommand, aSession } from '#libs/testing/port-contracts';
import { describeWith, freshRedisPrefix } from '#libs/testing/servers';
import { openRedis, type RedisAdapters } from './open-redis.ts';
import { realClock } from './spec/real-clock.ts';

/** Texts that a stored line must not be taken apart by. */
const ODD = 'a\nb\r\u2028 c\\n "d" {e} Grüße 🛰 %s $1';

describeWith('redis', 'RedisSessionStore', ({ redis }) => {
  const prefix = freshRedisPrefix();
  let one: RedisAdapters;
  let other: RedisAdapters;

  beforeAll(async () => {
    one = await openRedis({ url: redis, clock: realClock, prefix });
    other = await openRedis({ url: redis, clock: realClock, prefix });
  });
  afterAll(async () => {
    await one.close();
    await other.close();
  });

  test('odd texts come back as they were, also beside a command that was put in flight', async () => {
    const request = {
      method: 'SetParameterValues',
      parameterList: [{ name: ODD, value: ODD, type: 'string' }],
      parameterKey: ODD,
    } as const;
    const command = aReadyCommand({ commandId: ODD, request });
    const position = 2 ** 52 + 1;
    const { session } = await one.sessionStore.open(
      aSession({ gateway: ODD, connection: ODD, lastPosition: position }),
    );
    await one.readyCommands.decide(session.deviceId, { upTo: position, command });
    expect(await other.readyCommands.read(session.deviceId)).toEqual({ upTo: position, command });
    const loaded = await one.sessionStore.load(session.id, 1_234);
    expect(loaded).toMatchObject({ gateway: ODD, connection: ODD, lastPosition: position, inFlight: command });
    expect(await other.sessionStore.load(session.id)).toEqual(loaded);
    const saved = await other.sessionStore.save({ ...(loaded as Session), phase: 'ended' });
    expect(await one.sessionStore.load(session.id)).toEqual(saved);
    await one.readyCommands.decide(session.deviceId, { upTo: position, command });
    expect(await other.readyCommands.withdraw(session.deviceId, ODD)).toBe(true);
  });

  test('two devices with the same tag do not see each other', async () => {
    // Found by trying forty million.
    const [a, b] = ['00A0B1-Router-9978812', '00A0B1-Router-34410252'] as [DeviceId, DeviceId];
    expect(deviceTag(a)).toBe(deviceTag(b));
    const { sessionStore, readyCommands, settledMarks } = one;
    const mark = { fingerprint: 'f', epoch: 1 };
    await settledMarks.mark(a, mark);
    const ofA = await sessionStore.open(aSession({ deviceId: a }), mark);
    const ofB = await sessionStore.open(aSession({ deviceId: b }), mark);
    expect([ofA.session.settled, ofB.session.settled, ofB.superseded]).toEqual([true, false, undefined]);
    const command = aReadyCommand();
    await readyCommands.decide(b, { upTo: 1, command });
    expect(await sessionStore.load(ofA.session.id, 1)).toEqual(ofA.session);
    expect((await sessionStore.load(ofB.session.id, 1))?.inFlight).toMatchObject(command);
    expect(await sessionStore.load(ofA.session.id)).toBeUndefined();
    await sessionStore.remove(ofB.session.id);
  });

  test('a session id of another device is refused', async () => {
    const { id } = aSession();
    await expect(one.sessionStore.open(aSession({ id, deviceId: aDeviceId() }))).rejects.toThrow('not made for');
  });

  test('of several gateways that sweep at once, each expired session is taken by exactly one', async () => {
    const touchedAtMs = 1_000;
    const opened = await Promise.all(
      Array.from({ length: 300 }, () => one.sessionStore.open(aSession({ touchedAtMs, timeoutMs: 10 }))),
    );
    const ended = await Promise.all(
      opened.slice(0, 100).map(({ session }) => one.sessionStore.save({ ...session, phase: 'ended' })),
    );
    expect(ended).not.toContain(undefined);
    const sweep = async ({ sessionStore }: RedisAdapters): Promise<readonly Session[]> => {
      const taken = await sessionStore.takeExpired(2_000, 50);
      return taken.length === 0 ? [] : [...taken, ...(await sweep({ sessionStore } as RedisAdapters))];
    };
    const taken = (await Promise.all([sweep(one), sweep(other), sweep(one), sweep(other)])).flat();
    taken.push(...(await sweep(one)));
    const ids = taken.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.toSorted()).toEqual(opened.map(({ session }) => session.id).toSorted());
  });

  test('a raised epoch is known to another process within a second', async () => {
    const before = await other.settledMarks.epoch();
    const raised = await one.settledMarks.raiseEpoch(1);
    const deadline = performance.now() + 1_100;
    while ((await other.settledMarks.epoch()) !== raised && performance.now() < deadline) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await other.settledMarks.epoch()).toBe(raised);
    expect(raised).toBeGreaterThan(before);
  });

  test('what one process has heard of, another takes, and only one does', async () => {
    const devices = Array.from({ length: 600 }, () => aDeviceId());
    for (const deviceId of devices) one.presence.seen(deviceId, 7_000);
    await one.presence.takeUnwritten(0, 0, 0);
    expect((await other.presence.lastSeen(devices)).size).toBe(devices.length);
    const takes = await Promise.all(
      [one, other, one, other].map(({ presence }) => presence.takeUnwritten(6_000, 7_000, 400)),
    );
    const rest = await one.presence.takeUnwritten(6_000, 7_000, 1_000);
    const taken = [...takes, rest].flatMap((take) => [...take.keys()]);
    expect(taken.toSorted()).toEqual(devices.toSorted());
  });
});
