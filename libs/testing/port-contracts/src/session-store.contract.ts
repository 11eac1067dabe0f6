import {
  type DeviceId,
  NONCES_REMEMBERED,
  type NonceUse,
  nextRpcId,
  type ReadyCommands,
  type SessionStore,
  type SettledMark,
  type SettledMarks,
} from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';
import { aDeviceId, aReadyCommand, aSession } from './fixtures.ts';

/** The ports that a turn of a session touches in one step: they are made together. */
export interface SessionPorts {
  readonly readyCommands: ReadyCommands;
  readonly settledMarks: SettledMarks;
}

/** What every SessionStore promises. */
export function sessionStoreContract(name: string, make: MakeAdapter<SessionStore, SessionPorts>): void {
  describe(`SessionStore: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;
    let store: SessionStore;

    beforeEach(async () => {
      made = await make();
      store = made.port;
    });
    afterEach(() => made.close());

    test('an opened session is loaded as it was returned', async () => {
      const { session, superseded } = await store.open(aSession());
      expect([superseded, session.settled]).toEqual([undefined, false]);
      expect(await store.load(session.id)).toEqual(session);
      expect(await store.load('another')).toBeUndefined();
    });

    test('a newer session of a device supersedes the open one, which can no longer be saved', async () => {
      const deviceId = aDeviceId();
      const older = (await store.open(aSession({ deviceId }))).session;
      const newer = await store.open(aSession({ deviceId }));
      expect(newer.superseded).toEqual(older);
      expect(newer.session.fence).toBeGreaterThan(older.fence);
      expect(await store.load(older.id)).toBeUndefined();
      expect(await store.save(older)).toBeUndefined();
      expect(await store.claim(older, 0)).toBeUndefined();
      expect(await store.load(older.id)).toBeUndefined();
      expect(await store.save(newer.session)).toBeDefined();
      expect(await store.count()).toBe(1);
    });

    test('an ended session makes room for the next without having been superseded', async () => {
      const deviceId = aDeviceId();
      const { session } = await store.open(aSession({ deviceId }));
      await store.save({ ...session, phase: 'ended' });
      const next = await store.open(aSession({ deviceId }));
      expect(next.superseded).toBeUndefined();
      expect(await store.load(session.id)).toBeUndefined();
    });

    test('the fence grows with every session of a device, also after the last one is gone', async () => {
      const deviceId = aDeviceId();
      const first = (await store.open(aSession({ deviceId }))).session;
      await store.remove(first.id);
      const second = (await store.open(aSession({ deviceId }))).session;
      expect(second.fence).toBeGreaterThan(first.fence);
    });

    test('of sessions opened at once for one device, one remains, and it has the highest fence', async () => {
      const deviceId = aDeviceId();
      const opened = await Promise.all(Array.from({ length: 20 }, () => store.open(aSession({ deviceId }))));
      const loaded = await Promise.all(opened.map(({ session }) => store.load(session.id)));
      const highest = Math.max(...opened.map(({ session }) => session.fence));
      expect(loaded.filter((session) => session !== undefined).map(({ fence }) => fence)).toEqual([highest]);
      expect(opened.filter(({ superseded }) => superseded !== undefined)).toHaveLength(19);
    });

    test('a use of a nonce opens one session of the device, and a replay leaves all as it is', async () => {
      const deviceId = aDeviceId();
      const openWith = (nonce: string, count: number) =>
        store.open(aSession({ deviceId, openedAtMs: Date.now() }), undefined, aUse(nonce, count));
      const first = await openWith('a', 1);
      if (first === 'replayed') throw new Error(first);
      expect(await openWith('a', 1)).toBe('replayed');
      expect(await store.load(first.session.id)).toEqual(first.session);
      expect(await openWith('a', 3)).toMatchObject({ superseded: first.session });
      expect(await openWith('a', 2)).toBe('replayed');
      expect(await openWith('b', 1)).toHaveProperty('session');
      expect(await openWith('a', 3)).toBe('replayed');
      expect(await store.open(aSession(), undefined, aUse('a', 1))).toHaveProperty('session');
    });

    test('of ten replays at once one opens a session', async () => {
      const deviceId = aDeviceId();
      const session = () => aSession({ deviceId, openedAtMs: Date.now() });
      const nonce = aUse('a', 1);
      const opened = await Promise.all(Array.from({ length: 10 }, () => store.open(session(), undefined, nonce)));
      expect(opened.filter((one) => one !== 'replayed')).toHaveLength(1);
    });

    test('nonces of a device with very many sessions are over with the older ones', async () => {
      const deviceId = aDeviceId();
      const nowMs = Date.now();
      const uses = Array.from({ length: NONCES_REMEMBERED + 4 }, (_, n) =>
        aUse(`n${n}`, 1, nowMs - 20_000 + n * 1_000),
      );
      const passed: boolean[] = [];
      for (const use of [...uses, ...uses])
        passed.push((await store.open(aSession({ deviceId, openedAtMs: nowMs }), undefined, use)) !== 'replayed');
      expect(passed).toEqual([...uses.map(() => true), ...uses.map(() => false)]);
    });

    test('a nonce is not used up by a session that had to be settled and is not', async () => {
      const deviceId = aDeviceId();
      const mark = { fingerprint: 'f', epoch: await made.settledMarks.epoch() };
      const session = () => aSession({ deviceId, openedAtMs: Date.now() });
      const nonce = aUse('a', 1);
      expect(await store.openSettled(session(), mark, nonce)).toBeUndefined();
      await made.settledMarks.mark(deviceId, mark);
      expect(await store.openSettled(session(), mark, nonce)).toHaveProperty('session');
      expect(await store.openSettled(session(), mark, nonce)).toBe('replayed');
    });

    test('saving gives the next revision, and of two saves of one revision the first wins', async () => {
      const { session } = await store.open(aSession());
      const saved = await store.save({ ...session, lastPosition: 7 });
      expect(saved).toEqual({ ...session, lastPosition: 7, revision: session.revision + 1 });
      expect(await store.save({ ...session, lastPosition: 8 })).toBeUndefined();
      expect(await store.load(session.id)).toEqual(saved);
    });

    test('a session that was removed or never opened can not be saved', async () => {
      const { session } = await store.open(aSession());
      await store.remove(session.id);
      expect(await store.save(session)).toBeUndefined();
      expect(await store.load(session.id)).toBeUndefined();
      expect(await store.save(aSession())).toBeUndefined();
      await store.remove(session.id);
    });

    test('a claim puts the ready command in flight, and it is not ready any more', async () => {
      const { session } = await store.open(aSession());
      const command = aReadyCommand();
      await made.readyCommands.decide(session.deviceId, { upTo: 5, command });
      const claimed = await store.claim({ ...session, lastPosition: 5 }, 1_234);
      const inFlight = { ...command, rpcId: nextRpcId(session), sentAtMs: 1_234 };
      expect(claimed).toEqual({ ...session, lastPosition: 5, revision: session.revision + 1, inFlight });
      expect(await store.load(session.id)).toEqual(claimed);
      expect(await made.readyCommands.read(session.deviceId)).toEqual({ upTo: 5 });
      expect(await made.readyCommands.withdraw(session.deviceId, command.commandId)).toBe(false);
    });

    test('a claim without a ready command saves the session as it is', async () => {
      const { session } = await store.open(aSession());
      expect(await store.claim(session, 1)).toEqual({ ...session, revision: session.revision + 1 });
      await made.readyCommands.decide(session.deviceId, { upTo: 5 });
      const loaded = (await store.load(session.id)) ?? session;
      expect((await store.claim(loaded, 2))?.inFlight).toBeUndefined();
    });

    test('a decision from before the last event of the session is not claimed', async () => {
      const { session } = await store.open(aSession());
      const decision = { upTo: 5, command: aReadyCommand() };
      await made.readyCommands.decide(session.deviceId, decision);
      const claimed = await store.claim({ ...session, lastPosition: 6 }, 1);
      expect(claimed).toEqual({ ...session, lastPosition: 6, revision: session.revision + 1 });
      expect(await made.readyCommands.read(session.deviceId)).toEqual(decision);
    });

    test('a claim that loses leaves the command where it is', async () => {
      const { session } = await store.open(aSession());
      const command = aReadyCommand();
      await made.readyCommands.decide(session.deviceId, { upTo: 5, command });
      await store.save(session);
      expect(await store.claim(session, 1)).toBeUndefined();
      expect((await made.readyCommands.read(session.deviceId))?.command).toEqual(command);
    });

    test('of fifty claims at once exactly one gets the command', async () => {
      const { session } = await store.open(aSession());
      await made.readyCommands.decide(session.deviceId, { upTo: 5, command: aReadyCommand() });
      const claims = await Promise.all(Array.from({ length: 50 }, (_, index) => store.claim(session, index)));
      const won = claims.filter((claimed) => claimed !== undefined);
      expect(won).toHaveLength(1);
      expect(await store.load(session.id)).toEqual(won[0]);
    });

    test('sessions expire by their own timeout since they were touched, and are taken once', async () => {
      const short = (await store.open(aSession({ touchedAtMs: 1_000_000, timeoutMs: 10_000 }))).session;
      const long = (await store.open(aSession({ touchedAtMs: 1_000_000, timeoutMs: 60_000 }))).session;
      const touched = (await store.open(aSession({ touchedAtMs: 1_000_000, timeoutMs: 10_000 }))).session;
      await store.save({ ...touched, touchedAtMs: 1_008_000 });
      expect(await store.takeExpired(1_010_000, 10)).toEqual([]);
      expect(await store.takeExpired(1_010_001, 10)).toEqual([short]);
      expect(await store.takeExpired(1_010_001, 10)).toEqual([]);
      expect(await store.load(short.id)).toBeUndefined();
      expect((await store.takeExpired(1_060_001, 10)).map(({ id }) => id).toSorted()).toEqual(
        [long.id, touched.id].toSorted(),
      );
      expect(await store.count()).toBe(0);
    });

    test('a session whose timeout was shortened expires by the new one', async () => {
      const { session } = await store.open(aSession({ touchedAtMs: 1_000_000, timeoutMs: 60_000 }));
      const saved = await store.save({ ...session, phase: 'ended', timeoutMs: 5_000 });
      expect(await store.takeExpired(1_005_001, 10)).toEqual([saved]);
    });

    test('at most so many expired ones are taken at a time', async () => {
      for (let index = 0; index < 5; index++) await store.open(aSession({ timeoutMs: 1_000 + index }));
      const first = await store.takeExpired(2_000_000, 3);
      const second = await store.takeExpired(2_000_000, 3);
      expect([first.length, second.length]).toEqual([3, 2]);
      expect(new Set([...first, ...second].map(({ id }) => id)).size).toBe(5);
    });

    test('count follows the open sessions', async () => {
      const sessions = await Promise.all([1, 2, 3].map(() => store.open(aSession())));
      expect(await store.count()).toBe(3);
      await store.remove(sessions[0]?.session.id ?? '');
      expect(await store.count()).toBe(2);
      const [, second] = sessions;
      if (second !== undefined) await store.save({ ...second.session, phase: 'ended' });
      expect(await store.count()).toBe(1);
    });

    describe('a device with a settled mark', () => {
      const deviceId = aDeviceId();
      let mark: SettledMark;

      beforeEach(async () => {
        mark = { fingerprint: 'f', epoch: await made.settledMarks.epoch() };
        await made.settledMarks.mark(deviceId, mark);
      });

      test('has a settled session when it is marked just so, and only then', async () => {
        const settled = async (device: DeviceId, ifMarked?: SettledMark) =>
          (await store.open(aSession({ deviceId: device }), ifMarked)).session.settled;
        expect(await settled(deviceId, mark)).toBe(true);
        expect(await settled(deviceId, { ...mark, fingerprint: 'g' })).toBe(false);
        expect(await settled(deviceId, { ...mark, epoch: mark.epoch + 1 })).toBe(false);
        expect(await settled(deviceId)).toBe(false);
        expect(await settled(aDeviceId(), mark)).toBe(false);
      });

      test('has its settled session removed by the empty POST when nothing is ready', async () => {
        const { session } = await store.open(aSession({ deviceId }), mark);
        expect(await store.load(session.id)).toEqual(session);
        expect(await store.load(session.id, 1_234)).toEqual(session);
        expect(await store.load(session.id)).toBeUndefined();
        expect(await store.count()).toBe(0);
      });

      test('gets a command that became ready in its settled session', async () => {
        const { session } = await store.open(aSession({ deviceId }), mark);
        const command = aReadyCommand();
        await made.readyCommands.decide(deviceId, { upTo: 5, command });
        const loaded = await store.load(session.id, 1_234);
        const inFlight = { ...command, rpcId: nextRpcId(session), sentAtMs: 1_234 };
        expect(loaded).toEqual({ ...session, revision: session.revision + 1, inFlight });
        expect(await store.load(session.id)).toEqual(loaded);
      });
    });

    describe('loading for an empty POST', () => {
      test('claims when there is a decision that knows the last event, and then not again', async () => {
        const { session } = await store.open(aSession());
        const saved = (await store.save({ ...session, lastPosition: 5 })) ?? session;
        const command = aReadyCommand();
        await made.readyCommands.decide(session.deviceId, { upTo: 5, command });
        const loaded = await store.load(session.id, 1_234);
        const inFlight = { ...command, rpcId: nextRpcId(session), sentAtMs: 1_234 };
        expect(loaded).toEqual({ ...saved, revision: saved.revision + 1, inFlight });
        await made.readyCommands.decide(session.deviceId, { upTo: 6, command: aReadyCommand() });
        expect(await store.load(session.id, 2_345)).toEqual(loaded);
      });

      test('claims nothing when the decision is older, when there is none, or when the session has ended', async () => {
        const { session } = await store.open(aSession());
        const saved = await store.save({ ...session, lastPosition: 6 });
        expect(await store.load(session.id, 1)).toEqual(saved);
        await made.readyCommands.decide(session.deviceId, { upTo: 5, command: aReadyCommand() });
        expect(await store.load(session.id, 1)).toEqual(saved);
        const ended = saved && (await store.save({ ...saved, phase: 'ended' }));
        await made.readyCommands.decide(session.deviceId, { upTo: 7, command: aReadyCommand() });
        expect(await store.load(session.id, 1)).toEqual(ended);
      });

      test('of fifty loads at once exactly one puts the command in flight, and all see it', async () => {
        const { session } = await store.open(aSession());
        await made.readyCommands.decide(session.deviceId, { upTo: 5, command: aReadyCommand() });
        const loads = await Promise.all(Array.from({ length: 50 }, (_, index) => store.load(session.id, index)));
        const revisions = new Set(loads.map((loaded) => loaded?.revision));
        expect(revisions).toEqual(new Set([session.revision + 1]));
        expect(new Set(loads.map((loaded) => loaded?.inFlight?.sentAtMs)).size).toBe(1);
      });
    });
  });
}

function aUse(nonce: string, count: number, madeAtMs = Date.now()): NonceUse {
  return { nonce, count, madeAtMs, lifetimeMs: 60_000 };
}
