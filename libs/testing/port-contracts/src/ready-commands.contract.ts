import type { ReadyCommands, SessionStore } from '#libs/domain';
import type { MakeAdapter } from './adapter.ts';
import { aDeviceId, aReadyCommand, aSession } from './fixtures.ts';

/** What every ReadyCommands promises. */
export function readyCommandsContract(
  name: string,
  make: MakeAdapter<ReadyCommands, { readonly sessionStore: SessionStore }>,
): void {
  describe(`ReadyCommands: ${name}`, () => {
    let made: Awaited<ReturnType<typeof make>>;
    let ready: ReadyCommands;

    beforeEach(async () => {
      made = await make();
      ready = made.port;
    });
    afterEach(() => made.close());

    test('a decision is read as it was made, per device', async () => {
      const [one, other] = [aDeviceId(), aDeviceId()];
      const decision = { upTo: 3, command: aReadyCommand() };
      await ready.decide(one, decision);
      expect(await ready.read(one)).toEqual(decision);
      expect(await ready.read(other)).toBeUndefined();
    });

    test('a decision replaces an earlier one, and one up to the same event', async () => {
      const { deviceId } = (await made.sessionStore.open(aSession())).session;
      await ready.decide(deviceId, { upTo: 3, command: aReadyCommand() });
      await ready.decide(deviceId, { upTo: 3 });
      expect(await ready.read(deviceId)).toEqual({ upTo: 3 });
      const command = aReadyCommand();
      await ready.decide(deviceId, { upTo: 4, command });
      expect(await ready.read(deviceId)).toEqual({ upTo: 4, command });
    });

    test('a decision does not replace a later one', async () => {
      const deviceId = aDeviceId();
      const later = { upTo: 9, command: aReadyCommand() };
      await ready.decide(deviceId, later);
      await ready.decide(deviceId, { upTo: 8 });
      expect(await ready.read(deviceId)).toEqual(later);
    });

    test('a command that was not sent is withdrawn once', async () => {
      const { session } = await made.sessionStore.open(aSession());
      const command = aReadyCommand();
      await ready.decide(session.deviceId, { upTo: 1, command });
      expect(await ready.withdraw(session.deviceId, 'another')).toBe(false);
      expect(await ready.withdraw(session.deviceId, command.commandId)).toBe(true);
      expect(await ready.withdraw(session.deviceId, command.commandId)).toBe(false);
      expect((await made.sessionStore.claim(session, 1))?.inFlight).toBeUndefined();
      expect(await ready.read(session.deviceId)).toEqual({ upTo: 1 });
    });

    test('a command that was never offered, or taken, is not withdrawn', async () => {
      const { session } = await made.sessionStore.open(aSession());
      const command = aReadyCommand();
      expect(await ready.withdraw(session.deviceId, command.commandId)).toBe(false);
      await ready.decide(session.deviceId, { upTo: 1, command });
      await made.sessionStore.claim(session, 1);
      expect(await ready.withdraw(session.deviceId, command.commandId)).toBe(false);
    });

    test('of a claim and a withdrawal at once, one gets the command', async () => {
      for (let round = 0; round < 20; round++) {
        const { session } = await made.sessionStore.open(aSession());
        const command = aReadyCommand();
        await ready.decide(session.deviceId, { upTo: 1, command });
        const claim = () => made.sessionStore.claim(session, 1);
        const withdraw = () => ready.withdraw(session.deviceId, command.commandId);
        const [claimed, withdrawn] =
          round % 2 === 0
            ? await Promise.all([claim(), withdraw()])
            : (await Promise.all([withdraw(), claim()])).toReversed();
        const inFlight = typeof claimed === 'object' && claimed.inFlight !== undefined;
        expect(inFlight).toBe(withdrawn === false);
      }
    });

    test('a command waits for the next session when this one ends', async () => {
      const { session } = await made.sessionStore.open(aSession());
      const decision = { upTo: 1, command: aReadyCommand() };
      await ready.decide(session.deviceId, decision);
      await made.sessionStore.remove(session.id);
      expect(await ready.read(session.deviceId)).toEqual(decision);
    });
  });
}
